"""Finding the draft of a builder's page, and saving it against other editors."""

from collections.abc import Callable

from flask import abort, flash, request

from mysteryshop import clock
from mysteryshop.domain.errors import DomainError, NotFound
from mysteryshop.domain.scorecard import Document
from mysteryshop.queries.scorecards import Draft, find_draft
from mysteryshop.services.scorecards import edit_draft
from mysteryshop.web.access import own_viewer
from mysteryshop.web.brand.scorecard_entries import Entries
from mysteryshop.web.errors import sentence

WHOLE_PAGE = "page"  # the "field" of a refusal that concerns no single field


def own_draft_or_404(brand_id: int, scorecard_id: int) -> Draft:
    return find_draft(brand_id, scorecard_id) or abort(404)


def posted_rev() -> int:
    """The revision that the editor saw; without one the save is refused as stale."""
    return request.form.get("rev", -1, type=int)


def save_entries(draft: Draft, entries: Entries, edit: Callable[[Document], Document]) -> bool:
    """Save what stands in the fields; False when it was refused, with the sentence in `entries.errors`.

    Nothing is saved while a field cannot be read. A stale revision is refused, what was typed stays on the page.
    """
    if entries.errors:
        return False
    try:
        _save(draft, edit)
    except DomainError as refused:
        entries.refuse(WHOLE_PAGE, sentence(refused))
        return False
    return True


def save_or_flash(draft: Draft, edit: Callable[[Document], Document]) -> bool:
    """Save a move of one button; False when it was refused, said on the next page."""
    try:
        _save(draft, edit)
    except DomainError as refused:
        flash(sentence(refused), "error")
        return False
    return True


def refused(use_case: Callable[[], object]) -> str | None:
    """Call a service; the sentence of its refusal, or None when it went well."""
    try:
        use_case()
    except NotFound:
        raise
    except DomainError as reason:
        return sentence(reason)
    return None


def _save(draft: Draft, edit: Callable[[Document], Document]) -> None:
    user_id = own_viewer().user_id
    edit_draft(draft.brand_id, draft.scorecard_id, posted_rev(), edit, by=user_id, now=clock.utc_now())
