// A question appears at once when the answer before it calls for it, and the comment opens when an answer needs one.
// Markup: [data-show-if="q.greeted=no|maybe"] and details[data-opens-after="q.greeted=no"] inside the element this is bound to.
// Without JavaScript the server shows what is due after "Save and continue". What is typed in a hidden question stays there.

/** "q.greeted=no|maybe" -> { name, values } */
export function parse(condition) {
  const cut = condition.indexOf("=");
  return { name: condition.slice(0, cut), values: condition.slice(cut + 1).split("|") };
}

/** Which questions show: in page order, each hangs on an earlier one. A hidden one shows nothing, whatever is chosen in it.
 *  questions: [{ name, condition }]; chosen: name -> [values]. */
export function shownNames(questions, chosen) {
  const shown = new Set();
  for (const { name, condition } of questions) {
    if (!condition) { shown.add(name); continue; }
    const { name: parent, values } = parse(condition);
    if (shown.has(parent) && (chosen(parent) ?? []).some((value) => values.includes(value))) shown.add(name);
  }
  return shown;
}

export default function branching(root) {
  const boxes = [...root.querySelectorAll("[data-question]")];
  const questions = boxes.map((box) => ({ name: `q.${box.dataset.question}`, condition: box.dataset.showIf }));
  const named = new Map();
  for (const input of root.querySelectorAll("input")) named.set(input.name, [...(named.get(input.name) ?? []), input]);
  const inputs = (name) => named.get(name) ?? [];
  const chosen = (name) => inputs(name).filter((input) => input.checked).map((input) => input.value);

  const update = () => {
    const shown = shownNames(questions, chosen);
    boxes.forEach((box, at) => { if (box.dataset.showIf) box.hidden = !shown.has(questions[at].name); });
    for (const details of root.querySelectorAll("details[data-opens-after]")) {
      const { name, values } = parse(details.dataset.opensAfter);
      const needed = chosen(name).some((value) => values.includes(value));
      const written = details.querySelector("textarea").value.trim() !== "";
      if (needed || written) details.open = true;
      else if (!details.contains(document.activeElement)) details.open = false;
    }
  };
  const alone = (event) => {
    const input = event.target;
    if (input.type !== "checkbox" || !input.checked) return;
    for (const other of inputs(input.name)) {
      if (other !== input && (input.value === "-" || other.value === "-")) other.checked = false;
    }
  };
  root.addEventListener("change", (event) => { alone(event); update(); });
  update();
}
