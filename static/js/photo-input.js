// Photos with one tap: "Take a photo" and "Choose one" replace the plain file input, and what was chosen is sent at once with
// everything else on the page. Without JavaScript the plain input and its button do the same.
export default function photoInput(box) {
  const plain = box.querySelector("[data-plain]");
  const quick = box.querySelector("[data-quick]");
  const add = box.querySelector("[data-add]");
  const sending = box.querySelector("[data-sending]");
  plain.hidden = true;
  plain.querySelector("input").disabled = true;
  quick.hidden = false;
  add.hidden = true;
  for (const input of quick.querySelectorAll("input")) {
    input.disabled = false;
    input.addEventListener("change", () => {
      if (!input.files.length) return;
      sending.textContent = sending.dataset.words;
      input.form.requestSubmit(add);
    });
  }
}
