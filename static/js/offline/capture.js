// The visit form on the phone: one section at a time, saved at every change, sent when it can be.
// Bound to <form data-module="offline/capture">; what it needs lies in <script type="application/json" id="visit">.

import { Api } from "./api.js";
import { shownKeys } from "./answers.js";
import { Draft, findDraft, newDraft, serverDrafts } from "./draft.js";
import { fieldsFrom } from "./fields.js";
import { place } from "./place.js";
import { photoSlots } from "./photo-slots.js";
import { freeze, missing, roundDocument } from "./rounds.js";
import { sections } from "./sections.js";
import { Sender } from "./sender.js";
import { Store } from "./store.js";
import { clockTime, element, notice, whenIdle, worded } from "./words.js";

export default async function capture(form) {
  const visit = JSON.parse(document.getElementById("visit").textContent);
  const { about, texts, user } = visit;
  const bar = document.querySelector("[data-saved]");
  const store = new Store(user, { listen: () => notice("warn", texts.reload) });
  const kept = await store.opening(about.assignment_id).catch(() => null);
  if (!kept) return fallBack(visit);

  const sender = Sender.shared(user, texts, { store });
  const api = new Api(user);
  const say = (what, detail) => {
    if (what === "elsewhere") return notice("warn", worded(texts.elsewhere, { time: clockTime(Date.parse(detail?.saved_at)) }));
    const failed = what === "failed";
    bar.setAttribute("role", failed ? "alert" : "status");
    bar.classList.toggle("saved-bad", failed);
    bar.querySelector("span").textContent = failed ? texts[detail?.name === "QuotaExceededError" ? "full" : "not_saved"]
      : worded(texts.saved, { time: clockTime(detail) });
    if (failed) showCopy();
    return null;
  };
  const showCopy = () => { document.querySelector("[data-save-copy]").hidden = false; };

  const found = findDraft(kept.drafts, about, location.hash.slice(1).split("/")[0] || kept.active);
  if (found?.state === "draft" && found.version_id !== about.version_id) {
    // Begun on another version of the form than this page shows: its own is asked for, and without a network this stands.
    if (!location.search.includes("version=")) return location.replace(`?version=${found.version_id}#${found.uuid}`);
    found.version_id = about.version_id;
  }
  if (found?.state === "final" || found?.state === "received") return showSent(visit, found, sender);
  const draft = new Draft(form, store, api, found ?? newDraft(about, visit.uuid ?? undefined), { say, device: kept.device });
  if (!(await holdLock(draft, visit))) return null;
  if (!found && visit.base) draft.begin(visit.form, baseOf(visit));
  draft.takeEarly();
  draft.show();
  draft.listen();
  const slots = await photoSlots(form, { store, draft, visit, sender, say });
  const pages = sections(form, { draft, visit, onCheck: () => check() });
  if (found) continued(found);
  else restoreFromServer();
  remember();
  branchingAgain();
  pages.show(draft.row.section, { quietly: true });
  form.dataset.ready = "";
  if (!draft.row.place?.start) whenIdle(() => place().then((start) => draft.flush({ place: { ...draft.row.place, start } })));

  /** Which draft is open here, for a reload and for the next start without an address. */
  function remember() {
    history.replaceState(history.state, "", `#${draft.row.uuid}`);
    whenIdle(() => store.put("meta", draft.row.uuid, "active_draft").catch((error) => console.error(error)));
  }

  function continued(row) {
    const again = about.round === 1 ? { text: texts.again, run: startAgain } : null; // a correction begins with what was sent
    if (row.rev) notice("info", worded(texts.continued, { time: clockTime(row.updated_at) }), again);
  }

  async function restoreFromServer() {
    const born = draft.row.uuid, aside = kept.drafts.filter((row) => row.removed_at).map(({ uuid }) => uuid);
    const [saved] = (await serverDrafts(api, about)).filter(({ uuid }) => !aside.includes(uuid));
    if (!saved || (await slots.photos()).length) return;
    const begun = visit.base ? fieldsFrom(visit.form, baseOf(visit)) : new Map();
    if (!(await draft.restoreFrom(visit.form, saved, begun))) return; // what is typed here by now stands
    await draft.flush({ restored: true });
    if (saved.uuid !== born) { // a correction has the UUID of what was sent, so there it is the same draft
      await store.forget(born);
      if (!(await holdLock(draft, visit))) draft.readOnly = true;
      remember();
    }
    branchingAgain();
    const count = Object.keys(saved.answers.answers ?? {}).filter((key) => visit.only?.includes(key) ?? true).length;
    if (saved.rev) notice("info", worded(texts.restored, { count, time: clockTime(Date.parse(saved.saved_at)) }));
  }

  function branchingAgain() {
    form.dispatchEvent(new Event("change"));
  }

  async function startAgain() {
    await draft.flush({ removed_at: Date.now() });
    await store.delete("meta", "active_draft");
    location.hash = "";
    location.reload();
  }

  /** The last page: what is missing, with links to its place, or the button that sends. */
  async function check() {
    await draft.flush();
    const fields = draft.all(), photos = await slots.photos();
    const { document: answers, problems } = roundDocument(visit.form, fields, photos, baseOf(visit), visit.only);
    const open = missing(visit.form, answers).filter(({ question }) => !visit.only || visit.only.includes(question));
    const shown = shownKeys(visit.form, answers.answers);
    const list = [...problems.map((problem) => ({ ...problem, what: problem.code })), ...open].filter(({ question }) => shown.has(question));
    pages.printCheck(list, shown, answers.answers);
    return list;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });

  let sending = false;
  async function send() {
    if (sending) return; // a second tap is the same sending
    sending = form.inert = true; // what is typed from here on would not be sent
    try {
      const open = await check();
      if (open.length || draft.broken || draft.readOnly) return pages.focusCheck();
      await draft.close();
      const row = { ...draft.row, fields: [...draft.fields], place: { ...draft.row.place, finish: await soon(place()) } };
      const item = await freeze(row, visit.form, await slots.photos(), { ...frozen(visit), removed: await slots.removed() });
      await store.finalise(row, item);
      await store.delete("meta", "active_draft");
      showSent(visit, { ...row, state: "final" }, sender);
      sender.run(true);
    } catch (error) {
      draft.open();
      say("failed", error);
    } finally {
      sending = form.inert = false;
    }
    return null;
  }

  document.querySelector("[data-save-copy]")?.addEventListener("click", () => saveCopy(draft, visit));
  return null;
}

