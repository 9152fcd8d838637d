// Where this browser can keep a visit, "Start" and "Continue" open the form that works without a network.
// Bound to an element with data-form="/shopper/assignments/5/form" around the link or form that works without JavaScript.

export default function entry(box) {
  if (!navigator.serviceWorker || !globalThis.indexedDB || new URLSearchParams(location.search).has("plain")) return;
  const open = (event) => {
    event.preventDefault();
    location.assign(box.dataset.form);
  };
  for (const form of box.querySelectorAll("form")) form.addEventListener("submit", open);
  for (const link of box.querySelectorAll("a")) link.addEventListener("click", open);
}
