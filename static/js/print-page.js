// A button that opens the browser's print dialogue; hidden without JavaScript, where the browser's own menu does it.
export default function printPage(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
