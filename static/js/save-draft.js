// Saves the page while it is being filled in, and once more when it is left or hidden: closing the tab loses nothing.
// Markup: the form carries data-module="save-draft"; [data-saved] is the status line, with data-words="Saved %s".
// Files are not sent this way. Without JavaScript every button saves.
const QUIET_MS = 700, BUSY = [429, 503]; // the server asks to be tried again later

export default function saveDraft(form) {
  const status = document.querySelector("[data-saved]");
  let timer = 0, dirty = false, leaving = false;

  const body = () => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    data.set("go", "keep");
    return data;
  };
  const say = (words) => {
    const now = new Date();
    const clock = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
    if (status && words) status.querySelector("[data-text]").textContent = words.replace("%s", clock);
  };
  const save = async () => {
    clearTimeout(timer);
    if (!dirty || leaving) return;
    dirty = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body: body(), redirect: "manual" });
      if (BUSY.includes(answer.status)) timer = setTimeout(save, 1000 * (Number(answer.headers.get("Retry-After")) || 10));
      if (answer.status !== 204) throw new Error(String(answer.status));
      say(status?.dataset.words);
    } catch {
      dirty = true;
      say(status?.dataset.failed);
    }
  };
  const flush = () => { if (dirty && !leaving && navigator.sendBeacon(form.action, body())) dirty = false; };

  form.addEventListener("input", () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, QUIET_MS); });
  form.addEventListener("change", () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, QUIET_MS); });
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });
  addEventListener("pagehide", flush);
  addEventListener("pageshow", () => { leaving = false; });
}
