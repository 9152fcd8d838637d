"""How Debian's Chromium is started, and how a person signs in with it."""

from typing import Any

from playwright.sync_api import Page

ARGUMENTS = [
    "--no-sandbox",  # containers and root have none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def sign_in(page: Page, url: str, email: str, password: str) -> None:
    """By the form, as a person does."""
    page.goto(f"{url}/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit], form button[type=submit], input[type=submit]")
    page.wait_for_load_state()
    assert "/login" not in page.url, f"{email} could not sign in: {page.inner_text('body')[:300]}"


def overflow(page: Page) -> list[str]:
    """What sticks out of the page sideways, as short descriptions; empty when nothing does."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          const out = [...document.querySelectorAll("body *")].filter((e) => {
            const box = e.getBoundingClientRect();
            return box.width && box.right > width + 1 && !e.closest(".scroll, .nav, .vh");
          });
          const words = (e) => `${e.tagName.toLowerCase()}.${e.className} ${e.textContent.trim().slice(0, 40)}`;
          return out.slice(0, 3).map(words)
            .concat(`page is ${document.documentElement.scrollWidth} wide`);
        }"""
    )
    return found


def violations(page: Page, axe: Any) -> list[str]:
    """What axe finds, one line each, with the first element it is about."""
    results = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{found['id']} ({found['impact']}): {found['help']}; {len(found['nodes'])} x, "
        f"first {found['nodes'][0]['html'][:160]}"
        for found in results
    ]
