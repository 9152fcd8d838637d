"""Two full brands for the rights test: a row of every kind, and the people who may and may not reach them."""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from mysteryshop import storage
from mysteryshop.extensions import db
from mysteryshop.models import (
    Audit,
    Brand,
    Draft,
    Invitation,
    Location,
    Photo,
    Report,
    Scorecard,
    ScorecardVersion,
    SurveyLink,
    User,
)
from mysteryshop.queries.imports import find_mapping, location_mapping
from mysteryshop.queries.responses import ResponseFilter
from mysteryshop.services import location_imports
from mysteryshop.services.drafts import save_part, start_draft
from mysteryshop.services.exports import make_export, request_export
from mysteryshop.services.import_runs import run_checking, run_reading
from mysteryshop.services.imports import choose_mapping, upload_responses
from tests.audit_rows import make_audit
from tests.factories import (
    NOW,
    keep,
    make_area,
    make_assignment,
    make_brand,
    make_location,
    make_membership,
    make_responses,
    make_user,
    make_version,
    make_wave,
)
from tests.picture_files import picture

LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """A person as the tests keep one: rows come and go with the transactions."""

    id: int
    fs_uniquifier: str
    active: bool
    role: str


def known(user: User) -> Known:
    return Known(user.id, user.fs_uniquifier, user.active, user.memberships[0].role)


@dataclass
class Side:
    """One brand: who its people are, and what the places in an address stand for.

    `mark` is in every name of this side: no page of the other side may hold it.
    """

    mark: str
    brand: Brand
    people: dict[str, User] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)


def make_side(mark: str) -> Side:
    """A brand with everything."""
    side = Side(mark, make_brand(name=f"{mark} Brand"))
    side.ids["brand_id"] = side.brand.id
    _places(side)
    _people(side)
    _scorecards(side)
    _fieldwork(side)
    _customers(side)
    _reports(side)
    db.session.commit()
    side.known = {name: known(user) for name, user in side.people.items()}
    return side


def _places(side: Side) -> None:
    area = make_area(side.brand, f"{side.mark} Area")
    location = make_location(side.brand, area, name=f"{side.mark} Location")
    closed = make_location(side.brand, area, name=f"{side.mark} Closed", closed_on=NOW.date())
    side.ids |= {
        "area_id": area.id,
        "empty_area_id": make_area(side.brand, f"{side.mark} Empty").id,
        "location_id": location.id,
        "other_location_id": make_location(side.brand, name=f"{side.mark} Elsewhere").id,
        "closed_location_id": closed.id,
    }


def _people(side: Side) -> None:
    for role in ("account_manager", "brand_owner", "shopper", "other_shopper"):
        side.people[role] = make_user(role.removeprefix("other_"), side.brand, name=f"{side.mark} {role}")
    here = db.session.get_one(Location, side.ids["location_id"])
    elsewhere = db.session.get_one(Location, side.ids["other_location_id"])
    side.people["location_manager"] = make_user(
        "location_manager", side.brand, location=here, name=f"{side.mark} location manager"
    )
    side.people["location_manager_elsewhere"] = make_user(
        "location_manager", side.brand, location=elsewhere, name=f"{side.mark} elsewhere"
    )
    gone = make_user("account_manager", side.brand, name=f"{side.mark} gone", active=False)
    make_membership(gone, "shopper", side.brand)
    make_membership(gone, "brand_owner", side.brand)
    side.people["deactivated"] = gone
    invited = _invitation(side, "token", f"invited-{side.mark.lower()}@example.com")
    _invitation(side, "owner", side.people["brand_owner"].email)
    side.ids |= {
        "user_id": side.people["shopper"].id,
        "deactivated_id": gone.id,
        "membership_id": side.people["other_shopper"].memberships[0].id,
        "invitation_id": invited.id,
        "invitation_token": f"token-{side.mark}",
        "owner_token": f"owner-{side.mark}",
    }


def _invitation(side: Side, token: str, email: str) -> Invitation:
    return keep(
        Invitation(
            token_sha256=hashlib.sha256(f"{token}-{side.mark}".encode()).hexdigest(),
            email=email,
            name=f"{side.mark} invited",
            role="shopper",
            brand_id=side.brand.id,
            language="en",
            created_at=NOW,
            expires_at=LONG_AFTER,
        )
    )


def _scorecards(side: Side) -> None:
    version = make_version(side.brand)
    scorecard = db.session.get_one(Scorecard, version.scorecard_id)
    scorecard.draft = version.document.replace(
        "Counter visit", f"{side.mark} visit"
    )  # changed since it was published
    put_away = db.session.get_one(Scorecard, make_version(side.brand).scorecard_id)
    put_away.archived_at = NOW
    side.ids |= {
        "archived_scorecard_id": put_away.id,
        "scorecard_id": version.scorecard_id,
        "version_id": version.id,
        "number": version.number,
        "scorecard_rev": 1,
        "section_key": "welcome",
        "question_key": "greeted",
    }


