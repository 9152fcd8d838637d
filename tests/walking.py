"""Walks through every page that links lead to, as one person, without a browser.

Pages of one route that differ only in their ids are one page: the first three of each are opened, so that a full and
an empty one are among them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

LINK = re.compile(r"<(?:a|form|iframe|img|source)\b[^>]*?\b(?:href|src|action)=\"([^\"]+)\"[^>]*>", re.S)
POSTS = re.compile(r"<form\b[^>]*\bmethod=\"?post", re.I)
# Ways out, and choices that would change the rest of the walk.
NOT_FOLLOWED = ("/logout", "/preferences/", "/static/")
OF_ONE_ROUTE = 3


@dataclass
class Page:
    address: str
    endpoint: str
    answer: TestResponse

    @property
    def is_html(self) -> bool:
        return self.answer.mimetype == "text/html"


def every_page(app: Flask, client: FlaskClient, start: str = "/") -> Iterator[Page]:
    """Open `start` and all that it leads to; each page is given once, redirects are followed."""
    waiting, seen, opened = [start], {start}, Counter[str]()
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(app, address)
        if endpoint is None or opened[endpoint] >= OF_ONE_ROUTE:
            continue
        opened[endpoint] += 1
        with client.get(address, follow_redirects=True) as answer:
            page = Page(answer.request.path, endpoint_of(app, answer.request.path) or endpoint, answer)
            answer.get_data()
        yield page
        if page.is_html:
            for link in links_of(page):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)


def links_of(page: Page) -> list[str]:
    """The addresses on this site that the page leads to by GET, without fragments."""
    found = []
    for tag in LINK.finditer(page.answer.text):
        if POSTS.match(tag[0]):
            continue
        address, _fragment = urldefrag(urljoin(page.answer.request.path, unescape(tag[1])))
        if not urlsplit(address).netloc and address.startswith("/") and not address.startswith(NOT_FOLLOWED):
            found.append(address)
    return found


def endpoint_of(app: Flask, address: str) -> str | None:
    """The route an address belongs to; None when GET leads nowhere."""
    try:
        endpoint, _values = app.url_map.bind("127.0.0.1").match(urlsplit(address).path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)


# What answers GET and gives no page, and why.
NO_PAGES = {
    "admin.brand_logo": "a picture",
    "brand.audit_photo": "a picture",
    "brand.export_draft": "a file",
    "brand.export_version": "a file",
    "brand.report_file": "a PDF",
    "manager.export_responses": "a file",
    "manager.photo": "a picture",
    "manager.refused_csv": "a file",
    "manager.workbook_file": "a file",
    "preferences.language": "leads back",
    "preferences.theme": "leads back",
    "public.health": "for machines",
    "shopper.manifest": "for browsers",
    "shopper.photo": "a picture",
    "shopper.worker": "a script",
    "static": "styles and scripts",
}
NO_PAGES_BLUEPRINTS = {"api"}


def pages_not_seen(app: Flask, seen: set[str]) -> list[str]:
    """The routes whose page nobody opened, and entries of NO_PAGES that are gone."""
    asked = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {name for name in asked if name.partition(".")[0] not in NO_PAGES_BLUEPRINTS} - NO_PAGES.keys()
    return sorted((pages - seen) | (NO_PAGES.keys() - asked))
