"""Every page that links lead to, in a browser, as one person; and the pages that refused forms lead to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urldefrag, urlsplit

from flask import Flask
from playwright.sync_api import Page

from tests.walking import NOT_FOLLOWED, endpoint_of

NOT_FOUND = 404


def tour(
    app: Flask, page: Page, url: str, *, each: int = 2, also: Sequence[str] = (), strolls: bool = True
) -> Iterator[str]:
    """Open every page, at most `each` of one route; yields a name for what is on the screen now.

    The caller may look, resize, and send the page's forms; the links were read before.

    :param also: opened as well, however many of their route were; what they lead to is walked too.
    :param strolls: False: only the start and `also`.
    """
    waiting, seen, opened = ["/", *also], {"/", *also}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(app, path) or "none"
        if path not in also and (endpoint == "none" or opened[endpoint] >= each):
            continue
        if not is_page(page, url + path):
            opened[endpoint] += 1  # a file is not asked for again and again
            continue
        answer = page.goto(url + path)
        found = links(page) if strolls else []
        if answer and answer.status == NOT_FOUND:
            yield f"{endpoint}-missing"  # does not stand for the page that is there
        else:
            opened[endpoint] += 1
            yield f"{endpoint}-{opened[endpoint]}"
        for address in found:
            path = urldefrag(address)[0].removeprefix(url)
            if address.startswith(url) and path not in seen and not path.startswith(NOT_FOLLOWED):
                seen.add(path)
                waiting.append(path)


def is_page(page: Page, address: str) -> bool:
    """True for HTML. Asked by the browser's own session, without showing it."""
    answer = page.request.get(address)
    kind = answer.headers.get("content-type", "")
    return "text/html" in kind and answer.headers.get("content-disposition") is None


def links(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("a[href]", "elements => elements.map((e) => e.href)")
    return [address for address in found if urlsplit(address).scheme in ("http", "https")]


def refused_form(page: Page) -> bool:
    """Empty the page's main form and send it. True when it came back with an error summary.

    The main form is the first with a visible text field; the page keeps its own way of refusing, not the browser's.
    """
    emptied: bool = page.evaluate(
        """() => {
          const form = [...document.querySelectorAll("main form")].find((f) => f.method === "post" &&
            f.querySelector("input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea"));
          if (!form) return false;
          form.noValidate = true;
          for (const field of form.querySelectorAll("input, textarea")) {
            if (["hidden", "submit", "file"].includes(field.type)) continue;
            if (["checkbox", "radio"].includes(field.type)) field.checked = false; else field.value = "";
          }
          const button = form.querySelector("button:not([type=button])");
          if (!button) return false;
          button.setAttribute("data-picture-send", "");
          return true;
        }"""
    )
    if not emptied:
        return False
    with page.expect_navigation(wait_until="load"):
        page.eval_on_selector("[data-picture-send]", "button => button.form.requestSubmit(button)")
    return page.locator(".errors, .field-bad").count() > 0
