// Shows [data-after="q.greeted=no"] parts only while that answer is chosen. Bound to the form (or any part of the page).
// Without JavaScript the part is always there. A hidden part keeps what was written in it: the server decides what counts.
export default function revealAfter(root) {
  const parts = [...root.querySelectorAll("[data-after]")];
  const isChosen = (condition) => {
    const cut = condition.indexOf("=");
    const [name, values] = [condition.slice(0, cut), condition.slice(cut + 1).split("|")];
    return [...root.querySelectorAll(`[name="${CSS.escape(name)}"]`)].some((input) => {
      if (input.type === "radio" || input.type === "checkbox") return input.checked && values.includes(input.value);
      return values.includes(input.value);
    });
  };
  const update = () => parts.forEach((part) => (part.hidden = !isChosen(part.dataset.after)));
  root.addEventListener("change", update);
  update();
}
