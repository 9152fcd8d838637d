// The page "On this phone": what is begun, what waits, what was received, what needs a hand. All of it from this phone, so
// it opens without a network; each line says what it is and what can be done.

import { copyOf, download } from "./capture.js";
import { askToSignIn, Sender, stateOf } from "./sender.js";
import { clockTime, element, state, worded } from "./words.js";

const line = (title, ...rest) => element("li", { class: "item" }, element("div", { class: "stack-s" }, element("p", { class: "item-title" }, title), ...rest));
const button = (text, run, kind = "") => element("button", { class: `btn btn-touch ${kind}`, type: "button", onclick: run }, text);
const DAY = 86_400_000, RECEIPTS_KEPT = 30 * DAY, REMOVED_KEPT = 7 * DAY;

export default async function phone(page) {
  const user = Number(page.dataset.user), texts = JSON.parse(document.getElementById("texts").textContent);
  const sender = Sender.shared(user, texts), { store } = sender;
  const part = (name) => page.querySelector(`[data-part="${name}"]`);
  sender.onChange(print);
  await print();
  await otherUsers();

  async function print() {
    let rows, photos;
    try {
      rows = await Promise.all(["drafts", "outbox", "receipts"].map((name) => store.all(name)));
      photos = await Promise.all(rows[1].map(({ uuid }) => store.photosOf(uuid)));
    } catch {
      page.querySelector("[data-broken]").hidden = false;
      return;
    }
    const [drafts, outbox, receipts] = rows, now = Date.now();
    await tidy(drafts, receipts, now);
    fill("waiting", outbox, (item, at) => waiting(item, photos[at]));
    fill("drafts", drafts.filter((draft) => draft.state === "draft" && !draft.removed_at), begun);
    fill("received", receipts.sort((a, b) => b.received_at.localeCompare(a.received_at)), received);
    fill("removed", drafts.filter((draft) => draft.removed_at && now - draft.removed_at < REMOVED_KEPT), removed);
    page.querySelector("[data-nothing]").hidden = outbox.length + drafts.length + receipts.length > 0;
    if (outbox.length && sender.last === "signin") askToSignIn(texts, outbox.length);
  }

  function fill(name, rows, item) {
    part(name).hidden = rows.length === 0;
    part(name).querySelector("ul").replaceChildren(...rows.map(item));
  }

  function waiting(item, photos) {
    const left = photos.filter((photo) => photo.size && photo.state === "stored").length;
    const now = button(texts.send_now, () => sender.run(item.id), "btn-primary");
    const copy = button(texts.save_copy, async () => download(`${item.uuid}.json`, await copyOf(store, item, photos)));
    const tried = item.attempts ? element("p", { class: "small quiet" }, worded(texts.tried, { count: item.attempts })) : "";
    const pictures = left ? element("p", { class: "small" }, worded(texts.photos_left, { count: left })) : "";
    return line(item.title, stateOf(item, sender.last, texts), pictures, tried, element("div", { class: "row" }, now, copy));
  }

  function begun(draft) {
    const open = element("a", { class: "btn btn-touch btn-primary", href: `/shopper/assignments/${draft.assignment_id}/form#${draft.uuid}` }, texts.go_on);
    return line(draft.title ?? "", state("", "phone", worded(texts.saved, { time: clockTime(draft.updated_at) })), element("div", { class: "row" }, open));
  }

  function received(receipt) {
    const held = receipt.state === "held" ? element("p", { class: "small" }, texts.held) : "";
    const code = element("p", { class: "small quiet" }, worded(texts.receipt, { code: receipt.receipt }));
    return line(receipt.title, state("good", "check", worded(texts.received, { time: clockTime(Date.parse(receipt.received_at)) })), held, code);
  }

  function removed(draft) {
    const back = async () => {
      await store.update("drafts", draft.uuid, (row) => row && { ...row, removed_at: null, updated_at: Date.now() });
      await print();
    };
    return line(draft.title ?? "", element("p", { class: "small" }, worded(texts.removed_on, { time: clockTime(draft.removed_at) })), button(texts.bring_back, back));
  }

  async function tidy(drafts, receipts, now) {
    for (const receipt of receipts) if (now - Date.parse(receipt.received_at) > RECEIPTS_KEPT) await store.delete("receipts", receipt.id);
    const isOld = ({ removed_at: removed, state: kind, updated_at: at }) => (removed ? now - removed > REMOVED_KEPT : kind === "received" && now - at > RECEIPTS_KEPT);
    for (const draft of drafts) if (isOld(draft)) await store.forget(draft.uuid);
  }

  /** Another person's unsent visits are named by their number only, never opened and never sent. */
  async function otherUsers() {
    const databases = (await indexedDB.databases?.()) ?? [];
    const others = databases.filter(({ name }) => /^shop-u\d+$/.test(name) && name !== `shop-u${user}`);
    let count = 0;
    for (const { name } of others) count += await countIn(name);
    const box = page.querySelector("[data-others]");
    box.hidden = count === 0;
    box.querySelector("[data-count]").textContent = worded(texts.others, { count });
  }
}

const countIn = (name) => new Promise((done) => {
  const request = indexedDB.open(name);
  request.onerror = () => done(0);
  request.onsuccess = () => {
    const db = request.result;
    if (!db.objectStoreNames.contains("outbox")) return db.close(), done(0);
    const count = db.transaction("outbox").objectStore("outbox").count();
    count.onsuccess = () => { db.close(); done(count.result); };
    count.onerror = () => { db.close(); done(0); };
    return undefined;
  };
});
