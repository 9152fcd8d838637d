// One section of the form at a time; the browser's own "back" goes one back; the last page is "check your answers".

import { element, worded } from "./words.js";

export function sections(form, { draft, visit, onCheck }) {
  const pages = [...form.querySelectorAll("[data-section]")], check = form.querySelector("[data-check]");
  const bar = document.querySelector("[data-bar]"), title = document.querySelector("[data-bar-title]");
  const next = bar.querySelector("[data-next]"), send = bar.querySelector("[data-send]"), back = document.querySelector("[data-back]");
  let at = 0;

  const isEmpty = (page) => page && [...page.querySelectorAll("[data-question]")].every((question) => question.hidden);

  function show(index, { quietly = false } = {}) {
    at = Math.min(Math.max(index, 0), pages.length);
    pages.forEach((page, number) => { page.hidden = number !== at; });
    check.hidden = at !== pages.length;
    next.hidden = at === pages.length;
    send.hidden = at !== pages.length;
    const words = at === pages.length ? visit.texts.check : worded(visit.texts.section, { number: at + 1, count: pages.length });
    title.textContent = words;
    document.title = `${words} · ${visit.texts.product}`;
    if (at === pages.length) onCheck();
    if (!quietly) {
      scrollTo(0, 0);
      (pages[at] ?? check).querySelector("h1").focus();
    }
  }

  function go(index, step = 1) {
    let target = index;
    while (isEmpty(pages[target])) target += step; // a section that branching leaves empty is passed over
    draft.flush({ section: Math.min(Math.max(target, 0), pages.length) }).then(() => draft.mirror());
    history.pushState({ at: target }, "", location.href);
    show(target);
  }

  next.addEventListener("click", () => go(at + 1));
  back.addEventListener("click", (event) => {
    if (at === 0) return; // the link leads to the list
    event.preventDefault();
    go(at - 1, -1);
  });
  addEventListener("popstate", (event) => {
    if (event.state?.at !== undefined) show(event.state.at);
  });
  history.replaceState({ at: draft.row.section }, "", location.href);

  /** What is missing, or that nothing is. @param open [{ question, what }] */
  function printCheck(open) {
    const list = check.querySelector("[data-open]"), fine = check.querySelector("[data-fine]");
    fine.hidden = open.length > 0;
    list.hidden = open.length === 0;
    list.querySelector("h2").textContent = worded(visit.texts.missing_count, { count: open.length });
    list.querySelector("ul").replaceChildren(...open.map(({ question, what }) => {
      const box = form.querySelector(`[data-question="${question}"]`);
      const words = box.querySelector(".q-text").firstChild.textContent.trim();
      const run = (event) => {
        event.preventDefault();
        go(pages.findIndex((page) => page.contains(box)));
        box.scrollIntoView();
        box.querySelector(what === "comment" ? "textarea" : "input, textarea")?.focus();
      };
      const why = visit.texts.problems[what] ?? visit.texts.problems.answer;
      return element("li", {}, element("a", { href: `#${box.id}`, onclick: run }, worded(why, { question: words })));
    }));
  }

  return { show, printCheck, focusCheck: () => { show(pages.length); check.querySelector("[data-open]").focus(); } };
}
