// What a form says, as the answers document of the scoring contract. Pure: knows no page, no storage, no network.
// The form comes from the server without points or weights:
// { situation, zone, in_days, sections: [{ key, questions: [{ key, kind, required, show_if, comment, evidence }] }] }

const SPACE = "[\\t\\n\\v\\f\\r \\u00a0]";
const ENDS = new RegExp(`^${SPACE}+|${SPACE}+$`, "g");
const NUMBER = /^[+−-]?\d{1,30}([.,]\d{1,30})?$/;
const CLOCK = /^(?:(\d{1,5}):)?(\d{1,5}):([0-5]?\d)$/;
const DOTTED_DATE = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/;
const SIZES = { days: 86400, hours: 3600, minutes: 60, seconds: 1 };
const MOST = 1e9, LONGEST = 90 * 86400;
export const NONE_OF_THESE = "-";

/** A value that cannot be read; `code` names the sentence, which the page holds in the shopper's language. */
export class Unreadable extends Error {
  constructor(code) { super(code); this.code = code; }
}

export const trimmed = (text) => (text ?? "").replace(/\r\n/g, "\n").replaceAll("\0", "").replace(ENDS, "");

/** "2,5" -> 2.5. Twelve significant digits at most, as the contract says. */
export function numberIn(text) {
  const bare = text.replace(/[\u00a0 ]/g, "");
  if (!NUMBER.test(bare)) throw new Unreadable("number");
  const plain = bare.replace(",", ".").replace("−", "-").replace("+", "");
  const value = Number(plain);
  const digits = plain.replace("-", "").replace(/^0+(?=\d)/, "");
  const fraction = (digits.split(".")[1] ?? "").replace(/0+$/, "");
  const significant = (digits.split(".")[0] + fraction).replace(/^0+/, "").replace(fraction ? /$^/ : /0+$/, "");
  if (Math.abs(value) > MOST || significant.length > 12 || fraction.length > 12) throw new Unreadable("number_size");
  return value;
}

/** Minutes between UTC and a zone at an instant. */
function offsetAt(instant, zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
    hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(instant);
  const at = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - Math.floor(instant / 1000) * 1000;
}

/** A wall-clock time ("2026-03-31T14:05") in a zone -> milliseconds; between two of them the clocks may change. */
export function instantOf(text, zone) {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  if (!match) throw new Unreadable("moment");
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  if (new Date(wall).getUTCDate() !== day || hour > 23 || minute > 59) throw new Unreadable("moment");
  const guess = wall - offsetAt(wall, zone);
  return wall - offsetAt(guess, zone);
}

function durationOf(name, fields, zone) {
  const one = (part) => trimmed(fields.get(part ? `${name}.${part}` : name)?.[0]);
  const from = one("from"), to = one("to"), whole = one(""), clock = CLOCK.exec(whole);
  let moments = null, seconds = null;
  if (from || to) {
    if (!from || !to) throw new Unreadable("both_moments");
    moments = Math.round((instantOf(to, zone) - instantOf(from, zone)) / 1000);
    if (moments < 0) throw new Unreadable("moments_order");
  }
  const given = Object.keys(SIZES).map((part) => [part, one(part)]).filter(([, text]) => text);
  if (clock) seconds = Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  else if (whole) seconds = numberIn(whole);
  else if (given.length) {
    const numbers = given.map(([part, text]) => numberIn(text) * SIZES[part]);
    if (numbers.some((number) => number < 0)) throw new Unreadable("negative");
    seconds = Number(numbers.reduce((sum, number) => sum + number, 0).toPrecision(12));
  }
  if (moments !== null && seconds !== null && moments !== seconds) throw new Unreadable("moments_or_time");
  const value = moments ?? seconds;
  if (value !== null && (value < 0 || value > LONGEST)) throw new Unreadable(value < 0 ? "negative" : "too_long");
  return value;
}

