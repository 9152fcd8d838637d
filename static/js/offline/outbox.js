// Sends what waits. Never gives up, deletes nothing before the server says "complete", and one stuck item
// never holds up the rest. Knows no page: it is given the store and the server.

import { CLIENT } from "./api.js";

const SECOND = 1000;

/** How long to wait before the next try: doubling to five minutes, spread out so that phones do not come in step. */
export function backoff(attempts, random = Math.random) {
  return Math.min(2 ** Math.min(attempts, 20), 300) * SECOND * (0.5 + random());
}

/** The items whose time has come. A clock that was set back must not leave an item waiting for days. */
export function due(items, now, force) {
  const latest = now + 450 * SECOND * 8;
  return items
    .filter((item) => item.state !== "needs_attention" || force === item.id)
    .filter((item) => force || item.next_at <= now || item.next_at > latest)
    .sort((a, b) => a.created_at - b.created_at);
}

export class Outbox {
  rest = 0; // until then the server asked to be left alone; what a person presses goes all the same

  constructor(store, api, { now = Date.now, random = Math.random, shrink = async () => null, changed = () => {} } = {}) {
    Object.assign(this, { store, api, now, random, shrink, changed });
  }

  /**
   * Go through what waits, once.
   * @param force true: everything now, also what is not due; an item's id: that one, even if it is parked.
   * @returns "sent" | "offline" | "signin" | "other_user" | "update"
   */
  async drain(force = false) {
    if (!(await this.api.ping())) return "offline";
    const session = await this.api.session();
    if (session.kind === "signin") return "signin";
    if (session.kind === "busy") this.#leaveAlone(session);
    if (session.kind !== "ok") return "offline";
    if (session.json.user_id !== this.store.userId) return "other_user";
    if (session.json.min_client > CLIENT) return "update";
    for (const item of due(await this.store.all("outbox"), this.now(), force)) {
      const stop = await this.#sendItem(item);
      this.changed();
      if (stop) return stop;
    }
    return "sent";
  }

