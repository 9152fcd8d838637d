"""A small house with something in every room: what walks through all pages look at.

Two brands; the first has everything, the second nothing, so that its pages show their empty states.
"""

from dataclasses import dataclass
from datetime import date

from flask_security import hash_password

from mysteryshop.models import Brand, User
from mysteryshop.services.drafts import start_draft
from mysteryshop.services.surveys import make_survey_pages
from tests.audit_rows import make_audit
from tests.factories import (
    NOW,
    make_approved_audit,
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

PASSWORD = "mystery-demo-1"


@dataclass
class House:
    """The people by role; `full` is the brand with everything, `empty` the one with nothing."""

    people: dict[str, User]
    full: Brand
    empty: Brand


def furnish() -> House:
    """Fill the database at hand. Everybody's password is PASSWORD."""
    full, empty = make_brand(name="Kvarnby"), make_brand(name="Tomteby")
    password = hash_password(PASSWORD)
    people = {
        "admin": make_user("admin", None, name="Admin Önder", password=password),
        "account_manager": make_user("account_manager", full, name="Elif Aydın", password=password),
        "brand_owner": make_user("brand_owner", full, name="Sara Holm", password=password),
        "shopper": make_user("shopper", full, name="Göran Åkesson", password=password),
    }
    for role in ("account_manager", "brand_owner"):
        make_membership(people[role], role, empty)
    skane = make_area(full, "Skåne")
    malmo = make_location(full, make_area(full, "Malmö", skane), name="Malmö Triangeln")
    kadikoy = make_location(full, skane, name="Kadıköy Moda", time_zone="Europe/Istanbul")
    people["location_manager"] = make_user(
        "location_manager", full, location=malmo, name="İpek", password=password
    )
    wave, version = make_wave(full, name="Wave 6"), make_version(full)
    shopper = people["shopper"]
    common = {"wave": wave, "version": version}
    started = make_assignment(full, shopper, location=malmo, briefing="Buy a coffee and a cake.", **common)
    start_draft(started.id, shopper_id=shopper.id, now=NOW)
    make_assignment(full, shopper, location=kadikoy, situation="complaint", channel="phone", **common)
    make_assignment(full, location=malmo, situation="inquiry", channel="chat", **common)
    for state in ("submitted", "returned"):
        assignment = make_assignment(full, shopper, location=malmo, **common)
        make_audit(
            assignment, {"greeted": "no", "goodbye": "yes"}, comments={"greeted": "Nobody came."}, state=state
        )
    for day in range(1, 8):
        make_approved_audit(
            full,
            location=malmo,
            shopper=shopper,
            score_tenths=700 + 30 * day,
            visited_on=date(2026, 3, day),
            sections={"welcome": 650 + 30 * day, "closing": 800},
            answers={"greeted": "yes", "goodbye": "yes", "note": "The cake was good."},
            **common,
        )
    make_responses(malmo, [9, 10, 8, 3, 10, 7, 9, 10, 6, 9, 10, 8], csat=4, ces=6)
    make_responses(kadikoy, [9, 2, 10], csat=5)
    make_survey_pages(full.id, by=people["admin"].id, now=NOW)
    return House(people, full, empty)
