// Looks at the page again until its state changes, then shows it. Without JavaScript the page refreshes itself.
// HTML: <section data-module="reload-when-done" data-state="queued">
const ON_ITS_WAY = new Set(["queued", "rendering"]);
const FIRST_PAUSE = 1500;
const LONGEST_PAUSE = 15000;

/** The state that a page's HTML states, or null when it has none (signed out, an error). */
export function stateOf(html) {
  return /data-state="([a-z]+)"/.exec(html)?.[1] ?? null;
}

export default function reloadWhenDone(section) {
  if (!ON_ITS_WAY.has(section.dataset.state)) return;
  let pause = FIRST_PAUSE;
  const look = async () => {
    try {
      const answer = await fetch(window.location.href, { credentials: "same-origin" });
      if (!ON_ITS_WAY.has(stateOf(await answer.text()))) return window.location.reload();
    } catch {
      // no network just now: the next look may succeed
    }
    pause = Math.min(LONGEST_PAUSE, pause * 1.3);
    window.setTimeout(look, pause);
  };
  window.setTimeout(look, pause);
}
