import assert from "node:assert/strict";
import test from "node:test";
import { parse, shownNames } from "../../static/js/branching.js";

const chain = [
  { name: "q.first" },
  { name: "q.second", condition: "q.first=no|maybe" },
  { name: "q.third", condition: "q.second=yes" },
];
const answered = (answers) => (name) => answers[name];

test("a condition names a field and its values, whatever the key is called", () => {
  assert.deepEqual(parse("q.constructor=no|na"), { name: "q.constructor", values: ["no", "na"] });
});

test("nothing hangs on an answer that was not given", () => {
  assert.deepEqual([...shownNames(chain, answered({}))], ["q.first"]);
});

test("each question follows the one that it hangs on", () => {
  const shown = shownNames(chain, answered({ "q.first": ["maybe"], "q.second": ["yes"] }));
  assert.deepEqual([...shown], ["q.first", "q.second", "q.third"]);
});

test("a hidden question shows nothing, whatever is still chosen in it", () => {
  const shown = shownNames(chain, answered({ "q.first": ["yes"], "q.second": ["yes"] }));
  assert.deepEqual([...shown], ["q.first"]);
});

test("any of several ticked options is enough", () => {
  const shown = shownNames([{ name: "q.a" }, { name: "q.b", condition: "q.a=tea" }], answered({ "q.a": ["milk", "tea"] }));
  assert.ok(shown.has("q.b"));
});
