// A notice or toast that can be closed: its [data-close] button is shown only when this runs.
export default function dismiss(notice) {
  const button = notice.querySelector("[data-close]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    notice.remove();
    document.getElementById("main")?.focus({ preventScroll: true });
  });
}
