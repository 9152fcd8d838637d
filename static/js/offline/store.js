// What lies on this phone: drafts, photos, what waits to be sent, receipts. One database per user.
// "Saved" is only said after `transaction.done`, and every write is durable ("strict"): a power cut loses nothing.

import { openDB } from "../../vendor/idb/idb.js";

export const VERSION = 1;
const DEAD = ["InvalidStateError", "UnknownError", "AbortError"];

/** Additive only: a later version adds stores and indexes, and never drops one that may hold unsent work. */
export function upgrade(db, from) {
  if (from < 1) {
    db.createObjectStore("drafts", { keyPath: "uuid" }).createIndex("assignment", "assignment_id");
    db.createObjectStore("photos", { keyPath: "photo_uuid" }).createIndex("submission", "submission_uuid");
    db.createObjectStore("outbox", { keyPath: "id" });
    db.createObjectStore("receipts", { keyPath: "id" });
    db.createObjectStore("meta");
  }
}

export const nameOf = (userId) => `shop-u${userId}`;

export class Store {
  #db = null;
  #listen;

  /** @param listen called with "blocking" or "blocked" when another version of the program needs the database. */
  constructor(userId, { open = openDB, listen = () => {} } = {}) {
    this.userId = userId;
    this.open = open;
    this.#listen = listen;
  }

  async #handle() {
    this.#db ??= await this.open(nameOf(this.userId), VERSION, {
      upgrade,
      blocked: () => this.#listen("blocked"),
      blocking: () => { this.close(); this.#listen("blocking"); },
      terminated: () => { this.#db = null; },
    });
    return this.#db;
  }

  close() {
    this.#db?.close();
    this.#db = null;
  }

  /** One transaction; a handle that the system killed in the background is opened again, three times. */
  async run(mode, names, work) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const tx = (await this.#handle()).transaction(names, mode, { durability: "strict" });
        const result = await work(tx);
        await tx.done;
        return result;
      } catch (error) {
        if (!DEAD.includes(error?.name) || attempt === 3) throw error;
        this.#db = null;
      }
    }
  }

  get = (name, key) => this.run("readonly", [name], (tx) => tx.objectStore(name).get(key));
  all = (name) => this.run("readonly", [name], (tx) => tx.objectStore(name).getAll());
  put = (name, value, key) => this.run("readwrite", [name], (tx) => tx.objectStore(name).put(value, key));
  delete = (name, key) => this.run("readwrite", [name], (tx) => tx.objectStore(name).delete(key));
  /** A cheap question, to find out early that the handle is dead. */
  probe = () => this.run("readonly", ["meta"], (tx) => tx.objectStore("meta").count());

  /** Change one row in one transaction: `change(row)` returns the new row, or undefined to leave it. */
  update(name, key, change) {
    return this.run("readwrite", [name], async (tx) => {
      const row = change(await tx.objectStore(name).get(key));
      if (row !== undefined) await tx.objectStore(name).put(row);
      return row;
    });
  }

  /** What opening a form needs, in one transaction: a name of this browser, so that the server can tell two phones of one
   *  person apart (making it up is the first proof that anything can be kept here), the draft last open, and the drafts
   *  of this assignment. @returns { device, active, drafts } */
  opening(assignmentId) {
    return this.run("readwrite", ["meta", "drafts"], async (tx) => {
      const meta = tx.objectStore("meta"), all = tx.objectStore("drafts").index("assignment").getAll(assignmentId);
      const [known, active, drafts] = await Promise.all([meta.get("device"), meta.get("active_draft"), all]);
      const device = known ?? crypto.randomUUID();
      if (!known) await meta.put(device, "device");
      return { device, active, drafts };
    });
  }

  /** The photos of a visit without their bytes, of which `size` says how many: thirty of them would fill a phone's memory.
   *  In the order they were taken; the index has them by their random ids. */
  async photosOf(uuid) {
    const photos = await this.run("readonly", ["photos"], async (tx) => {
      const rows = [];
      let cursor = await tx.objectStore("photos").index("submission").openCursor(uuid);
      for (; cursor; cursor = await cursor.continue()) {
        const { bytes, ...row } = cursor.value;
        rows.push({ ...row, size: bytes?.byteLength ?? 0 });
      }
      return rows;
    });
    return photos.sort((a, b) => a.taken_at.localeCompare(b.taken_at));
  }

  /** Write a draft, unless this round of it has been finished meanwhile (in another window): what is sent stands.
   *  @returns whether it was written */
  keepDraft(draft) {
    return this.run("readwrite", ["drafts"], async (tx) => {
      const kept = await tx.objectStore("drafts").get(draft.uuid);
      if (kept && kept.state !== "draft" && kept.round >= draft.round) return false;
      await tx.objectStore("drafts").put(draft);
      return true;
    });
  }

  /** The draft becomes a round to be sent: both are written, or neither. A round that waits already stands. */
  finalise(draft, item) {
    return this.run("readwrite", ["drafts", "outbox"], async (tx) => {
      if (!(await tx.objectStore("outbox").get(item.id))) await tx.objectStore("outbox").put(item);
      await tx.objectStore("drafts").put({ ...draft, state: "final" });
    });
  }

  /** A draft that was put aside long ago, or received long ago, goes with its photos; nothing that still waits does. */
  forget(uuid) {
    return this.run("readwrite", ["drafts", "outbox", "photos"], async (tx) => {
      const waiting = await tx.objectStore("outbox").getAll();
      if (waiting.some((item) => item.uuid === uuid)) return;
      await tx.objectStore("drafts").delete(uuid);
      const photos = tx.objectStore("photos");
      for (const key of await photos.index("submission").getAllKeys(uuid)) await photos.delete(key);
    });
  }

  /** The server holds everything: the receipt stays, the draft's answers stay with it, the photos' bytes go. */
  settle(item, receipt) {
    return this.run("readwrite", ["drafts", "outbox", "photos", "receipts"], async (tx) => {
      await tx.objectStore("receipts").put(receipt);
      await tx.objectStore("outbox").delete(item.id);
      const draft = await tx.objectStore("drafts").get(item.uuid);
      if (draft && draft.round === item.round) await tx.objectStore("drafts").put({ ...draft, state: "received" });
      let cursor = await tx.objectStore("photos").index("submission").openCursor(item.uuid);
      for (; cursor; cursor = await cursor.continue()) {
        if (cursor.value.round <= item.round) await cursor.update({ ...cursor.value, bytes: null, state: "received" });
      }
    });
  }
}
