// The shopper's pages: all modules in one file (`make bundle`), since every request costs a phone in a basement its turn.
import { binder } from "./binder.js";
import branching from "./branching.js";
import dismiss from "./dismiss.js";
import focusHere from "./focus-here.js";
import capture from "./offline/capture.js";
import entry from "./offline/entry.js";
import keep from "./offline/keep.js";
import phone from "./offline/phone.js";
import sender from "./offline/sender.js";
import once from "./once.js";
import photoInput from "./photo-input.js";
import saveDraft from "./save-draft.js";
import stopwatch from "./stopwatch.js";
import themeToggle from "./theme-toggle.js";

const modules = {
  branching, dismiss, once, stopwatch, "focus-here": focusHere, "photo-input": photoInput, "save-draft": saveDraft,
  "theme-toggle": themeToggle, "offline/capture": capture, "offline/entry": entry, "offline/keep": keep,
  "offline/phone": phone, "offline/sender": sender,
};

/** What only some pages need, and none that must open without a network, is fetched when a page binds it. */
const fetched = (name) => import(new URL(`../js/${name}.js`, import.meta.url));

binder(async (name) => (Object.hasOwn(modules, name) ? { default: modules[name] } : fetched(name)))();
