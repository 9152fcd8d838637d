// The outbox judged alone: what it believes, how long it waits, what it does with a stuck item.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Api, retryAfter } from "../../static/js/offline/api.js";
import { backoff, due, Outbox } from "../../static/js/offline/outbox.js";
import { fits, kindOf, variesIn } from "../../static/js/offline/photos.js";
import { place } from "../../static/js/offline/place.js";

const json = (status, body, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
const html = (status, headers = {}) => new Response("<html>", { status, headers: { "Content-Type": "text/html", ...headers } });
const api = (answer) => new Api(7, { fetch: async () => answer, now: () => 0 });

test("only our own JSON counts as an answer", async () => {
  const kinds = [
    [json(201, { uuid: "u" }), "ok"], [html(200), "offline"], [html(502), "busy"], [json(503, {}), "busy"], [json(401, {}), "signin"],
    [json(400, { error: "csrf" }), "csrf"], [json(422, { message: "m" }), "refused"], [html(413), "offline"],
  ];
  for (const [answer, kind] of kinds) assert.equal((await api(answer).call("PUT", "/x")).kind, kind, `${answer.status}`);
  assert.equal((await api({ type: "opaqueredirect" }).call("PUT", "/x")).kind, "signin");
});

test("a captive portal does not pass for the server", async () => {
  assert.equal(await api(html(200)).ping(), false);
  assert.equal(await api(new Response(null, { status: 204 })).ping(), false);
  assert.equal(await api(new Response(null, { status: 204, headers: { "X-Shop-App": "1" } })).ping(), true);
});

test("Retry-After is obeyed within reason", () => {
  assert.equal(retryAfter("30", 0), 30_000);
  assert.equal(retryAfter("Thu, 01 Jan 1970 00:00:10 GMT", 0), 10_000);
  assert.equal(retryAfter("soon", 0), null);
  assert.equal(retryAfter(null, 0), null);
});

test("waiting doubles to five minutes and is spread", () => {
  assert.equal(backoff(1, () => 0.5), 2000);
  assert.equal(backoff(50, () => 0.5), 300_000);
  assert.equal(backoff(3, () => 0), 4000);
});

test("a clock set back does not park an item for days, a parked item waits for its person", () => {
  const items = [
    { id: "late", next_at: 5e9, created_at: 1, state: "waiting" },
    { id: "soon", next_at: 2000, created_at: 2, state: "waiting" },
    { id: "stuck", next_at: 0, created_at: 0, state: "needs_attention" },
  ];
  assert.deepEqual(due(items, 1000, false).map(({ id }) => id), ["late"]);
  assert.deepEqual(due(items, 1000, true).map(({ id }) => id), ["late", "soon"]);
  assert.deepEqual(due(items, 1000, "stuck").map(({ id }) => id), ["stuck", "late", "soon"]);
});

/** A store in memory, of the few calls that the outbox makes. */
class Memory {
  userId = 7;
  rows = { outbox: new Map(), photos: new Map(), receipts: [] };
  add(uuid, more = {}) {
    const id = `${uuid}/1`;
    this.rows.outbox.set(id, { id, uuid, round: 1, body: "{}", sha256: "s", attempts: 0, next_at: 0, created_at: this.rows.outbox.size, state: "waiting", ...more });
  }
  all = async (name) => [...this.rows[name].values()];
  get = async (name, key) => this.rows[name].get(key);
  photosOf = async (uuid) => (await this.all("photos")).filter((photo) => photo.submission_uuid === uuid).map(({ bytes, ...row }) => ({ ...row, size: bytes?.byteLength ?? 0 }));
  update = async (name, key, change) => { const row = change(this.rows[name].get(key)); if (row) this.rows[name].set(key, row); };
  put = async (name, row) => { this.rows[name].set(row.photo_uuid ?? row.id, row); };
  settle = async (item, receipt) => { this.rows.outbox.delete(item.id); this.rows.receipts.push(receipt); };
}

function outbox(store, answers, session = { user_id: 7, csrf: "c", min_client: 1 }) {
  const asked = [];
  const fetch = async (url, { method }) => {
    if (url.endsWith("/ping")) return new Response(null, { status: 204, headers: { "X-Shop-App": "1" } });
    if (url.endsWith("/session")) return session ? json(200, session) : json(401, {});
    asked.push(`${method} ${url.replace("/api/v1", "")}`);
    return answers(url, method);
  };
  return { asked, box: new Outbox(store, new Api(7, { fetch }), { now: () => 1000, random: () => 0.5 }) };
}

test("one poison item is parked, the next is sent", async () => {
  const store = new Memory();
  store.add("bad"), store.add("good");
  const { box } = outbox(store, (url) => url.includes("bad") ? json(422, { message: "broken" })
    : json(201, { uuid: "good", state: "complete", receipt: "r", received_at: "t" }));
  assert.equal(await box.drain(), "sent");
  assert.deepEqual(store.rows.receipts.map(({ uuid }) => uuid), ["good"]);
  assert.equal(store.rows.outbox.get("bad/1").state, "needs_attention");
});

test("an answer about another visit is not a receipt", async () => {
  const store = new Memory();
  store.add("mine");
  const { box } = outbox(store, () => json(200, { uuid: "other", state: "complete" }));
  await box.drain();
  assert.equal(store.rows.receipts.length, 0);
  assert.equal(store.rows.outbox.size, 1);
});

test("nothing goes out under another person's name", async () => {
  const store = new Memory();
  store.add("mine");
  const { box, asked } = outbox(store, () => json(201, {}), { user_id: 8, csrf: "c", min_client: 1 });
  assert.equal(await box.drain(), "other_user");
  assert.deepEqual(asked, []);
});

test("an expired session stops the sending and loses nothing", async () => {
  const store = new Memory();
  store.add("mine");
  const { box } = outbox(store, () => json(201, {}), null);
  assert.equal(await box.drain(), "signin");
  assert.equal(store.rows.outbox.size, 1);
});

test("a server error is tried again later, as it asks", async () => {
  const store = new Memory();
  store.add("mine");
  const { box } = outbox(store, () => html(502, { "Retry-After": "60" }));
  await box.drain();
  const item = store.rows.outbox.get("mine/1");
  assert.equal(item.attempts, 1);
  assert.equal(item.next_at, 61_000);
});

test("a server that is busy is left alone for as long as it asks, whoever was asked", async () => {
  const store = new Memory();
  store.add("mine");
  const busy = json(503, { error: "503" }, { "Retry-After": "10" });
  const { box } = outbox(store, () => busy);
  box.api.session = async () => ({ kind: "busy", status: 503, json: {}, wait: 10_000 });
  assert.equal(await box.drain(), "offline");
  assert.equal(box.rest, 11_000);
  assert.equal(store.rows.outbox.get("mine/1").attempts, 0);
});

test("photos for which the server has no time wait as long as it asks", async () => {
  const store = new Memory();
  store.add("mine");
  store.rows.photos.set("p", { photo_uuid: "p", submission_uuid: "mine", bytes: new ArrayBuffer(9), mime: "image/jpeg" });
  const { box } = outbox(store, (url) => {
    if (url.includes("/photos/")) return json(503, {}, { "Retry-After": "10" });
    return json(201, { uuid: "mine", state: "incomplete", missing_photos: ["p"], receipt: "r", received_at: "t" });
  });
  await box.drain();
  assert.equal(box.rest, 11_000);
  assert.equal(store.rows.receipts.length, 0);
  assert.equal(store.rows.photos.get("p").problem, undefined);
});

test("photos the server misses follow the answers; too large a one is made smaller once", async () => {
  const store = new Memory();
  store.add("mine");
  const photo = { photo_uuid: "p", submission_uuid: "mine", assignment_id: 1, round: 1, question: "q", mime: "image/jpeg", bytes: new ArrayBuffer(9), sha256: "s", taken_at: "t" };
  store.rows.photos.set("p", photo);
  let tries = 0;
  const { box, asked } = outbox(store, (url) => {
    if (url.includes("/photos/")) return (tries += 1) === 1 ? json(413, {}) : json(201, { uuid: "p" });
    if (url.endsWith("/status")) return json(200, { state: "complete" });
    return json(201, { uuid: "mine", state: "incomplete", missing_photos: ["p"], receipt: "r", received_at: "t" });
  });
  box.shrink = async (row) => ({ ...row, bytes: new ArrayBuffer(3) });
  await box.drain();
  assert.deepEqual(asked, ["PUT /submissions/mine/rounds/1", "PUT /photos/p", "PUT /photos/p", "GET /submissions/mine/status"]);
  assert.equal(store.rows.receipts.length, 1);
});

test("a photo whose bytes are gone is flagged, and the visit is not called complete", async () => {
  const store = new Memory();
  store.add("mine");
  store.rows.photos.set("p", { photo_uuid: "p", submission_uuid: "mine", bytes: null });
  const { box } = outbox(store, (url) => url.endsWith("/status") ? json(200, { state: "incomplete" })
    : json(201, { uuid: "mine", state: "incomplete", missing_photos: ["p"] }));
  await box.drain();
  assert.equal(store.rows.photos.get("p").problem, "lost");
  assert.equal(store.rows.receipts.length, 0);
});

test("pictures: kinds by their bytes, sizes that a phone can draw, flat results found out", () => {
  assert.equal(kindOf(new Uint8Array([0xff, 0xd8, 0xff]).buffer, "text/plain"), "image/jpeg");
  assert.equal(kindOf(new Uint8Array([0, 0, 0, 24, ...Buffer.from("ftypheic")]).buffer, ""), "image/heic");
  assert.equal(fits(8000, 6000, 1600), 0.2);
  assert.equal(fits(800, 600, 1600), 1);
  assert.equal(variesIn(new Uint8Array(256).fill(0)), false);
  assert.equal(variesIn(Uint8Array.from({ length: 256 }, (_, at) => at)), true);
});

test("no place is a fact too, and never an error", async () => {
  const denied = { watchPosition: (_ok, failed) => { setTimeout(() => failed({ code: 1 })); return 1; }, clearWatch() {} };
  assert.deepEqual(await place(denied), { none: "denied" });
  assert.deepEqual(await place({ watchPosition: () => 1, clearWatch() {} }, 5), { none: "timeout" });
  assert.deepEqual(await place(null), { none: "unavailable" });
});
