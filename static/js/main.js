// Binds modules to the page: <div data-module="stopwatch"> loads stopwatch.js and calls its default export with the element.
// A module that fails leaves the page as it works without JavaScript.
async function bind(element) {
  for (const name of element.dataset.module.split(/\s+/).filter(Boolean)) {
    if (!/^[a-z][a-z0-9/-]*$/.test(name)) throw new Error(`not a module name: ${name}`);
    const module = await import(new URL(`./${name}.js`, import.meta.url));
    await module.default(element);
  }
}

/** Bind every module inside `root`; call it again for a part of the page that was loaded later. */
export function bindAll(root = document) {
  for (const element of root.querySelectorAll("[data-module]:not([data-bound])")) {
    element.dataset.bound = "";
    bind(element).catch((error) => console.error(error));
  }
}

document.addEventListener("htmx:load", (event) => bindAll(event.target.parentNode ?? document));
bindAll();
