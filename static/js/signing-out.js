// Signing out on a phone that holds unsent visits: they are listed first, and nothing goes without being asked for by name.
// Bound to the form that signs out; what it asks is <dialog id="leaving" data-user="7">. Fetched by pages that can sign out
// and by no others, so it needs no other module. The kept pages always go: the next person on this phone opens none.

const KEPT = ["drafts", "outbox", "photos", "receipts", "meta"], PATIENCE = 3000;

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** What this phone holds of one person, as `work(transaction)` says; null when it holds nothing. */
async function inDatabase(user, mode, work) {
  const request = indexedDB.open(`shop-u${user}`);
  request.onupgradeneeded = () => request.transaction.abort(); // there is none, and none is to be made
  const db = await done(request).catch(() => null);
  if (!db) return null;
  db.onversionchange = () => db.close();
  try {
    const tx = db.transaction(KEPT, mode, { durability: "strict" });
    const over = new Promise((resolve, reject) => { tx.oncomplete = resolve; tx.onabort = () => reject(tx.error); });
    const result = await work((name) => tx.objectStore(name));
    await over;
    return result;
  } finally {
    db.close();
  }
}

/** [{ title, waits }] of what waits to be sent or is begun; a form that was only looked at is neither. */
const unsent = (user) => inDatabase(user, "readonly", async (store) => {
  const waiting = await done(store("outbox").getAll()), found = waiting.map(({ title }) => ({ title, waits: true }));
  for (const draft of await done(store("drafts").getAll())) {
    if (draft.state !== "draft" || draft.removed_at) continue;
    const isTyped = draft.fields.some(([, values]) => values.some(Boolean));
    if (isTyped || await done(store("photos").index("submission").count(draft.uuid))) found.push({ title: draft.title, waits: false });
  }
  return found;
});

const erase = (user) => inDatabase(user, "readwrite", (store) => Promise.all(KEPT.map((name) => done(store(name).clear()))));

/** Only with a network, without which nobody is signed out: who stays needs the pages in the basement. */
async function forgetPages() {
  const answer = await fetch("/api/v1/ping", { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.headers.get("X-Shop-App") !== "1") return;
  for (const name of await caches.keys()) if (name.startsWith("forms-")) await caches.delete(name);
}

const inTime = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, PATIENCE))]).catch((error) => console.error(error));

export default function signingOut(form) {
  const dialog = document.getElementById("leaving");
  if (!dialog?.showModal || !globalThis.indexedDB) return;
  const user = dialog.dataset.user;
  let decided = false;

  form.addEventListener("submit", async (event) => {
    if (decided) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // nothing is under way yet
    const found = await inTime(unsent(user));
    if (!found?.length) return leave();
    const choice = await ask(dialog, found);
    if (choice === "delete") await inTime(erase(user));
    return choice === "keep" || choice === "delete" ? leave() : null;
  }, true);

  async function leave() {
    await inTime(forgetPages());
    decided = true;
    form.requestSubmit();
    decided = false; // back on this page, it is asked again
  }
}

/** Show what would be left behind. @returns "stay", "keep", "delete" once its word was typed, or "" for Escape. */
function ask(dialog, found) {
  const list = dialog.querySelector("[data-unsent]"), word = dialog.querySelector("[data-word]"), wrong = dialog.querySelector("[data-wrong]");
  const row = ({ title, waits }) => {
    const item = document.createElement("li"), sub = document.createElement("span");
    item.className = "row-between";
    sub.className = "small quiet";
    sub.textContent = waits ? list.dataset.waits : list.dataset.begun;
    item.append(title ?? "", sub);
    return item;
  };
  list.replaceChildren(...found.map(row));
  word.value = wrong.textContent = dialog.returnValue = "";
  dialog.querySelector("form").onsubmit = (event) => {
    const typed = word.value.trim(), locale = document.documentElement.lang;
    if (event.submitter?.value !== "delete" || [typed.toLowerCase(), typed.toLocaleLowerCase(locale)].includes(word.dataset.word)) return;
    event.preventDefault();
    wrong.textContent = wrong.dataset.wrong;
    word.focus();
  };
  dialog.showModal();
  return new Promise((resolve) => { dialog.onclose = () => resolve(dialog.returnValue); });
}
