"""Pages that the demo's links do not lead to: empty states, links from mails, broken files, refusals, every state.

`furnish_rarely` puts what they need into a database that has the demo, and says who has to open what.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, url_for
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select

from mysteryshop.clock import utc_now
from mysteryshop.domain.errors import DomainError
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.extensions import db
from mysteryshop.models import (
    Assignment,
    Audit,
    Brand,
    Draft,
    Export,
    Import,
    Invitation,
    Location,
    Report,
    Scorecard,
    SurveyLink,
    User,
    Wave,
)
from mysteryshop.queries.imports import find_mapping, location_mapping
from mysteryshop.queries.responses import ResponseFilter
from mysteryshop.services import location_imports
from mysteryshop.services.exports import make_export, request_export
from mysteryshop.services.import_runs import run_checking, run_reading
from mysteryshop.services.imports import choose_mapping, upload_responses
from mysteryshop.services.scorecards import create_scorecard
from tests.factories import keep, make_area, make_brand, make_location, make_membership, make_user, make_wave

DEMO = {
    "account_manager": "manager@demo.example",
    "admin": "admin@demo.example",
    "brand_owner": "brand@demo.example",
    "location_manager": "location@demo.example",
    "shopper": "shopper@demo.example",
}
NEW = ("account_manager", "brand_owner", "location_manager", "shopper")
"""The roles that also somebody has who has just begun, in a brand with nothing in it."""
BROKEN_DOCUMENT = {
    "format": "mysteryshop.scorecard/1",
    "title": {"en": "Half a scorecard"},
    "language": "en",
    "method": "section_mean",
    "pass_mark": 80,
    "bands": [],
    "sections": [{"key": "welcome", "title": {"en": "Welcome"}, "weight": 0, "questions": []}],
}


@dataclass(frozen=True, slots=True)
class Person:
    """Whose pages are looked at.

    :param email: None is somebody who is not signed in.
    :param also: addresses that are opened beside what links lead to.
    :param strolls: False: only the start and `also`; the other pages are those of the person's roles.
    """

    email: str | None
    also: tuple[str, ...] = ()
    strolls: bool = True


def furnish_rarely(app: Flask) -> dict[str, Person]:
    """Make the rows, and name the people by what they are in the pictures."""
    with app.app_context(), app.test_request_context():
        brand = db.session.get_one(Brand, 1)
        known = db.session.scalars(select(User.password).where(User.email == DEMO["admin"])).one()
        people = {role: Person(email) for role, email in DEMO.items()}
        people["account_manager"] = Person(DEMO["account_manager"], _agency_pages(brand))
        people["brand_owner"] = Person(DEMO["brand_owner"], _brand_pages(brand))
        people["shopper"] = Person(DEMO["shopper"], _shopper_pages())
        people |= _newcomers(known)
        people["nobody"] = Person(None, _public_pages(brand))
        return people


def _newcomers(password: str | None) -> dict[str, Person]:
    """People of a brand with nothing, somebody with no role, somebody with three."""
    empty = make_brand(name="Tomteby Kafé")
    place = make_location(empty, make_area(empty, "Norr"), name="Kiruna")
    people = {}
    for role in NEW:
        only = {"location": place} if role == "location_manager" else {}
        user = make_user(role, empty, name="Åsa Öğüt", password=password, **only)
        people[f"new_{role}"] = Person(user.email)
    idle = make_user(name="Nils Utan Roll", password=password)
    people["no_role"] = Person(idle.email, ("/no-role",), strolls=False)
    busy = make_user("account_manager", empty, name="Flera Roller", password=password)
    for role in ("brand_owner", "shopper"):
        make_membership(busy, role, empty)
    people["three_roles"] = Person(busy.email, (f"/brands/{empty.id}/results", "/shopper/"), strolls=False)
    return people


def _agency_pages(brand: Brand) -> tuple[str, ...]:
    """Imports at every step, audits, assignments and waves in every state, reports that wait or have failed."""
    now, by = (
        utc_now(),
        db.session.scalars(select(User.id).where(User.email == DEMO["account_manager"])).one(),
    )
    place = db.session.scalars(select(Location).where(Location.brand_id == brand.id)).first()
    assert place
    _files_of_answers(brand.id, place.name, by, now)
    _files_of_locations(brand.id, by, now)
    told = {"state": "planned", "opened_at": None, "notice_on": None, "notice_manner": None}
    make_wave(
        brand, name="Jul", starts_on=now.date() + timedelta(30), ends_on=now.date() + timedelta(60), **told
    )
    make_location(brand, name="Kalmar Stängd", closed_on=now.date() - timedelta(40))
    imports = db.session.scalars(
        select(Import).where(Import.brand_id == brand.id, Import.state != "done").order_by(Import.id)
    )
    return (
        *(_import_page(brand.id, brought) for brought in imports),
        *_workbooks(brand.id, by, now),
        *_one_of_each_state("manager.audit", Audit, brand.id, audit_id=Audit.id),
        *_one_of_each_state("manager.assignment", Assignment, brand.id, assignment_id=Assignment.id),
        *_one_of_each_state("manager.wave", Wave, brand.id, wave_id=Wave.id),
        url_for("manager.reports", brand_id=brand.id),
        f"/manage/brands/{brand.id}/waves/999999",
        *_scorecards_with_errors(brand.id, by, now),
        *_questions_of_each_kind(brand.id),
    )


def _workbooks(brand_id: int, by: int, now: datetime) -> list[str]:
    """Waiting, there, and failed."""
    exports = [request_export(brand_id, ResponseFilter(), language="en", by=by, now=now) for _ in range(3)]
    make_export(exports[1])
    db.session.get_one(Export, exports[2]).state = "failed"
    db.session.commit()
    return [url_for("manager.workbook", brand_id=brand_id, export_id=export_id) for export_id in exports]


def _import_page(brand_id: int, brought: Import) -> str:
    locations = brought.kind == "locations"
    if brought.state == "mapping":
        name = "manager.location_columns" if locations else "manager.import_columns"
    else:
        name = "manager.location_import" if locations else "manager.responses_import"
    return url_for(name, brand_id=brand_id, import_id=brought.id)


def _files_of_answers(brand_id: int, place: str, by: int, now: datetime) -> None:
    """Waiting to be read; to be given columns; checked, with rows that are refused; and unreadable."""
    rows = [f"{place};2026-11-{day:02};{nps};Bra kaffe" for day, nps in enumerate((9, 11, -1, 7), 1)]
    table = "\n".join(["Butik;Datum;NPS;Vad tyckte du?", *rows, "Okänd;2026-11-05;9;", f"{place};i går;9;"])
    for state in ("reading", "mapping", "checked", "importing"):
        import_id = upload_responses(
            brand_id, io.BytesIO(table.encode()), f"svar-{state}.csv", by=by, now=now
        )
        if state != "reading":
            run_reading(import_id, now=now)
        if state in ("checked", "importing"):
            choose_mapping(brand_id, import_id, find_mapping(brand_id, import_id).mapping, now=now)
            run_checking(import_id, now=now)
        if state == "importing":
            keep_state(import_id, "importing", rows_done=2)
    words = f"Butik;Datum;CSAT;NPS\n{place};2026-11-01;Mycket nöjd;9\n{place};2026-11-02;Sådär;Promoter\n"
    many = "".join(["Butik;Datum;CSAT\n", *(f"{place};2026-11-01;ord {number}\n" for number in range(61))])
    for name, text in (("svar-i-ord.csv", words), ("svar-i-många-ord.csv", many)):
        run_reading(upload_responses(brand_id, io.BytesIO(text.encode()), name, by=by, now=now), now=now)
    broken = upload_responses(brand_id, io.BytesIO(b"A;A\n1;2\n"), "dubbla-rubriker.csv", by=by, now=now)
    try:
        run_reading(broken, now=now)
    except DomainError:
        return


def keep_state(import_id: int, state: str, **values: int) -> None:
    """As if a worker were at it."""
    brought = db.session.get_one(Import, import_id)
    brought.state = state
    for name, value in values.items():
        setattr(brought, name, value)
    db.session.commit()


def _files_of_locations(brand_id: int, by: int, now: datetime) -> None:
    """To be given columns; and checked, with rows that are refused."""
    table = (
        "Butik;Område;Tidszon;Adress\nVisby;Sverige / Gotland;Europe/Stockholm;Stora Torget 1\n"
        "Borås;Sverige / Väst;Europa/Boras;\n;Sverige;Europe/Stockholm;\n"
    )
    for state in ("mapping", "checked"):
        file = io.BytesIO(table.encode())
        import_id = location_imports.upload_locations(brand_id, file, f"butiker-{state}.csv", by=by, now=now)
        location_imports.run_reading(import_id, now=now)
        if state == "checked":
            _profile, mapping = location_mapping(brand_id, import_id)
            location_imports.choose_location_columns(brand_id, import_id, mapping, now=now)
            location_imports.run_checking(import_id, now=now)


def _one_of_each_state(endpoint: str, model: type, brand_id: int, **place: object) -> list[str]:
    """The address of the newest row of each state."""
    ((name, column),) = place.items()
    rows = db.session.execute(
        select(column, model.state).where(model.brand_id == brand_id).order_by(model.id.desc())
    )
    found: dict[str, object] = {}
    for row_id, state in rows:
        found.setdefault(state, row_id)
    return [url_for(endpoint, brand_id=brand_id, **{name: row_id}) for row_id in found.values()]


def _scorecards_with_errors(brand_id: int, by: int, now: datetime) -> tuple[str, ...]:
    card = create_scorecard(brand_id, BROKEN_DOCUMENT, by=by, now=now)
    return tuple(
        url_for(f"brand.{name}", brand_id=brand_id, scorecard_id=card)
        for name in ("build_scorecard", "publish_scorecard", "preview_scorecard")
    )


def _questions_of_each_kind(brand_id: int) -> list[str]:
    """A section of the scorecard in use, one of its questions of each kind, and what asks before one is removed."""
    card = db.session.scalars(
        select(Scorecard).where(Scorecard.brand_id == brand_id).order_by(Scorecard.id)
    ).first()
    assert card
    here = {"brand_id": brand_id, "scorecard_id": card.id}
    sections = parse_json(card.draft)["sections"]
    kinds = {q["kind"]: q["key"] for section in sections for q in section["questions"]}
    return [
        url_for("brand.scorecard_version", number=1, **here),
        url_for("brand.edit_section", section_key=sections[0]["key"], **here),
        *(url_for("brand.edit_question", question_key=key, **here) for key in kinds.values()),
        url_for("brand.remove_section_question", question_key=next(iter(kinds.values())), **here),
    ]


def _brand_pages(brand: Brand) -> tuple[str, ...]:
    """Few answers, reports on their way and failed, something that is not there."""
    new = db.session.scalars(
        select(Location.id).where(Location.brand_id == brand.id, Location.name == "Örebro Krämaren")
    ).one()
    reports = [_report(brand.id, new, state) for state in ("queued", "rendering", "failed")]
    return (
        url_for("brand.location", brand_id=brand.id, location_id=new),
        *(url_for("brand.report", brand_id=brand.id, report_id=report) for report in reports),
        f"/brands/{brand.id}/locations/999999",
    )


def _report(brand_id: int, location_id: int, state: str) -> int:
    since = datetime(2026, {"queued": 1, "rendering": 2, "failed": 3}[state], 1).date()
    values = {"since": since, "until": since + timedelta(27), "requested_at": utc_now()}
    problem = {"problem": "OSError"} if state == "failed" else {}
    report = Report(
        brand_id=brand_id, kind="location", audience="brand", language="en", location_id=location_id,
        subject=f"location:{location_id}:month:{since:%Y-%m}:brand:en", state=state, **values, **problem,
    )  # fmt: skip
    return int(keep(report).id)


def _shopper_pages() -> tuple[str, ...]:
    """Each section of the longest visit that was begun, and its answers before they are sent."""
    me = db.session.scalars(select(User.id).where(User.email == DEMO["shopper"])).one()
    drafts = db.session.execute(
        select(Draft.id, Draft.assignment_id)
        .join(Assignment, Assignment.id == Draft.assignment_id)
        .where(Draft.shopper_id == me, Assignment.state == "started")
        .order_by(Draft.assignment_id)
    ).all()
    return (
        *(url_for("shopper.check", draft_id=draft.id) for draft in drafts),
        *(url_for("shopper.section", draft_id=drafts[0].id, number=number) for number in range(1, 9)),
        *(url_for("shopper.offline_form", assignment_id=draft.assignment_id) for draft in drafts),
        "/shopper/assignments/999999",
    )


def _public_pages(brand: Brand) -> tuple[str, ...]:
    """Links from mails, the survey of a location, and addresses that lead nowhere."""
    me = db.session.scalars(select(User).where(User.email == DEMO["shopper"])).one()
    link = db.session.scalars(select(SurveyLink.token).where(SurveyLink.brand_id == brand.id)).first()
    new, known = _invitation("ny@example.com", brand.id), _invitation(DEMO["shopper"], brand.id)
    return (
        f"/invitation/{new}", f"/invitation/{known}", "/invitation/used-before",
        f"/reset/{generate_reset_password_token(me)}", "/reset/too-old", "/reset",
        f"/s/{link}", f"/s/{link}/thanks", f"/s/{link}/privacy", "/s/not-printed-by-us", "/nowhere",
    )  # fmt: skip


def _invitation(email: str, brand_id: int) -> str:
    """:returns: the token of its link."""
    now, token = utc_now(), f"pictures-{email}"
    keep(
        Invitation(
            token_sha256=hashlib.sha256(token.encode()).hexdigest(), email=email, name="Ny Person",
            role="brand_owner", brand_id=brand_id, language="en", created_at=now, expires_at=now + timedelta(7),
        )
    )  # fmt: skip
    return token
