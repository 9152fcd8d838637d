// The desk's pages: each module is fetched when a page binds it.
import { binder } from "./binder.js";

const bindAll = binder((name) => import(new URL(`./${name}.js`, import.meta.url)));
document.addEventListener("htmx:load", (event) => bindAll(event.target.parentNode ?? document));
bindAll();
