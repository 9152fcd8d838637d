// One draft: found again or begun, saved at every change, mirrored to the server while there is a network.
// Born here, its UUID is the audit's for ever.

import { differs, readAll, fill, fieldsFrom, valuesOf } from "./fields.js";

const TYPING = 300, MIRROR = 30_000;

/** Of this assignment's drafts on this phone the one to go on with: the one asked for, else the newest; null when none. */
export function findDraft(drafts, about, wanted) {
  const mine = drafts
    .filter((draft) => draft.round === about.round && !draft.removed_at && !(about.set_aside ?? []).includes(draft.uuid));
  const asked = mine.find((draft) => draft.uuid === wanted);
  return asked ?? mine.sort((a, b) => b.updated_at - a.updated_at)[0] ?? null;
}

/** The server's copies of this person's drafts; [] without a network. */
export async function serverDrafts(api, about) {
  const answer = await api.call("GET", "/drafts", { seconds: 5 });
  if (answer.kind !== "ok") return [];
  return answer.json.drafts.filter((draft) => draft.assignment_id === about.assignment_id && draft.round === about.round);
}

export const newDraft = ({ set_aside: _, ...about }, uuid = crypto.randomUUID()) => ({
  ...about, uuid, rev: 0, base_rev: 0, mirrored_rev: 0, fields: [], section: 0, state: "draft",
  started_at: Date.now(), updated_at: Date.now(),
});

export class Draft {
  #line = Promise.resolve();
  #timer = 0;
  #dirty = new Set();
  broken = null; // why the last write failed; nothing may be sent until one succeeds

  /** @param say called with ("saved", time) or ("failed", error) after each write. */
  constructor(form, store, api, row, { say, device }) {
    Object.assign(this, { form, store, api, row, say, device, readOnly: false });
    this.fields = new Map(row.fields);
  }

  show() {
    if (this.fields.size) fill(this.form, this.fields);
  }

  /** What was entered before this module had loaded stands, whatever was kept. */
  takeEarly() {
    const early = [...readAll(this.form)].filter(([, values]) => values.some((value) => value !== ""));
    for (const [name, values] of early) {
      this.fields.set(name, values);
      this.#dirty.add(name);
    }
    if (early.length) this.flush();
  }

  /** A returned visit begins with the answers as they were sent. */
  begin(phoneForm, saved) {
    this.fields = fieldsFrom(phoneForm, saved);
  }

  /** Take the server's copy, unless the form says something else by now than `begun`, what it began with. In line with the
   *  writes: one under way would put this draft's own UUID back.
   *  @returns whether it was taken */
  restoreFrom(phoneForm, saved, begun) {
    const restored = this.#line.then(() => {
      if (differs(this.form, begun)) return false;
      this.fields = fieldsFrom(phoneForm, saved.answers);
      this.row = { ...this.row, uuid: saved.uuid, base_rev: saved.rev, rev: saved.rev, mirrored_rev: saved.rev };
      this.show();
      return true;
    });
    this.#line = restored;
    return restored;
  }

  listen() {
    this.form.addEventListener("input", (event) => this.#touch(event.target, TYPING));
    this.form.addEventListener("change", (event) => this.#touch(event.target, 0));
    addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    setInterval(() => this.mirror(), MIRROR);
  }

  #touch({ name, type }, delay) {
    if (this.readOnly || type === "file" || !/^[qce]\./.test(name ?? "")) return;
    this.#dirty.add(name);
    if (!delay) this.flush();
    else this.#timer ||= setTimeout(() => this.flush(), delay); // who types on and on is saved all the while
  }

  /** Write now what has changed. Resolves when it is on the disk; a failure is told, never thrown. */
  flush(change = {}) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    for (const name of this.#dirty) this.fields.set(name, valuesOf(this.form, name));
    const touched = this.#dirty.size || Object.keys(change).length || this.broken;
    this.#dirty.clear();
    if (touched && !this.readOnly) this.#line = this.#line.then(() => this.#write(change));
    return this.#line;
  }

  async #write(change) {
    const next = { ...this.row, ...change, rev: this.row.rev + 1, updated_at: Date.now(), fields: [...this.fields] };
    try {
      if (!(await this.store.keepDraft(next))) {
        this.readOnly = true; // sent from another window
        return;
      }
      this.row = next;
      this.broken = null;
      this.say("saved", next.updated_at);
    } catch (error) {
      this.broken = error;
      this.say("failed", error);
    }
  }

  /** Write what is left and take nothing more, so that what is sent is what was typed; `open` takes again. */
  async close() {
    await this.flush();
    this.readOnly = true;
    await this.#line;
  }

  open() {
    this.readOnly = false;
  }

  /** The whole form as it stands, for sending. */
  all() {
    this.fields = readAll(this.form);
    return this.fields;
  }

  /** Give the server a copy: the only defence against a lost phone. Never a last write that wins. */
  async mirror() {
    const { row } = this;
    if (this.readOnly || row.state !== "draft" || row.rev <= row.mirrored_rev || this.mirroring) return;
    this.mirroring = true;
    try {
      const answer = await this.api.send("PUT", `/drafts/${row.uuid}`, {
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          assignment_id: row.assignment_id, scorecard_version_id: row.version_id, round: row.round, rev: row.rev,
          base_rev: row.base_rev, device_id: this.device, started_at: new Date(row.started_at).toISOString(),
          section: this.form.querySelectorAll("[data-section]")[row.section]?.dataset.section ?? null, fields: Object.fromEntries(row.fields),
        }),
      });
      if (answer.kind === "ok") {
        await this.#mirrored(row);
      } else if (answer.json?.error === "other_device") this.say("elsewhere", answer.json);
    } catch (error) {
      console.error(error); // the copy on this phone stands; the next half minute tries again
    } finally {
      this.mirroring = false;
    }
  }

  /** In line with the writes: one under way would put the older numbers back, and the next copy would seem to come
   *  from another phone. */
  #mirrored({ uuid, rev }) {
    const numbers = { base_rev: rev, mirrored_rev: rev };
    this.#line = this.#line.then(async () => {
      if (this.row.uuid === uuid) this.row = { ...this.row, ...numbers };
      await this.store.update("drafts", uuid, (kept) => kept && { ...kept, ...numbers });
    }).catch((error) => console.error(error));
    return this.#line;
  }
}
