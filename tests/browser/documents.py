"""Reports made for looking at: every kind, in every language, with much in it and with little."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from mysteryshop import storage
from mysteryshop.clock import utc_now
from mysteryshop.domain.periods import Period
from mysteryshop.domain.privacy import Audience
from mysteryshop.extensions import db
from mysteryshop.models import Audit, Location, Photo, Report, User
from mysteryshop.queries.periods import period_choices
from mysteryshop.services.report_rendering import render_report
from mysteryshop.services.reports import Wanted, request_report

DOTS = 72  # an inch: on the sheets one can read it


def documents(
    app: Flask, languages: tuple[str, ...], folder: Path
) -> Iterator[tuple[str, list[tuple[str, Path]]]]:
    """Make the reports. :returns: for each its name and the pictures of its pages with theirs."""
    with app.app_context():
        for language in languages:
            for name, wanted in wanted_in(language):
                yield f"pdf-{language}-{name}", pages_of(made(wanted), folder / f"{language}-{name}.pdf")


def wanted_in(language: str) -> Iterator[tuple[str, Wanted]]:
    """Of both brands: audits for both readers, a location over each kind of period, one with too few answers."""
    for brand_id in (1, 2):
        for name, audit in {"audit": audit_with_photos(brand_id), "failed": failed_audit(brand_id)}.items():
            readers = (Audience.BRAND, Audience.AGENCY) if name == "audit" else (Audience.BRAND,)
            for audience in readers if audit else ():
                yield f"{brand_id}-{name}-{audience}", Wanted(brand_id, audience, language, audit_id=audit)
        choices = period_choices(brand_id)
        periods = {"wave": choices.waves[0], "month": choices.months[0], "quarter": choices.quarters[0]}
        for name, period in periods.items():
            yield f"{brand_id}-{name}", of_location(brand_id, language, period)
    few = db.session.scalars(select(Location.id).where(Location.name == "Örebro Krämaren")).one()
    yield "1-few", Wanted(1, Audience.BRAND, language, location_id=few, period=period_choices(1).quarters[0])


def of_location(brand_id: int, language: str, period: Period) -> Wanted:
    place = db.session.scalars(select(Location.id).where(Location.brand_id == brand_id)).first()
    return Wanted(brand_id, Audience.BRAND, language, location_id=place, period=period)


def audit_with_photos(brand_id: int) -> UUID | None:
    """The approved one with most photos."""
    return db.session.scalars(
        select(Audit.id)
        .join(Photo, Photo.submission_id == Audit.id)
        .where(Audit.brand_id == brand_id, Audit.state == "approved")
        .group_by(Audit.id)
        .order_by(func.count().desc(), Audit.id)
    ).first()


def failed_audit(brand_id: int) -> UUID | None:
    """The approved one with the lowest score: a critical failure if there is one."""
    return db.session.scalars(
        select(Audit.id)
        .where(Audit.brand_id == brand_id, Audit.state == "approved", Audit.visited_on > date(2000, 1, 1))
        .order_by(Audit.score_tenths, Audit.id)
    ).first()


def made(wanted: Wanted) -> bytes:
    """The report's file."""
    by = db.session.scalars(select(User.id).order_by(User.id)).first()
    assert by
    report_id = request_report(wanted, by=by, now=utc_now(), again=True)
    render_report(report_id, now=utc_now())
    key = db.session.get_one(Report, report_id).file_key
    assert key, f"{wanted.subject} could not be made"
    with storage.open(key) as stored:
        return stored.read()


def pages_of(pdf: bytes, path: Path) -> list[tuple[str, Path]]:
    path.write_bytes(pdf)
    stem = path.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(DOTS), "-png", str(path), str(stem)], check=True)
    return [(page.stem, page) for page in sorted(path.parent.glob(f"{stem.name}-*.png"))]
