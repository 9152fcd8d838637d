// The phone judges a form as the server does: the same published cases, and the same ways of writing a value.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { instantOf, missingIn, numberIn, readForm, shownKeys, valueOf } from "../../static/js/offline/answers.js";

const cases = JSON.parse(readFileSync(new URL("../cases/scoring.json", import.meta.url), "utf-8"));

/** What the server sends a phone of a document: no points, only this situation's questions. */
function phoneForm(document, situation) {
  const fits = (question) => !question.situations || question.situations.includes(situation);
  const sections = document.sections.map((section) => ({
    key: section.key,
    questions: section.questions.filter(fits).map((question) => ({
      key: question.key, kind: question.kind, required: question.required ?? true, show_if: question.show_if ?? null,
      comment: question.comment ?? "optional", evidence: question.evidence ?? "none",
    })),
  }));
  return { situation, zone: "Europe/Stockholm", sections };
}

const isBlank = (value) => typeof value === "string" && !value.replace(/[\s\u00a0]/g, "");
let compared = 0;
for (const { id, scorecard, answers, expected } of cases) {
  if (!expected?.sections) continue;
  compared += 1;
  test(`${id}: shown and missing as the server finds them`, () => {
    const form = phoneForm(scorecard, answers.situation);
    const given = Object.fromEntries(Object.entries(answers.answers).filter(([, value]) => value !== null && !isBlank(value)));
    const shown = shownKeys(form, given);
    for (const question of expected.sections.flatMap((section) => section.questions)) {
      assert.equal(shown.has(question.key), question.state !== "hidden", question.key);
    }
    const document = { answers: given, comments: answers.comments ?? {}, evidence: answers.evidence ?? {} };
    assert.deepEqual(missingIn(form, document), expected.missing);
  });
}
test("the published cases were found", () => assert.ok(compared >= 40, `${compared} cases`));

const read = (kind, values, zone) => valueOf({ key: "k", kind }, new Map(Object.entries(values)), zone);

test("numbers as people write them", () => {
  assert.equal(numberIn("2,5"), 2.5);
  assert.equal(numberIn("−3"), -3);
  assert.equal(numberIn("1 000"), 1000);
  assert.equal(numberIn("1000000000"), 1e9);
  for (const text of ["", "1,2,3", "1e400", "NaN", "٣", "0x10"]) assert.throws(() => numberIn(text), { code: "number" });
  for (const text of ["1000000001", "1234567890123", "0.1234567890123"]) {
    assert.throws(() => numberIn(text), { code: "number_size" });
  }
});

test("a duration in parts, as a clock, or between two moments", () => {
  assert.equal(read("duration", { "q.k.minutes": ["1"], "q.k.seconds": ["15"] }), 75);
  assert.equal(read("duration", { "q.k": ["1:15"] }), 75);
  assert.equal(read("duration", { "q.k": ["1:01:15"] }), 3675);
  assert.equal(read("duration", { "q.k.from": ["2026-03-30T09:00"], "q.k.to": ["2026-03-31T09:00"] }), 86400);
  assert.equal(read("duration", {}), null);
  assert.throws(() => read("duration", { "q.k.from": ["2026-03-30T09:00"] }), { code: "both_moments" });
  assert.throws(() => read("duration", { "q.k.minutes": ["-1"] }), { code: "negative" });
});

test("the night the clocks change is an hour shorter", () => {
  const night = { "q.k.from": ["2026-03-29T00:00"], "q.k.to": ["2026-03-30T00:00"] };
  assert.equal(read("duration", night, "Europe/Stockholm"), 23 * 3600);
  assert.equal(read("duration", night, "Europe/Istanbul"), 24 * 3600);
  assert.throws(() => instantOf("2026-02-31T09:00", "UTC"), { code: "moment" });
});

test("dates and times in the ways they are typed", () => {
  assert.equal(read("date", { "q.k": ["31.3.2026"] }), "2026-03-31");
  assert.equal(read("time", { "q.k": ["9.05"] }), "09:05");
  assert.throws(() => read("date", { "q.k": ["31.02.2026"] }), { code: "date" });
  assert.throws(() => read("time", { "q.k": ["24:00"] }), { code: "time" });
});

test("none of these stands alone, and is an answer", () => {
  assert.deepEqual(read("multiple", { "q.k": ["-"] }), []);
  assert.equal(read("multiple", {}), null);
  assert.throws(() => read("multiple", { "q.k": ["-", "a"] }), { code: "none_alone" });
});

test("keys are data, whatever they spell", () => {
  const keys = ["constructor", "validate", "data", "__proto__x", "to_string"].map((key) => key.replace(/^_+/, ""));
  const form = { situation: "order", zone: "UTC", sections: [{ key: "s", questions: keys.map((key) => (
    { key, kind: "single", required: true, show_if: null, comment: "none", evidence: "none" })) }] };
  const { document } = readForm(form, new Map([["q.data", ["yes"]]]));
  assert.deepEqual(missingIn(form, document).map(({ question }) => question), keys.filter((key) => key !== "data"));
});
