"""Rows for tests, each with everything it needs. Every factory commits, so that requests see its rows."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from mysteryshop.extensions import db
from mysteryshop.models import (
    Answer,
    Area,
    Assignment,
    Audit,
    Brand,
    Location,
    Membership,
    Response,
    Round,
    Scorecard,
    ScorecardVersion,
    SectionScore,
    User,
    Wave,
    WaveShopper,
)

NOW = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)
_numbers = count(1)


def keep(row: Any) -> Any:
    """Store a row and give it back."""
    db.session.add(row)
    db.session.commit()
    return row


def make_brand(**values: Any) -> Brand:
    return keep(
        Brand(**({"name": f"Brand {next(_numbers)}", "languages": "en,sv,tr", "created_at": NOW} | values))
    )


def make_user(role: str | None = None, brand: Brand | None = None, **values: Any) -> User:
    """A person, with one membership if a role is given (area and location through `area=`, `location=`)."""
    number = next(_numbers)
    area, location = values.pop("area", None), values.pop("location", None)
    user = keep(
        User(
            **(
                {"email": f"person{number}@example.com", "name": f"Person {number}", "fs_uniquifier": uuid4().hex,
                 "active": True, "created_at": NOW}
                | values
            )
        )
    )  # fmt: skip
    if role:
        make_membership(user, role, brand, area=area, location=location)
    return user


def make_membership(
    user: User,
    role: str,
    brand: Brand | None = None,
    *,
    area: Area | None = None,
    location: Location | None = None,
) -> Membership:
    return keep(
        Membership(
            user_id=user.id,
            role=role,
            brand_id=brand.id if brand else None,
            area_id=area.id if area else None,
            location_id=location.id if location else None,
            created_at=NOW,
        )
    )


def make_area(brand: Brand, name: str | None = None, parent: Area | None = None) -> Area:
    area = keep(
        Area(
            brand_id=brand.id,
            parent_id=parent.id if parent else None,
            name=name or f"Area {next(_numbers)}",
            path="",
        )
    )
    area.path = f"{parent.path if parent else '/'}{area.id}/"
    return keep(area)


def make_location(brand: Brand, area: Area | None = None, **values: Any) -> Location:
    area = area or make_area(brand)
    defaults = {"name": f"Location {next(_numbers)}", "time_zone": "Europe/Stockholm", "created_at": NOW}
    return keep(Location(brand_id=brand.id, area_id=area.id, **(defaults | values)))


def make_wave(brand: Brand, **values: Any) -> Wave:
    """An open wave of March 2026, its notice recorded."""
    defaults = {
        "name": f"Wave {next(_numbers)}",
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 3, 31),
        "state": "open",
        "notice_on": date(2026, 2, 1),
        "notice_manner": "Letter to all staff",
        "created_at": NOW,
        "opened_at": NOW,
    }
    return keep(Wave(brand_id=brand.id, **(defaults | values)))


SMALL_DOCUMENT: dict[str, Any] = {
    "format": "mysteryshop.scorecard/1",
    "title": {"en": "Counter visit", "sv": "Besök i butik", "tr": "Mağaza ziyareti"},
    "language": "en",
    "method": "section_mean",
    "pass_mark": 80,
    "bands": [{"from": 0, "label": {"en": "Low"}}, {"from": 75, "label": {"en": "Good"}}],
    "sections": [
        {
            "key": "welcome",
            "title": {"en": "Welcome", "sv": "Välkomnande", "tr": "Karşılama"},
            "weight": 1,
            "criterion": "first_impression",
            "questions": [
                {
                    "key": "greeted",
                    "text": {"en": "Were you greeted?", "sv": "Blev du hälsad?", "tr": "Selamlandınız mı?"},
                    "kind": "single",
                    "comment": {"required_for": ["no"]},
                    "options": [
                        {"key": "yes", "label": {"en": "Yes", "sv": "Ja", "tr": "Evet"}, "points": 1},
                        {"key": "no", "label": {"en": "No", "sv": "Nej", "tr": "Hayır"}, "points": 0},
                        {
                            "key": "na",
                            "label": {"en": "Not seen", "sv": "Ej sett", "tr": "Görülmedi"},
                            "na": True,
                        },
                    ],
                },
                {"key": "note", "text": {"en": "What did you notice?"}, "kind": "text", "required": False},
            ],
        },
        {
            "key": "closing",
            "title": {"en": "Closing", "sv": "Avslut", "tr": "Kapanış"},
            "weight": 1,
            "criterion": "closing",
            "questions": [
                {
                    "key": "goodbye",
                    "text": {"en": "Did they say goodbye?", "sv": "Sa de hej då?", "tr": "Vedalaştılar mı?"},
                    "kind": "single",
                    "options": [
                        {"key": "yes", "label": {"en": "Yes", "sv": "Ja", "tr": "Evet"}, "points": 1},
                        {"key": "no", "label": {"en": "No", "sv": "Nej", "tr": "Hayır"}, "points": 0},
                    ],
                }
            ],
        },
    ],
}


def make_version(brand: Brand, document: dict[str, Any] | None = None) -> ScorecardVersion:
    """A published scorecard version."""

    text = json.dumps(document or SMALL_DOCUMENT, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    scorecard = keep(
        Scorecard(
            brand_id=brand.id,
            name=f"Scorecard {next(_numbers)}",
            draft=text,
            draft_saved_at=NOW,
            created_at=NOW,
        )
    )
    return keep(
        ScorecardVersion(
            brand_id=brand.id,
            scorecard_id=scorecard.id,
            number=1,
            document=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            published_at=NOW,
        )
    )


def make_assignment(brand: Brand, shopper: User | None = None, **values: Any) -> Assignment:
    """An assignment in an open wave, due on 20 March 2026; assigned when a shopper is given."""
    location = values.pop("location", None) or make_location(brand)
    wave = values.pop("wave", None) or make_wave(brand)
    version = values.pop("version", None) or make_version(brand)
    start = datetime(2026, 3, 10, 9, 0)  # local to the location
    defaults = {
        "situation": "purchase",
        "channel": "visit",
        "language": "en",
        "briefing": "Buy a coffee.",
        "window_from": start,
        "window_until": start + timedelta(days=10),
        "time_zone": location.time_zone,
        "shopper_id": shopper.id if shopper else None,
        "state": "assigned" if shopper else "open",
        "created_at": NOW,
    }
    return keep(
        Assignment(
            brand_id=brand.id,
            wave_id=wave.id,
            location_id=location.id,
            scorecard_version_id=version.id,
            **(defaults | values),
        )
    )


def make_approved_audit(
    brand: Brand,
    *,
    score_tenths: int | None = 800,
    visited_on: date = date(2026, 3, 12),
    shopper: User | None = None,
    sections: dict[str, int | None] | None = None,
    answers: dict[str, Any] | None = None,
    **values: Any,
) -> Audit:
    """An approved audit with its round, one section score per entry of `sections` (tenths), its shopper numbered.

    `values` go to the assignment: location, wave, version, situation, channel.
    """
    shopper = shopper or make_user("shopper", brand)
    assignment = make_assignment(brand, shopper, state="done", **values)
    if not db.session.get(WaveShopper, (assignment.wave_id, shopper.id)):
        taken = db.session.query(WaveShopper).filter_by(wave_id=assignment.wave_id).count()
        keep(WaveShopper(wave_id=assignment.wave_id, shopper_id=shopper.id, number=taken + 1))
    outcome = "no_score" if score_tenths is None else "pass" if score_tenths >= 800 else "fail"
    scored = {
        "score_tenths": score_tenths,
        "computed_tenths": score_tenths,
        "outcome": outcome,
        "is_complete": True,
    }
    audit = keep(
        Audit(
            id=uuid4(),
            brand_id=brand.id,
            assignment_id=assignment.id,
            shopper_id=shopper.id,
            scorecard_version_id=assignment.scorecard_version_id,
            situation=assignment.situation,
            state="approved",
            visited_on=visited_on,
            visited_at=datetime.combine(visited_on, datetime.min.time()).replace(hour=14, minute=37),
            submitted_at=NOW,
            decided_at=NOW,
            **scored,
        )
    )
    keep(
        Round(
            audit_id=audit.id,
            number=1,
            sent_by=shopper.id,
            cause="first",
            body_sha256="0" * 64,
            received_at=NOW,
            scored_at=NOW,
            **scored,
        )
    )
    for position, (key, tenths) in enumerate((sections or {}).items()):
        keep(
            SectionScore(
                audit_id=audit.id, number=1, section_key=key, position=position, score_tenths=tenths,
                computed_tenths=tenths, earned=(tenths or 0) * 1000, possible=1_000_000, weight=1_000_000,
            )
        )  # fmt: skip
    for key, value in (answers or {}).items():
        keep(Answer(audit_id=audit.id, number=1, question_key=key, value=json.dumps(value), state="scored"))
    return audit


def make_responses(
    location: Location, nps: list[int | None], answered_on: date = date(2026, 3, 12), **values: Any
) -> None:
    """One customer's answers for each NPS rating; `values` (csat, ces, situation) are everybody's."""
    for rating in nps:
        number = next(_numbers)
        defaults = {"source": "import", "external_id": f"r{number}", "received_at": NOW}
        if values.get("ces") is not None:
            defaults["ces_scale"] = "ces2"
        db.session.add(
            Response(
                brand_id=location.brand_id,
                location_id=location.id,
                answered_on=answered_on,
                nps=rating,
                **(defaults | values),
            )
        )
    db.session.commit()


HOSTILE_KEYS = (
    "validate", "data", "errors", "meta", "process", "populate_obj", "csrf_token", "constructor",
)  # fmt: skip


def make_hostile_scorecard(brand: Brand) -> ScorecardVersion:
    """A published version whose questions, sections and options are named like parts of forms and programs."""
    options = [
        {"key": "data", "label": {"en": "Yes", "sv": "Ja", "tr": "Evet"}, "points": 1},
        {"key": "errors", "label": {"en": "No", "sv": "Nej", "tr": "Hayır"}, "points": 0},
        {"key": "validate", "label": {"en": "Not seen", "sv": "Ej sett", "tr": "Görülmedi"}, "na": True},
    ]
    questions = [
        {"key": key, "text": {"en": f"Did you see {key}?"}, "kind": "single", "options": options}
        for key in HOSTILE_KEYS
    ]
    return make_version(
        brand,
        {
            "format": "mysteryshop.scorecard/1",
            "title": {"en": "Hostile"},
            "language": "en",
            "method": "section_mean",
            "pass_mark": 50,
            "sections": [
                {"key": "form", "title": {"en": "Form"}, "questions": questions[:4]},
                {"key": "fields", "title": {"en": "Fields"}, "questions": questions[4:]},
            ],
        },
    )
