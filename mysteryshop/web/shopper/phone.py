"""What works without a network: the whole form in one page, the page of what is on this phone, the service worker.

These pages may be kept on the phone: no name and no token is in them. Without JavaScript nobody needs them.
"""

import hashlib
from pathlib import Path
from typing import Any

from flask import abort, current_app, g, json, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from mysteryshop.domain.scorecard_json import canonical_json
from mysteryshop.queries.phone_forms import PhoneForm, find_phone_form, phone_document
from mysteryshop.queries.visits import find_visit_item
from mysteryshop.web.access import own_viewer, public, requires
from mysteryshop.web.filters import language
from mysteryshop.web.scorecard_form import CONTACTS, ScorecardForm
from mysteryshop.web.shopper.blueprint import bp
from mysteryshop.web.shopper.phone_texts import phone_texts

KEPT = ("shopper.home", "shopper.assignment", "shopper.offline_form", "shopper.phone")
FILES = ("built/phone.css", "built/phone.js", "css/print.css", "img/notes.svg")


@bp.after_request
def mark_kept(response: Response) -> Response:
    """The phone keeps only what carries this mark: a redirect or somebody's portal is never taken for a page."""
    if request.endpoint in KEPT and response.status_code == 200:
        response.headers["X-Shop-Page"] = "1"
    return response


@bp.app_context_processor
def phone_context() -> dict[str, Any]:
    """`keeping`: the page is fetched to be kept, so it shows no passing message and holds no token."""
    return {
        "keeping": "X-Keep" in request.headers,
        "shopper_texts": lambda: embedded(phone_texts()),
        "own_user_id": g.viewer.user_id if g.get("viewer") else None,
    }


@bp.get("/assignments/<int:assignment_id>/form")
@requires("fill audits")
def offline_form(assignment_id: int) -> str | Response:
    """The whole form, one section shown at a time; bound to static/js/offline/capture.js.

    When nothing is to be filled, after sending say, "back" leads to where the visit stands.
    """
    version_id = request.args.get("version", type=int)  # of a draft that only the phone has
    found = find_phone_form(assignment_id, own_viewer().user_id, version_id)
    if found is None:
        item = find_visit_item(assignment_id, own_viewer().user_id) or abort(404)
        return redirect(url_for(".assignment", assignment_id=item.assignment_id))
    form = ScorecardForm(
        found.document,
        found.situation,
        language(),
        channel=found.channel,
        zone=found.time_zone,
        only=found.only,
    )
    sections = form.sections
    for question in (question for section in sections for question in section.questions):
        question.note = found.notes.get(question.key)
    return render_template(
        "shopper/offline_form.html", found=found, sections=sections, visit=visit_json(found)
    )


@bp.get("/phone")
@requires("fill audits")
def phone() -> str:
    """What is on this phone, what waits, what was received; filled in by static/js/offline/phone.js."""
    return render_template(
        "shopper/phone.html",
        texts=embedded(phone_texts()),
    )


def visit_json(found: PhoneForm) -> Markup:
    """Everything that capture.js needs to know of this visit."""
    return embedded(
        {
            "user": own_viewer().user_id,
            "about": {
                "assignment_id": found.assignment_id,
                "version_id": found.version_id,
                "round": found.round,
                "title": found.location_name,
                "set_aside": [str(uuid) for uuid in found.set_aside],
            },
            "uuid": str(found.uuid) if found.uuid else None,
            "title": found.location_name,
            "form": phone_document(found, found.channel in CONTACTS),
            "only": sorted(found.only) if found.only is not None else None,
            "base": found.base,
            "base_texts": dict(found.texts),
            "online_url": url_for("shopper.assignment", assignment_id=found.assignment_id, plain=1),
            "texts": phone_texts(),
        }
    )


def embedded(value: dict[str, Any]) -> Markup:
    """JSON inside a <script type="application/json">: exact numbers, and nothing in it can end the element."""
    text = canonical_json(value).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(text)  # noqa: S704  # JSON with every sign that means something to HTML replaced


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The service worker with the files of this build; served below /shopper but allowed the whole site."""
    shell = [url_for("static", filename=name) for name in FILES]
    text = (Path(current_app.root_path).parent / "static/js/sw.js").read_text()
    build = hashlib.sha256("\n".join([*shell, text]).encode()).hexdigest()[:12]
    response = make_response(f"const BUILD = {json.dumps(build)}, SHELL = {json.dumps(shell)};\n{text}")
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """A neutral name and icon: an installed visit form must not unmask a shopper."""
    icons = [
        {
            "src": url_for("static", filename=f"img/notes-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
        }
        for size in (192, 512)
    ]
    named = {"name": gettext("Notes"), "short_name": gettext("Notes"), "icons": icons}
    places = {"start_url": url_for("shopper.home"), "scope": "/", "display": "standalone", "id": "/shopper/"}
    response = make_response(
        json.dumps(named | places | {"background_color": "#faf8f4", "theme_color": "#faf8f4"})
    )
    response.headers["Content-Type"] = "application/manifest+json"
    return response
