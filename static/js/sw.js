// The service worker: opens the pages and files of a shopper without a network. It never touches anything but GET, and
// nothing below /api/. The server puts BUILD and SHELL (the files of this build) in front of this text.
/* global BUILD, SHELL */

const SHELL_CACHE = `shell-${BUILD}`, PATIENCE = 3000;
const LIST = "/shopper/", PHONE = "/shopper/phone";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.data === "skip-waiting" && self.skipWaiting());
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith("/shopper")) event.respondWith(page(request, url));
  } else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function install() {
  const cache = await caches.open(SHELL_CACHE);
  await cache.addAll(SHELL); // addresses carry their build, so what the page has just loaded serves again
  if (!self.registration.active) await self.skipWaiting(); // nobody is using an older one
}

/** Pages kept by an older build name its files: fetch them again before the older files go. Offline, keep both. */
async function activate() {
  const names = await caches.keys();
  const renewed = await Promise.all(names.filter((name) => name.startsWith("forms-")).map(renew));
  if (renewed.every(Boolean)) {
    await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL_CACHE).map((name) => caches.delete(name)));
  }
  await self.clients.claim();
}

async function renew(name) {
  const cache = await caches.open(name);
  for (const request of await cache.keys()) {
    const fresh = await ours(request.url).catch(() => null);
    if (!fresh) return false;
    await cache.put(request.url, fresh);
  }
  return true;
}

/** A page of ours, for the one who is signed in; a redirect to sign-in or somebody's portal is neither. */
async function ours(url) {
  const answer = await fetch(url, { credentials: "same-origin", redirect: "manual", cache: "no-store", headers: { "X-Keep": "1" } });
  return answer.ok && answer.headers.get("X-Shop-Page") ? answer : null;
}

/** Network first, three seconds; then what is kept; then the page that shows what is on this phone. */
async function page(request, url) {
  const patience = new AbortController(), timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: patience.signal });
    clearTimeout(timer); // it has begun to arrive: a slow link may take its time over the rest
    if (answer.type === "opaqueredirect" || answer.status < 500) return answer;
  } catch { /* no network, or too slow a one */ }
  return (await kept(url.pathname)) ?? (await kept(LIST)) ?? (await kept(PHONE)) ?? fetch(request);
}

const kept = (path) => caches.match(new URL(path, location.origin).href, { ignoreSearch: true, ignoreVary: true });

/** A file's address carries its build, so a kept one is right for ever. */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}
