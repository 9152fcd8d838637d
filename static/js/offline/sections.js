// One section of the form at a time; the browser's own "back" goes one back; the last page is "check your answers".

import { element, icon, worded } from "./words.js";

export function sections(form, { draft, visit, onCheck }) {
  const pages = [...form.querySelectorAll("[data-section]")], check = form.querySelector("[data-check]");
  const bar = document.querySelector("[data-bar]"), title = document.querySelector("[data-bar-title]");
  const next = bar.querySelector("[data-next]"), send = bar.querySelector("[data-send]"), all = bar.querySelector("[data-all-sections]"), back = document.querySelector("[data-back]");
  let at = 0;

  const isEmpty = (page) => page && [...page.querySelectorAll("[data-question]")].every((question) => question.hidden);

  function show(index, { quietly = false } = {}) {
    at = Math.min(Math.max(index, 0), pages.length);
    pages.forEach((page, number) => { page.hidden = number !== at; });
    check.hidden = at !== pages.length;
    next.hidden = all.hidden = at === pages.length;
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
  all.addEventListener("click", () => go(pages.length));
  back.addEventListener("click", (event) => {
    if (at === 0) return; // the link leads to the list
    event.preventDefault();
    go(at - 1, -1);
  });
  addEventListener("popstate", (event) => {
    if (event.state?.at !== undefined) show(event.state.at);
  });
  history.replaceState({ at: draft.row.section }, "", location.href);

  const row = (name, title, sub, run) => element("li", {}, element("a", { class: "rowlink", href: "#f", onclick: run },
    icon(name), element("span", { class: "rowlink-main" }, title, element("span", { class: "sub" }, sub)), icon("next")));

  const titleOf = (page) => page.querySelector("h1").textContent;

  function toQuestion({ question, what }) {
    const box = form.querySelector(`[data-question="${question}"]`), page = pages.find((each) => each.contains(box));
    const words = box.querySelector(".q-text").firstChild.textContent.trim();
    const run = (event) => {
      event.preventDefault();
      go(pages.indexOf(page));
      box.scrollIntoView();
      if (what === "comment") box.querySelector("details.q-comment").open = true;
      box.querySelector(what === "comment" ? "details textarea" : "input, textarea")?.focus();
    };
    return row("alert", words, `${titleOf(page)} · ${visit.texts.problems[what] ?? visit.texts.problems.answer}`, run);
  }

  function toSection(page, at, shown, answers) {
    const asked = [...page.querySelectorAll("[data-question]")].map((box) => box.dataset.question).filter((key) => shown.has(key));
    const done = asked.filter((key) => Object.hasOwn(answers, key)).length;
    const run = (event) => { event.preventDefault(); go(at); };
    return asked.length ? row(done === asked.length ? "check" : "dash", titleOf(page), worded(visit.texts.answered, { count: done, all: asked.length }), run) : "";
  }

  /** What is missing with links to its place, or that nothing is; then every section. @param open [{ question, what }] */
  function printCheck(open, shown, answers) {
    check.querySelector("[data-fine]").hidden = open.length > 0;
    const list = check.querySelector("[data-open]");
    list.hidden = open.length === 0;
    list.querySelector("h2").textContent = worded(visit.texts.missing_count, { count: open.length });
    list.querySelector("ul").replaceChildren(...open.map(toQuestion));
    check.querySelector("[data-all]").replaceChildren(...pages.map((page, at) => toSection(page, at, shown, answers)));
  }

  return { show, printCheck, focusCheck: () => { show(pages.length); check.querySelector("[data-open]").focus(); } };
}
