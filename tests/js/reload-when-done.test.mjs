import assert from "node:assert/strict";
import { test } from "node:test";
import { stateOf } from "../../static/js/reload-when-done.js";

test("the state is read from the page's own mark", () => {
  assert.equal(stateOf('<section class="sheet" data-module="x" data-state="rendering">'), "rendering");
  assert.equal(stateOf('<section data-state="ready">'), "ready");
});

test("a page without the mark, such as sign-in, has no state: it is shown", () => {
  assert.equal(stateOf("<h1>Sign in</h1>"), null);
});
