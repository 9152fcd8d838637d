"""What the phone sends and asks. JSON only, never a redirect; success is only said of what is committed.

GET  ping                             204, X-Shop-App: 1
GET  session                          who is signed in, a fresh CSRF token
PUT  submissions/<uuid>/rounds/<n>    201 new, 200 the same again, 409 other content or not open, 422
GET  submissions/<uuid>/status        where it stands, which photos are missing, what was returned
PUT  photos/<uuid>                    201 new, 200 the same again, 409 other bytes, 413, 422
GET  drafts · PUT drafts/<uuid>       the server's copies; 409 when another phone wrote in between
"""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Response, abort
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from mysteryshop import clock
from mysteryshop.domain.errors import DomainError
from mysteryshop.domain.visits import RoundConflict, RoundNotOpen
from mysteryshop.queries.phone_drafts import draft_copies, draft_copy
from mysteryshop.services.audits import submit_round
from mysteryshop.services.drafts import AlreadySent
from mysteryshop.services.mirrors import OtherDevice, mirror_draft
from mysteryshop.services.photo_arrivals import ArrivingPhoto, PhotoConflict, receive_photo
from mysteryshop.services.submissions import SubmissionStatus, submission_status
from mysteryshop.web.access import current_viewer, own_viewer, public, requires
from mysteryshop.web.api import requests
from mysteryshop.web.api.blueprint import bp
from mysteryshop.web.api.drafts import draft_in
from mysteryshop.web.errors import sentence, status_of

Answer = tuple[dict[str, Any], int]

REFUSALS: dict[type[DomainError], tuple[int, str]] = {
    requests.WrongUser: (403, "wrong_user"),
    requests.TooLarge: (413, "too_large"),
    requests.TooOld: (426, "too_old"),
    RoundConflict: (409, "conflict"),
    RoundNotOpen: (409, "round_not_open"),
    PhotoConflict: (409, "conflict"),
    AlreadySent: (409, "sent"),
}


@bp.before_request
def check_sender() -> None:
    if current_viewer():
        requests.check_sender()


@bp.after_request
def never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.errorhandler(DomainError)
def refused(error: DomainError) -> Answer:
    known = (entry for kind, entry in REFUSALS.items() if isinstance(error, kind))
    status, code = next(known, (status_of(error), "refused"))
    return {"error": code, "message": sentence(error)}, status


@bp.get("/ping")
@public
def ping() -> Response:
    return Response(status=204, headers={"X-Shop-App": "1"})


@bp.get("/session")
@requires("fill audits")
def session() -> dict[str, Any]:
    return {
        "user_id": own_viewer().user_id,
        "csrf": generate_csrf(),
        "server_time": clock.utc_now().isoformat(),
        "min_client": requests.MIN_CLIENT,
    }


@bp.put("/submissions/<uuid:audit_id>/rounds/<int:number>")
@requires("fill audits")
def put_round(audit_id: UUID, number: int) -> Answer:
    shopper_id = own_viewer().user_id
    receipt = submit_round(audit_id, number, requests.text_body(), shopper_id=shopper_id, now=clock.utc_now())
    status = submission_status(audit_id, shopper_id, number)
    assert status is not None, "what was just received is there"
    return _worded(status), 201 if receipt.is_new else 200


@bp.get("/submissions/<uuid:audit_id>/status")
@requires("fill audits")
def status(audit_id: UUID) -> dict[str, Any]:
    found = submission_status(audit_id, own_viewer().user_id) or abort(404)
    notes = [{"question": question, "note": note} for question, note in found.return_notes]
    return _worded(found) | {
        "audit_state": found.audit_state,
        "open_round": found.open_round,
        "return_notes": notes,
    }


@bp.put("/photos/<uuid:photo_id>")
@requires("fill audits")
def put_photo(photo_id: UUID) -> Answer:
    with requests.file_body() as (file, sha256):
        sent = ArrivingPhoto(
            photo_id=photo_id,
            submission_id=requests.header_uuid("X-Submission"),
            assignment_id=requests.header_number("X-Assignment"),
            round=requests.header_number("X-Round"),
            question=requests.header_text("X-Question"),
            sha256=sha256,
            taken_at=requests.instant(requests.header_object("X-Taken").get("at")),
            place=requests.header_object("X-Place"),
        )
        is_new = receive_photo(sent, file, shopper_id=own_viewer().user_id, now=clock.utc_now())
    return {"uuid": str(photo_id), "sha256": sha256, "state": "stored"}, 201 if is_new else 200


@bp.get("/drafts")
@requires("fill audits")
def drafts() -> dict[str, Any]:
    return {"drafts": [_copy(each) for each in draft_copies(own_viewer().user_id)]}


@bp.put("/drafts/<uuid:draft_id>")
@requires("fill audits")
def put_draft(draft_id: UUID) -> Answer:
    shopper_id = own_viewer().user_id
    sent = draft_in(draft_id, requests.text_body(), shopper_id)
    try:
        rev = mirror_draft(sent, shopper_id=shopper_id, now=clock.utc_now())
    except OtherDevice as other:
        held = draft_copy(draft_id, shopper_id)
        return {
            "error": "other_device",
            "message": sentence(other),
            **(_copy(held) if held else {}),
        }, 409
    return {"uuid": str(draft_id), "rev": rev}, 200


def _worded(status: SubmissionStatus) -> dict[str, Any]:
    return {
        "uuid": str(status.audit_id),
        "state": status.state,
        "missing_photos": [str(photo) for photo in status.missing_photos],
        "receipt": status.receipt,
        "received_at": status.received_at.isoformat(),
        "held": gettext("Received, awaiting review") if status.state == "held" else "",
    }


def _copy(copy: Any) -> dict[str, Any]:
    return asdict(copy) | {"uuid": str(copy.uuid), "saved_at": copy.saved_at.isoformat()}
