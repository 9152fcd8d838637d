// Binds modules to the page: <div data-module="stopwatch"> gets the default export of stopwatch.js called with the element.
// A module that fails leaves the page as it works without JavaScript.

/** @param load a module's name -> a promise of the module. */
export function binder(load) {
  async function bind(element) {
    for (const name of element.dataset.module.split(/\s+/).filter(Boolean)) {
      if (!/^[a-z][a-z0-9/-]*$/.test(name)) throw new Error(`not a module name: ${name}`);
      await (await load(name)).default(element);
    }
  }

  /** Bind every module inside `root`; call it again for a part of the page that was loaded later. */
  return function bindAll(root = document) {
    for (const element of root.querySelectorAll("[data-module]:not([data-bound])")) {
      element.dataset.bound = "";
      bind(element).catch((error) => console.error(error));
    }
  };
}