  async #sendItem(item) {
    // Written before sending: "tried, not confirmed" survives a killed browser; "sending" is never stored.
    const attempts = item.attempts + 1;
    await this.#note(item, { attempts, next_at: this.now() + backoff(attempts, this.random) });
    const answer = await this.api.send("PUT", `/submissions/${item.uuid}/rounds/${item.round}`, {
      body: item.body, headers: { "Content-Type": "application/json", "X-Content-SHA256": item.sha256 },
    });
    const stop = await this.#judge(item, answer, attempts);
    if (stop || answer.kind !== "ok") return stop === "parked" ? null : stop;
    if (answer.json.uuid !== item.uuid) return this.#note(item, { problem: "foreign" }).then(() => "offline");
    await this.#note(item, { state: "waiting", problem: null, received_at: answer.json.received_at });
    if (answer.json.state !== "incomplete") return this.#settle(item, answer.json);
    return this.#sendPhotos(item, answer.json);
  }

  async #sendPhotos(item, receipt) {
    const missing = new Set(receipt.missing_photos);
    for (const row of await this.store.photosOf(item.uuid)) {
      if (!missing.has(row.photo_uuid)) continue;
      const photo = await this.store.get("photos", row.photo_uuid); // the bytes of one at a time
      if (!photo?.bytes) {
        await this.flag(row, "lost");
        continue;
      }
      const stop = await this.sendPhoto(photo);
      this.changed();
      if (stop) return stop;
    }
    const answer = await this.api.call("GET", `/submissions/${item.uuid}/status`);
    if (answer.kind === "ok" && answer.json.state !== "incomplete") return this.#settle(item, { ...receipt, ...answer.json });
    const all = await this.store.photosOf(item.uuid), there = new Set(all.map((photo) => photo.photo_uuid));
    const gone = [...missing].some((uuid) => !there.has(uuid)); // waiting for it would be waiting for ever
    if (gone || all.some((photo) => photo.problem && missing.has(photo.photo_uuid))) {
      await this.#note(item, { state: "needs_attention", problem: "photos" });
    }
    return null;
  }

  /** One photo. @returns what stops the whole round of sending, or null. */
  async sendPhoto(photo) {
    const answer = await this.#putPhoto(photo);
    if (answer.kind === "ok" && answer.json.uuid === photo.photo_uuid) return this.#sent(photo);
    if (answer.status === 409) return this.#sent(photo); // the server has this photo, from before it was made smaller
    if (answer.status === 413 && !photo.resized) {
      const smaller = await this.shrink(photo);
      if (smaller) {
        const { bytes, mime, sha256 } = smaller, change = { bytes, mime, sha256, resized: true };
        await this.store.update("photos", photo.photo_uuid, (row) => row?.bytes ? { ...row, ...change } : undefined);
        return this.sendPhoto({ ...smaller, resized: true });
      }
    }
    if (answer.kind === "refused") {
      const tries = (photo.tries ?? 0) + 1; // 422: the bytes did not arrive whole; they are read again next time
      const for_good = answer.status !== 422 || tries >= 3;
      await this.store.update("photos", photo.photo_uuid, (row) => row && { ...row, tries });
      if (for_good) await this.flag(photo, answer.json?.message || String(answer.status));
      return null;
    }
    if (answer.kind === "busy") return this.#leaveAlone(answer); // one that chokes on this may take the next
    return answer.kind === "signin" ? "signin" : "offline";
  }

  #leaveAlone({ wait }) {
    this.rest = Math.max(this.rest, this.now() + (wait ?? 0));
    return null;
  }

  #putPhoto(photo) {
    return this.api.send("PUT", `/photos/${photo.photo_uuid}`, {
      body: photo.bytes,
      seconds: 120,
      headers: {
        "Content-Type": photo.mime, "X-Content-SHA256": photo.sha256, "X-Submission": photo.submission_uuid,
        "X-Assignment": String(photo.assignment_id), "X-Round": String(photo.round), "X-Question": photo.question,
        ...(photo.place && { "X-Place": JSON.stringify(photo.place) }), "X-Taken": JSON.stringify({ at: photo.taken_at }),
      },
    });
  }

  #sent(photo) {
    return this.store.update("photos", photo.photo_uuid, (row) => (row && !["removed", "received"].includes(row.state) ? { ...row, state: "sent", problem: null } : undefined)).then(() => null);
  }

  flag(photo, problem) {
    return this.store.update("photos", photo.photo_uuid, (row) => row && { ...row, problem });
  }

  async #judge(item, answer, attempts) {
    if (answer.kind === "ok") return null;
    if (answer.kind === "signin") return this.#note(item, { problem: "signin" }).then(() => "signin");
    if (answer.kind === "offline" || answer.kind === "csrf") return this.#note(item, { problem: null }).then(() => "offline");
    if (answer.kind === "busy") {
      const wait = answer.wait ?? backoff(attempts, this.random);
      await this.#note(item, { next_at: this.now() + wait, problem: "busy" });
      return "parked"; // this one waits, the next is tried
    }
    if (answer.status === 403) return this.#note(item, { problem: "wrong_user" }).then(() => "other_user");
    if (answer.status === 426) return this.#note(item, { problem: "update" }).then(() => "update");
    await this.#note(item, { state: "needs_attention", problem: answer.json?.message || answer.json?.error || String(answer.status) });
    return "parked";
  }

  #note(item, change) {
    return this.store.update("outbox", item.id, (row) => row && { ...row, ...change });
  }

  async #settle(item, json) {
    await this.store.settle(item, {
      id: item.id, uuid: item.uuid, round: item.round, title: item.title, assignment_id: item.assignment_id,
      receipt: json.receipt, received_at: json.received_at, state: json.state,
    });
    return null;
  }
}
