// Keeps the assigned visits for a place without a network: the form, the briefing and the list, each fetched, stored and
// read again before the page says "available offline". One cache per user; another user's is thrown away.
// Bound to <ul data-module="offline/keep" data-user="7"> whose items carry data-keep="/path /path".

import { state } from "./words.js";

const MARK = "X-Shop-Page"; // set by the server on pages that may be kept: no name and no token is in them

export async function keepPages(user, paths, storage = caches, get = fetch) {
  const name = `forms-u${user}`;
  for (const other of await storage.keys()) if (other.startsWith("forms-") && other !== name) await storage.delete(other);
  const cache = await storage.open(name), kept = new Set();
  for (const path of paths) {
    try {
      const answer = await get(path, { credentials: "same-origin", redirect: "manual", cache: "no-store", headers: { "X-Keep": "1" } });
      if (answer.ok && answer.headers.get(MARK)) await cache.put(path, answer.clone());
    } catch { /* without a network what is kept stays */ }
    const again = await cache.match(path);
    if (again && (await again.text()).includes("</html>")) kept.add(path);
  }
  return kept;
}

/** Pages of visits that are no longer this person's go. */
export async function forgetOthers(user, paths, storage = caches) {
  const cache = await storage.open(`forms-u${user}`);
  for (const { url } of await cache.keys()) if (!paths.includes(new URL(url).pathname)) await cache.delete(url);
}

export default async function keep(list) {
  if (!("caches" in globalThis) || !navigator.serviceWorker) return;
  await navigator.serviceWorker.ready;
  const user = Number(list.dataset.user), texts = JSON.parse(document.getElementById("texts").textContent);
  const items = [...list.querySelectorAll("[data-keep]")];
  const always = list.dataset.always.split(" "), all = [...always, ...items.flatMap((item) => item.dataset.keep.split(" "))];
  const kept = await keepPages(user, all);
  if (navigator.onLine) await forgetOthers(user, all);
  for (const item of items) {
    const ready = item.dataset.keep.split(" ").every((path) => kept.has(path));
    item.querySelector("[data-offline]").replaceChildren(ready ? state("good", "check", texts.offline_ready) : state("", "clock", texts.offline_missing));
  }
  const button = document.querySelector("[data-persist]");
  if (button && navigator.storage?.persist && !(await navigator.storage.persisted())) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const granted = await navigator.storage.persist();
      button.hidden = true;
      document.querySelector("[data-persisted]").textContent = granted ? texts.persisted : texts.not_persisted;
    });
  }
}