/** Before filling starts, not after: this browser keeps nothing, so the visit goes the online way. */
function fallBack({ texts, online_url: url }) {
  notice("bad", texts.no_storage, { text: texts.go_online, href: url });
  document.getElementById("main").dataset.state = "no-storage";
}

/** One window writes a draft; a second one reads, and may take over. @returns false when another window has it. */
async function holdLock(draft, { texts }) {
  if (!navigator.locks) return true; // the server's revisions still keep two windows apart
  const name = `draft:${draft.row.uuid}`;
  const held = (options) => new Promise((answered) => {
    navigator.locks.request(name, options, (lock) => {
      answered(Boolean(lock));
      return lock && new Promise(() => {}); // until this window closes or another takes over
    }).catch(() => lost());
  });
  const lost = () => {
    draft.readOnly = true;
    lock(texts.taken);
  };
  const lock = (text) => {
    draft.form.inert = true;
    notice("warn", text, { text: texts.here, run: async () => { await held({ steal: true }); location.reload(); } });
  };
  if (await held({ ifAvailable: true })) return true;
  draft.show();
  lock(texts.other_window);
  return false;
}

/** What a return keeps: the answers and pieces of evidence as they were sent. */
const baseOf = (visit) => visit.base && { ...visit.base, texts: visit.base_texts };
const frozen = (visit) => ({ title: visit.title, base: baseOf(visit), only: visit.only });

const soon = (promise) => Promise.race([promise, new Promise((done) => setTimeout(() => done({ none: "timeout" }), 1500))]);

/** After sending: one quiet panel that says where the visit is. */
function showSent(visit, row, sender) {
  for (const part of document.querySelectorAll("[data-section], [data-check], [data-bar]")) part.hidden = true;
  document.querySelector("[data-notices]").replaceChildren();
  const panel = document.querySelector("[data-sent]");
  panel.hidden = false;
  document.querySelector("[data-bar-title]").textContent = visit.title;
  panel.focus();
  sender.follow(`${row.uuid}/${row.round}`, panel, visit.texts);
}

/** A file with everything typed and photographed, for support: it can be imported under the same UUID. */
export async function saveCopy(draft, visit) {
  const photos = await draft.store.photosOf(draft.row.uuid);
  const item = await freeze({ ...draft.row, fields: [...draft.fields] }, visit.form, photos, frozen(visit));
  download(`${item.uuid}.json`, await copyOf(draft.store, item, photos));
}

/** -> the parts of a JSON file; each photo's bytes are read when its turn comes. */
export async function copyOf(store, item, photos) {
  const parts = [JSON.stringify({ format: "mysteryshop.copy/1", ...item }).slice(0, -1), ',"photos":['];
  for (const [at, { thumb: _, ...photo }] of photos.entries()) {
    const bytes = (await store.get("photos", photo.photo_uuid))?.bytes;
    parts.push(new Blob([at ? "," : "", JSON.stringify({ ...photo, base64: bytes ? await base64(bytes) : null })]));
  }
  return [...parts, "]}"];
}

const base64 = (bytes) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.split(",")[1]);
  reader.onerror = () => failed(reader.error);
  reader.readAsDataURL(new Blob([bytes]));
});

export function download(name, parts) {
  const url = URL.createObjectURL(new Blob(parts, { type: "application/json" }));
  const link = element("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
