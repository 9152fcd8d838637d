// Between the inputs of the page and a plain list of texts, and between saved answers and those texts.

const isChoice = ({ type }) => type === "radio" || type === "checkbox";

/** The values of all inputs of one name, as a form would send them; files are no texts. */
export function valuesOf(form, name) {
  const found = form.elements[name];
  const inputs = found instanceof RadioNodeList ? [...found] : [found];
  return inputs.filter((input) => !isChoice(input) || input.checked).map((input) => input.value);
}

/** The answer fields: q., c. and e. parts; nothing else of the page is kept. */
const answerInputs = (form) => [...form.elements].filter(({ name, type }) => /^[qce]\./.test(name) && type !== "file");

/** Every answer field's name -> its values, as a form would send them. */
export function readAll(form) {
  const all = new Map();
  for (const input of answerInputs(form)) {
    if (!all.has(input.name)) all.set(input.name, []);
    if (!isChoice(input) || input.checked) all.get(input.name).push(input.value);
  }
  return all;
}

/** Whether the inputs say something else than these texts; an empty input says nothing. */
export function differs(form, fields) {
  const said = (values = []) => values.filter(Boolean).sort().join("\n");
  return [...readAll(form)].some(([name, values]) => said(values) !== said(fields.get(name)));
}

/** Put texts back into the inputs, and say so to what shows them; names that the page does not have are left alone. */
export function fill(form, fields) {
  for (const input of answerInputs(form)) {
    const values = fields.get(input.name) ?? [];
    if (isChoice(input)) input.checked = values.includes(input.value) && (input.value !== "" || values[0] === "");
    else input.value = values[0] ?? "";
  }
  form.dispatchEvent(new Event("filled"));
}

/** Saved answers ({ answers, comments, texts, typed }, as the server keeps a draft) -> texts of the inputs. */
export function fieldsFrom(form, saved) {
  const fields = new Map();
  const set = (name, value) => fields.set(name, [String(value)]);
  for (const question of form.sections.flatMap((section) => section.questions)) {
    const { key, kind } = question, name = `q.${key}`, has = (part) => Object.hasOwn(saved[part] ?? {}, key);
    if (has("answers")) {
      const value = saved.answers[key];
      if (kind === "multiple") fields.set(name, value.length ? value : ["-"]);
      else if (kind === "duration") durationTexts(set, name, Number(value), form.in_days);
      else set(name, value);
    }
    if (has("comments")) set(`c.${key}`, saved.comments[key]);
    if (has("texts")) set(`e.${key}.text`, saved.texts[key]);
    if (has("typed")) for (const [part, text] of Object.entries(saved.typed[key])) set(part, text);
  }
  return fields;
}

function durationTexts(set, name, seconds, inDays) {
  const sizes = inDays ? { days: 86400, hours: 3600, minutes: 60 } : { minutes: 60 };
  let left = seconds;
  for (const [part, size] of Object.entries(sizes)) {
    const amount = Math.floor(left / size);
    left -= amount * size;
    if (amount || part === "minutes") set(`${name}.${part}`, amount);
  }
  if (!inDays) set(`${name}.seconds`, left);
  else if (left) set(name, seconds);
}
