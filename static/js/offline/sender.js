// When to send: at load, when the network or the page comes back, by a timer, and when asked. One window at a time.
// Bound to <div data-module="offline/sender" data-user="7"> on the shopper's pages; shows in one line what waits.

import { Api } from "./api.js";
import { Outbox } from "./outbox.js";
import { shrink } from "./photos.js";
import { Store } from "./store.js";
import { clockTime, icon, notice, state, whenIdle, worded } from "./words.js";

const LONGEST = 300_000;
let shared = null;

export class Sender {
  #timer = 0;
  #photoLine = Promise.resolve();
  #listeners = [];
  #photoListeners = [];
  last = "sent"; // how the last attempt ended

  static shared(user, texts, { store = new Store(user) } = {}) {
    shared ??= new Sender(user, texts, store);
    return shared;
  }

  constructor(user, texts, store) {
    Object.assign(this, { user, texts, store });
    this.api = new Api(user);
    this.outbox = new Outbox(store, this.api, { shrink: (photo) => shrink(photo, 1280), changed: () => this.#changed() });
    this.channel = new BroadcastChannel("shop");
    this.channel.onmessage = () => this.#told();
    addEventListener("online", () => this.run(true));
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    whenIdle(() => {
      navigator.serviceWorker?.register("/shopper/sw.js", { scope: "/", updateViaCache: "none" }).catch((error) => console.error(error));
      this.run(true);
    });
  }

  /** Back from the background: the database handle may be dead, and the network may be there. */
  async #wake() {
    await this.store.probe().catch(() => {});
    this.run(true);
  }

  onChange(listener) { this.#listeners.push(listener); }
  onPhotos(listener) { this.#photoListeners.push(listener); }

  /** Try to send. @param force also what is not due yet; an item's id for a parked one. */
  async run(force = false) {
    clearTimeout(this.#timer);
    let left = [];
    try {
      left = await this.store.all("outbox");
      if (left.length) {
        this.last = await this.#alone(() => this.outbox.drain(force)) ?? this.last;
        left = await this.store.all("outbox");
      } else this.last = "sent";
    } catch (error) {
      console.error(error);
    }
    await this.#changed();
    const soonest = Math.min(...left.filter(({ state: kind }) => kind === "waiting").map(({ next_at: at }) => at - Date.now()));
    const wait = Math.max(soonest, this.outbox.rest - Date.now(), 2000);
    if (Number.isFinite(soonest)) this.#timer = setTimeout(() => this.run(), Math.min(wait, LONGEST));
  }

  #alone(work) {
    if (!navigator.locks) return work(); // the server's unique keys make a second try harmless
    return navigator.locks.request("outbox", { ifAvailable: true }, (lock) => (lock ? work() : undefined));
  }

  /** A photo on its way before the visit is sent, in a moment with a network; nothing is said when it does not go. One after
   *  the other: a slow link must not have the bytes of all of them in memory. */
  sendPhoto(uuid) {
    this.#photoLine = this.#photoLine.then(() => this.#sendPhoto(uuid)).catch((error) => console.error(error));
    return this.#photoLine;
  }

  async #sendPhoto(uuid) {
    const photo = await this.store.get("photos", uuid);
    if (!photo?.bytes || photo.state !== "stored" || !(await this.api.ping())) return;
    const session = await this.api.session();
    if (session.kind !== "ok" || session.json.user_id !== this.user) return;
    await this.outbox.sendPhoto(photo);
    await this.#changed();
  }

  async #changed() {
    this.channel.postMessage("changed");
    await this.#told();
  }

  async #told() {
    for (const listener of this.#listeners) await listener();
    for (const listener of this.#photoListeners) await listener();
  }

  /** Keep a panel true about one round: waiting, received, or in need of a hand. */
  follow(id, panel, texts) {
    const line = panel.querySelector("[data-state]"), print = async () => {
      const item = await this.store.get("outbox", id), receipt = await this.store.get("receipts", id);
      panel.dataset.sent = receipt ? "received" : "waiting";
      line.replaceChildren(receipt ? state("good", "check", worded(texts.received, { time: clockTime(Date.parse(receipt.received_at)) }))
        : stateOf(item, this.last, texts));
      panel.querySelector("[data-receipt]").textContent = receipt ? worded(texts.receipt, { code: receipt.receipt }) : "";
      panel.querySelector("[data-held]").hidden = receipt?.state !== "held";
      panel.querySelector("[data-send-now]").hidden = Boolean(receipt);
      if (!receipt && this.last === "signin") askToSignIn(texts, 1);
    };
    panel.querySelector("[data-send-now]").addEventListener("click", () => this.run(id));
    this.onChange(print);
    print();
  }
}

/** One line about an item that waits: what is the matter, in words, with nothing red for being offline. */
export function stateOf(item, last, texts) {
  if (!item) return state("", "clock", texts.waiting);
  if (item.state === "needs_attention") return state("warn", "alert", worded(texts.attention, { problem: texts.problems[item.problem] ?? item.problem }));
  if (last === "signin") return state("warn", "key", texts.signin_short);
  if (last === "other_user") return state("warn", "key", texts.other_user);
  if (last === "update") return state("warn", "alert", texts.update);
  if (item.received_at) return state("", "clock", texts.photos_waiting);
  return state("", "clock", last === "offline" ? texts.waiting : texts.sending);
}

export function askToSignIn(texts, count) {
  notice("warn", worded(texts.signin, { count }), { text: texts.signin_button, href: `/login?next=${encodeURIComponent(location.pathname)}` });
}

/** What this phone knows of each visit in the list, which the server may not know yet. */
async function printLocal(store, sender, texts) {
  const [drafts, outbox, receipts] = await Promise.all(["drafts", "outbox", "receipts"].map((name) => store.all(name)));
  for (const item of document.querySelectorAll("[data-assignment]")) {
    const mine = (rows) => rows.find(({ assignment_id: id }) => id === Number(item.dataset.assignment));
    const waits = mine(outbox), received = mine(receipts), begun = mine(drafts.filter((draft) => draft.state === "draft" && !draft.removed_at));
    const line = item.querySelector("[data-local]"), goOn = item.querySelector("[data-go-on]");
    if (goOn) goOn.hidden = Boolean(waits); // finished here, whatever the server knows by now
    if (waits) line.replaceChildren(stateOf(waits, sender.last, texts));
    else if (begun) line.replaceChildren(state("", "phone", worded(texts.begun, { time: clockTime(begun.updated_at) })));
    else if (received) line.replaceChildren(state("good", "check", worded(texts.received, { time: clockTime(Date.parse(received.received_at)) })));
    else line.replaceChildren();
  }
}

/** The line on the list of assignments, and what waits in it. */
export default function bind(box) {
  const texts = JSON.parse(document.getElementById("texts").textContent);
  const sender = Sender.shared(Number(box.dataset.user), texts);
  sender.onChange(async () => {
    const waiting = await sender.store.all("outbox").catch(() => []);
    box.hidden = waiting.length === 0;
    box.querySelector("[data-count]").textContent = worded(texts.waiting_count, { count: waiting.length });
    box.querySelector("[data-icon-here]")?.replaceChildren(icon("clock"));
    if (waiting.length && sender.last === "signin") askToSignIn(texts, waiting.length);
    await printLocal(sender.store, sender, texts).catch((error) => console.error(error));
  });
}
