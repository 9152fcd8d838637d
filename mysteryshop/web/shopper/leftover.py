"""A section posted with a token that is too old: what was typed is never lost (offline.md 3.9)."""

from flask import request
from flask_babel import gettext as _

from mysteryshop.web.access import current_viewer
from mysteryshop.web.errors import TOO_OLD_PAGES
from mysteryshop.web.origin import is_from_here
from mysteryshop.web.shopper.pages import form_of, own_open_visit, step_or_404
from mysteryshop.web.shopper.visit import SectionPage, save_page, show_section


def section_too_old() -> str | None:
    """The section again with everything that was posted and a fresh token; saved already, since it came from our own
    page. None when nobody is signed in, or another site sent it: then the general page does its part.
    """
    viewer, arguments = current_viewer(), request.view_args or {}
    if viewer is None or not viewer.may("fill audits") or not is_from_here():
        return None
    visit = own_open_visit(arguments["draft_id"])
    if visit is None:
        return None
    step = step_or_404(visit, arguments["number"])
    page = SectionPage(visit, step, form_of(visit, step.key))
    save_page(page)
    page.notice = _("This page was open for a long time. Your answers are saved: press the button once more.")
    return show_section(page)


TOO_OLD_PAGES["shopper.save_section"] = section_too_old
