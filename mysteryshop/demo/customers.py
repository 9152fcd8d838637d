"""What the demo's customers say: a file a month, imported as a manager does it, and answers on survey pages."""

import csv
import io
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from mysteryshop.demo.calendar import Month, instant
from mysteryshop.demo.house_making import Made
from mysteryshop.demo.houses import Spot
from mysteryshop.queries.imports import find_mapping
from mysteryshop.queries.surveys import location_surveys
from mysteryshop.services.import_runs import run_checking, run_importing, run_reading
from mysteryshop.services.imports import choose_mapping, confirm_import, upload_responses
from mysteryshop.services.surveys import SurveyAnswer, answer_survey

# The headings that each brand's files have; the mapping page recognises them.
HEADINGS = {
    "kvarnby": (
        "Svars-ID",
        "Butik",
        "Datum",
        "Tid",
        "Ärende",
        "NPS",
        "Nöjdhet",
        "Lätthet",
        "Kommentar",
        "Belopp (kr)",
    ),
    "lodos": (
        "Yanıt no",
        "Şube",
        "Tarih",
        "Saat",
        "İşlem",
        "NPS",
        "Memnuniyet",
        "Kolaylık",
        "Yorum",
        "Ciro (TL)",
    ),
}
SITUATIONS = {
    "kvarnby": {"purchase": "köp", "order": "beställning", "complaint": "reklamation"},
    "lodos": {"inquiry": "bilgi alma", "purchase": "satın alma", "complaint": "şikayet"},
}
LINK = 4.0  # points of NPS for a whole of quality: weak against the spread of people
COMMENTED = 0.2
NEW_SPOT_ANSWERS = 3


def import_month(
    made: Made, month: Month, until: date, count: int, *, by: int, now: datetime, rng: Random
) -> None:
    """The file of a month: uploaded, mapped, checked and imported."""
    key = made.house.key
    rows = _rows(made, month, until, count, rng)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS[key])
    writer.writerows(rows)
    name = f"{'kundenkat' if key == 'kvarnby' else 'musteri-anketi'}-{month.first:%Y-%m}.csv"
    file = io.BytesIO(text.getvalue().encode("utf-8-sig"))
    import_id = upload_responses(made.brand_id, file, name, by=by, now=now)
    run_reading(import_id, now=now)
    draft = find_mapping(made.brand_id, import_id)
    assert draft is not None, "the file of our own making can be read"
    choose_mapping(made.brand_id, import_id, draft.mapping, now=now)
    run_checking(import_id, now=now)
    confirm_import(made.brand_id, import_id, by=by, now=now)
    run_importing(import_id, now=now)


def answer_pages(made: Made, today: date, count: int, rng: Random) -> None:
    """Answers of the last ten days through the locations' survey pages; the new location has these alone."""
    pages = {page.location_id: page.token for page in location_surveys(made.brand_id, today)}
    regular = [spot for spot in made.house.spots if not spot.is_new]
    new = [spot for spot in made.house.spots if spot.is_new for _ in range(NEW_SPOT_ANSWERS)]
    for spot in [*new, *(rng.choice(regular) for _ in range(count))]:
        token = pages[made.locations[spot.name]]
        assert token is not None
        nps, csat, ces = _scores(spot.quality, rng)
        now = instant(today - timedelta(days=rng.randrange(1, 10)), _clock(rng), made.house.time_zone)
        answer_survey(
            token,
            SurveyAnswer(
                press=str(UUID(int=rng.getrandbits(128), version=4)),
                csat=csat,
                nps=nps,
                ces=ces if rng.random() < 0.7 else None,
                comment=_comment(made, nps, rng),
            ),
            now=now,
        )


def shared_out(made: Made, total: int, waves: int) -> int:
    """How many answers a month's file of this brand holds, of `total` in all brands."""
    return round(total * (0.55 if made.house.key == "kvarnby" else 0.45) / waves)


def _rows(made: Made, month: Month, until: date, count: int, rng: Random) -> list[tuple[object, ...]]:
    spots = [spot for spot in made.house.spots if not spot.is_new]
    chosen = rng.choices(spots, [spot.custom for spot in spots], k=count)
    length = (min(month.last, until) - month.first).days + 1
    days = sorted(month.first + timedelta(days=rng.randrange(length)) for _ in chosen)
    prefix = f"{month.first:%y%m}"
    return [
        _row(made, spot, day, f"{prefix}-{number:04}", rng)
        for number, (spot, day) in enumerate(zip(chosen, days, strict=True), 1)
    ]


def _row(made: Made, spot: Spot, day: date, number: str, rng: Random) -> tuple[object, ...]:
    nps, csat, ces = _scores(spot.quality, rng)
    words = SITUATIONS[made.house.key]
    situation = rng.choices(list(words.values()), (6, 3, 1))[0]
    money = rng.lognormvariate(4.4, 0.5) if made.house.key == "kvarnby" else rng.lognormvariate(9.5, 0.7)
    return (
        number,
        spot.number,
        f"{day:%Y-%m-%d}",
        f"{_clock(rng):%H:%M}",
        situation,
        nps,
        csat if rng.random() < 0.96 else "",
        ces if rng.random() < 0.8 else "",
        _comment(made, nps, rng) or "",
        f"{money:.2f}".replace(".", ","),
    )


def _scores(quality: float, rng: Random) -> tuple[int, int, int]:
    """NPS, CSAT and CES of one customer, who is in one mood for all three."""
    mood, better = rng.gauss(0, 1), quality - 0.8
    nps = 7.9 + LINK * better + 1.7 * mood + rng.gauss(0, 1.1)
    csat = 4.1 + 0.45 * LINK * better + 0.6 * mood + rng.gauss(0, 0.5)
    ces = 5.5 + 0.6 * LINK * better + 0.7 * mood + rng.gauss(0, 0.8)
    return _within(nps, 0, 10), _within(csat, 1, 5), _within(ces, 1, 7)


def _within(value: float, least: int, most: int) -> int:
    return min(most, max(least, round(value)))


def _comment(made: Made, nps: int, rng: Random) -> str | None:
    if rng.random() > COMMENTED:
        return None
    kind = "good" if nps >= 9 else "middle" if nps >= 7 else "bad"
    return str(rng.choice(made.words["customers"][kind]))


def _clock(rng: Random) -> time:
    return time(rng.randrange(8, 19), rng.randrange(60))
