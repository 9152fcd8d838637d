// A form that is sent once: a second press while the first is under way does nothing and the button says so.
export default function once(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) { event.preventDefault(); return; }
    sent = true;
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // Coming back with the browser's back button shows the same page again: it may be sent again.
  addEventListener("pageshow", () => {
    sent = false;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });
}
