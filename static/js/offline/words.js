// Small pieces of page: texts come from the server in the reader's language, and are only ever set as text.

/** "Saved %(time)s" + { time } -> text. */
export const worded = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");

const two = (number) => String(number).padStart(2, "0");

/** 14:05, with the day when it is not today's: the first Intl of a page costs a slow phone 170 ms, so not for today's. */
export const clockTime = (moment) => {
  if (!Number.isFinite(moment)) return "";
  const day = new Date(moment), time = `${two(day.getHours())}:${two(day.getMinutes())}`;
  if (day.toDateString() === new Date().toDateString()) return time;
  return `${new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short" }).format(day)} ${time}`;
};

/** 48 kB, 1.2 MB; no photo is "0 MB". */
export function size(bytes) {
  const [scaled, unit, decimals] = bytes < 1e5 ? [bytes / 1e3, "kB", 0] : [bytes / 1e6, "MB", 1];
  return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: decimals }).format(scaled) + `\u00a0${unit}`;
}

/** Later, when the page has been shown and the phone has nothing better to do; two seconds at most. */
export const whenIdle = (work) => (globalThis.requestIdleCallback ? requestIdleCallback(work, { timeout: 2000 }) : setTimeout(work, 200));

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** The page holds one <template id="icons"> with the few icons that are used here. */
export function icon(name) {
  const found = document.getElementById("icons")?.content.querySelector(`[data-icon="${name}"] svg`);
  return found ? found.cloneNode(true) : document.createTextNode("");
}

export const state = (kind, name, text) => element("span", { class: kind ? `state state-${kind}` : "state" }, icon(name), element("span", {}, text));

const ICONS = { info: "phone", good: "check", warn: "alert", bad: "alert" };

/** A notice at the top of the page, with at most one thing to do. A later one of the same words takes its place. */
export function notice(kind, text, action = null) {
  const holder = document.querySelector("[data-notices]");
  for (const old of holder.children) if (old.dataset.text === text) old.remove();
  const box = element("div", { class: `notice notice-${kind}`, role: kind === "bad" ? "alert" : "status", "data-text": text },
    icon(ICONS[kind]), element("div", { class: "notice-body" }, element("p", {}, text)));
  if (action?.href) box.append(element("a", { class: "btn btn-small", href: action.href }, action.text));
  else if (action) box.append(element("button", { class: "btn btn-small", type: "button", onclick: action.run }, action.text));
  holder.append(box);
  return box;
}