function dateOf(text) {
  const dotted = DOTTED_DATE.exec(text);
  const iso = dotted ? `${dotted[3]}-${dotted[2].padStart(2, "0")}-${dotted[1].padStart(2, "0")}` : text;
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso);
  const day = match && new Date(Date.UTC(+match[1], +match[2] - 1, +match[3]));
  if (!day || Number(match[1]) < 1 || day.toISOString().slice(0, 10) !== iso) throw new Unreadable("date");
  return iso;
}

function timeOf(text) {
  const match = /^(\d{1,2})[:.](\d\d)(?::\d\d)?$/.exec(text);
  if (!match || match[1] > 23 || match[2] > 59) throw new Unreadable("time");
  return `${match[1].padStart(2, "0")}:${match[2]}`;
}

/** One question's value, null when it is unanswered. @param fields Map of HTML name to the list of its values. */
export function valueOf(question, fields, zone = "UTC") {
  const name = `q.${question.key}`, given = fields.get(name) ?? [], text = trimmed(given[0]);
  switch (question.kind) {
    case "single": return text || null;
    case "multiple": {
      const chosen = given.filter(Boolean);
      if (chosen.length === 1 && chosen[0] === NONE_OF_THESE) return [];
      if (chosen.includes(NONE_OF_THESE)) throw new Unreadable("none_alone");
      return chosen.length ? chosen : null;
    }
    case "duration": return durationOf(name, fields, zone);
    case "number": return text ? numberIn(text) : null;
    case "date": return text ? dateOf(text) : null;
    case "time": return text ? timeOf(text) : null;
    default: return text || null;
  }
}

/** A question may be keyed "constructor": only what the object itself holds counts. */
const own = (object, key) => (object && Object.hasOwn(object, key) ? object[key] : undefined);

export const questionsOf = (form) => form.sections.flatMap((section) => section.questions);

/** The keys of the questions shown, given these answers. A hidden question has no answer for any purpose. */
export function shownKeys(form, answers) {
  const shown = new Set();
  for (const { key, show_if: rule } of questionsOf(form)) {
    const chosen = rule && shown.has(rule.question) ? [own(answers, rule.question) ?? []].flat() : [];
    if (!rule || chosen.some((option) => rule.answer_in.includes(option))) shown.add(key);
  }
  return shown;
}

/**
 * The whole form -> { document, problems }.
 * @param fields Map of HTML name to the list of its values.
 * @param photos Map of question key to how many photos it has.
 * problems: [{ question, code }], what cannot be read; the document leaves it out.
 */
export function readForm(form, fields, photos = new Map()) {
  const document = { situation: form.situation, answers: {}, comments: {}, evidence: {} }, problems = [];
  for (const question of questionsOf(form)) {
    const { key } = question;
    try {
      const value = valueOf(question, fields, form.zone);
      if (value !== null) document.answers[key] = value;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push({ question: key, code: error.code });
    }
    const comment = trimmed(fields.get(`c.${key}`)?.[0]);
    if (comment) document.comments[key] = comment;
    const pieces = (photos.get(key) ?? 0) + (trimmed(fields.get(`e.${key}.text`)?.[0]) ? 1 : 0);
    if (pieces) document.evidence[key] = pieces;
  }
  const shown = shownKeys(form, document.answers);
  return { document, problems: problems.filter(({ question }) => shown.has(question)) };
}

/** What is missing, in document order: [{ question, what: answer | comment | evidence }]. */
export function missingIn(form, document) {
  const shown = shownKeys(form, document.answers), missing = [];
  for (const { key, required, comment, evidence } of questionsOf(form)) {
    if (!shown.has(key)) continue;
    const answer = own(document.answers, key);
    if (answer === undefined || answer === null) {
      if (required) missing.push({ question: key, what: "answer" });
      continue;
    }
    const after = typeof comment === "object" && comment ? comment.required_for : [];
    const needed = comment === "required" || [answer].flat().some((option) => after.includes(option));
    if (needed && !trimmed(own(document.comments, key))) missing.push({ question: key, what: "comment" });
    if (evidence === "required" && !own(document.evidence, key)) missing.push({ question: key, what: "evidence" });
  }
  return missing;
}
