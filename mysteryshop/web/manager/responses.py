"""Customers' answers of a brand: the list, and the export of it."""

from collections.abc import Iterator, Mapping
from datetime import date

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mysteryshop.clock import utc_now
from mysteryshop.domain.access import Scope
from mysteryshop.domain.errors import N_
from mysteryshop.queries.responses import ResponseFilter, all_responses, count_responses, responses_page
from mysteryshop.queries.scope import brands_of, locations_of
from mysteryshop.services.history import record_access
from mysteryshop.web.access import own_scope, own_viewer, requires
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.manager.imports import csv_download
from mysteryshop.web.paging import PAGE_SIZE
from mysteryshop.web.situations import word_choices

Page = str | Response
SOURCES = {
    "open": N_("survey page"),
    "invited": N_("invitation"),
    "import": N_("imported file"),
    "api": N_("interface"),
}
EXPORT = (
    N_("Location"), N_("Number"), N_("Date"), N_("Time"), N_("Time of day"), N_("Situation"), N_("Channel"),
    N_("NPS 0-10"), N_("CSAT 1-5"), N_("CES 1-7"), N_("Comment"), N_("Customer value"), N_("Currency"),
    N_("Customer's number"), N_("Id of the answer"), N_("Source"),
)  # fmt: skip


@bp.get("/responses")
@requires("manage brand")
def responses_home() -> Page:
    brands = brands_of(own_viewer(), "manage brand")
    if len(brands) == 1:
        return redirect(url_for(".responses", brand_id=brands[0].id))
    return render_template(
        "manager/choose_brand.html", brands=brands, title=_("Customers' answers"), endpoint=".responses"
    )


@bp.get("/brands/<int:brand_id>/responses/")
@requires("manage brand")
def responses(brand_id: int) -> Page:
    wanted = wanted_responses(request.args)
    total = count_responses(own_scope(), wanted)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "manager/responses.html",
        rows=responses_page(own_scope(), wanted, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE),
        total=total,
        number=number,
        pages=pages,
        wanted=wanted,
        locations=locations_of(own_scope()),
        names={field: dict(choices) for field, choices in word_choices(brand_id).items()},
        sources=SOURCES,
    )


@bp.get("/brands/<int:brand_id>/responses/export.csv")
@requires("manage brand")
def export_responses(brand_id: int) -> FlaskResponse:
    """Everything that the list's filter lets through."""
    wanted = wanted_responses(request.args)
    record_access(
        "exported", "responses", brand_id, user_id=own_viewer().user_id, brand_id=brand_id, now=utc_now()
    )
    names = {field: dict(choices) for field, choices in word_choices(brand_id).items()}
    head = tuple(_(title) for title in EXPORT)
    sources = {source: _(name) for source, name in SOURCES.items()}
    return csv_download(_export_rows(own_scope(), wanted, head, names, sources), "answers.csv")


def _export_rows(
    scope: Scope,
    wanted: ResponseFilter,
    head: tuple[str, ...],
    names: Mapping[str, Mapping[str, str]],
    sources: Mapping[str, str],
) -> Iterator[tuple[object, ...]]:
    yield head
    for r in all_responses(scope, wanted):
        yield (
            r.location_name,
            r.location_number,
            r.answered_on,
            r.answered_at.strftime("%H:%M") if r.answered_at else None,
            names["day_part"].get(r.day_part or ""),
            names["situation"].get(r.situation or "", r.situation),
            names["channel"].get(r.channel or ""),
            r.nps,
            r.csat,
            r.ces,
            r.comment,
            r.value,
            r.currency,
            r.customer_ref,
            r.external_id,
            sources[r.source],
        )


def wanted_responses(args: Mapping[str, str]) -> ResponseFilter:
    """The filter in the address; what makes no sense is left out, so that an old link still opens."""
    location = args.get("location", "")
    return ResponseFilter(
        location_id=int(location)
        if location.isascii() and location.isdigit() and len(location) < 10
        else None,
        source=args.get("source") if args.get("source") in SOURCES else None,
        situation=args.get("situation") or None,
        since=_day(args.get("since", "")),
        until=_day(args.get("until", "")),
        with_comment=args.get("comment") == "1",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