def _fieldwork(side: Side) -> None:
    brand, shopper = side.brand, side.people["shopper"]
    version = db.session.get_one(ScorecardVersion, side.ids["version_id"])
    location = db.session.get_one(Location, side.ids["location_id"])
    wave = make_wave(brand, name=f"{side.mark} Wave")
    told = {"opened_at": None, "state": "planned"}
    closed = {"state": "closed", "closed_at": NOW}

    def assignment(**values: Any) -> Any:
        values = {
            "wave": wave,
            "version": version,
            "location": location,
            "briefing": f"{side.mark} Briefing",
        } | values
        return make_assignment(brand, values.pop("shopper", shopper), **values)

    states = ("submitted", "returned", "approved", "held")
    reasons = {"held": "late"}
    audits = {s: make_audit(assignment(), state=s, held_reason=reasons.get(s)) for s in states}
    started = assignment()
    side.ids |= {
        "wave_id": wave.id,
        "planned_wave_id": make_wave(brand, name=f"{side.mark} Planned", **told).id,
        "closed_wave_id": make_wave(brand, name=f"{side.mark} Shut", **closed).id,
        "assignment_id": assignment().id,
        "open_assignment_id": assignment(shopper=None).id,
        "started_assignment_id": started.id,
        "draft_id": start_draft(started.id, shopper_id=shopper.id, now=NOW),
        "answered_draft_id": _answered_draft(assignment(), shopper),
        "fresh_photo_id": uuid4(),
        **{f"{state}_audit_id": audit.id for state, audit in audits.items()},
    }
    side.ids["draft_rev"] = db.session.get_one(Draft, side.ids["draft_id"]).rev
    side.brand.logo_key = storage.put(io.BytesIO(picture_of(side.mark)))
    for state in ("submitted", "approved"):
        side.ids[f"{state}_photo_id"] = _photo(side, audits[state])


def _answered_draft(assignment: Any, shopper: User) -> Any:
    draft_id = start_draft(assignment.id, shopper_id=shopper.id, now=NOW)
    said = {"answers": {"greeted": "yes", "goodbye": "yes"}, "comments": {}, "evidence": {}}
    save_part(draft_id, said, ["greeted", "goodbye"], section="closing", shopper_id=shopper.id, now=NOW)
    return draft_id


def picture_of(mark: str) -> bytes:
    """A small JPEG, another one for each mark."""
    return picture((len(mark) * 10, 90, 90), (32, 24))


def _photo(side: Side, audit: Audit) -> Any:
    key = storage.put(io.BytesIO(picture_of(side.mark)))
    return keep(
        Photo(
            id=uuid4(),
            brand_id=side.brand.id,
            assignment_id=audit.assignment_id,
            submission_id=audit.id,
            question_key="greeted",
            uploaded_by=audit.shopper_id,
            uploaded_at=NOW,
            upload_sha256=key,
            stored_key=key,
            print_key=key,
            width=32,
            height=24,
        )
    ).id


def _customers(side: Side) -> None:
    location = db.session.get_one(Location, side.ids["location_id"])
    make_responses(location, [9] * 12, csat=4, comment=f"{side.mark} comment")
    link = keep(
        SurveyLink(
            brand_id=side.brand.id, location_id=location.id, token=f"survey{side.mark}", created_at=NOW
        )
    )
    wanted = ResponseFilter(location_id=location.id)
    by = side.people["account_manager"].id
    export_id = request_export(side.brand.id, wanted, language="en", by=by, now=NOW)
    make_export(export_id)
    side.ids |= {"survey_token": link.token, "export_id": export_id}
    for state in ("mapping", "checked"):
        side.ids[f"{state}_import_id"] = _brought(side, location.name, state)
        side.ids[f"{state}_locations_id"] = _brought_locations(side, state)


def _brought(side: Side, location: str, state: str) -> int:
    """A file of customers' answers, read, or also checked; its last row is refused."""
    table = f"Location;Date;NPS\n{location};2026-03-12;9\n{location};2026-03-12;11\n"
    by = side.people["account_manager"].id
    import_id = upload_responses(
        side.brand.id, io.BytesIO(table.encode()), f"{side.mark}-{state}.csv", by=by, now=NOW
    )
    run_reading(import_id, now=NOW)
    if state == "checked":
        choose_mapping(side.brand.id, import_id, find_mapping(side.brand.id, import_id).mapping, now=NOW)
        run_checking(import_id, now=NOW)
    return import_id


def _brought_locations(side: Side, state: str) -> int:
    """A file of locations, read, or also checked."""
    table = f"Name;Area;Time zone\n{side.mark} from a file;{side.mark} Area;Europe/Stockholm\n"
    by = side.people["account_manager"].id
    brand_id, file = side.brand.id, io.BytesIO(table.encode())
    import_id = location_imports.upload_locations(
        brand_id, file, f"{side.mark}-places-{state}.csv", by=by, now=NOW
    )
    location_imports.run_reading(import_id, now=NOW)
    if state == "checked":
        _profile, mapping = location_mapping(brand_id, import_id)
        location_imports.choose_location_columns(brand_id, import_id, mapping, now=NOW)
        location_imports.run_checking(import_id, now=NOW)
    return import_id


def _reports(side: Side) -> None:
    made = {"state": "ready", "file_key": storage.put(io.BytesIO(b"%PDF-1.7 test")), "pages": 1}
    asked = {"brand_id": side.brand.id, "language": "en", "requested_at": NOW, "rendered_at": NOW} | made
    audit_id = side.ids["approved_audit_id"]
    for audience in ("brand", "agency"):
        report = Report(
            kind="audit",
            audience=audience,
            audit_id=audit_id,
            subject=f"audit:{audit_id}:{audience}:en",
            **asked,
        )
        side.ids[f"{audience}_report_id"] = keep(report).id


def dump(connection: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the logs of reading and the counts of limits."""
    tables = [table for table in db.metadata.sorted_tables if table.name not in ("rate_counts", "access_log")]
    return {
        table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
        for table in tables
    }
