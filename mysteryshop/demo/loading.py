"""Loads the demo: people, two brands, their waves month by month, what customers said, the newest reports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from mysteryshop.clock import local_date
from mysteryshop.demo.calendar import Month, instant, months
from mysteryshop.demo.customers import answer_pages, import_month, shared_out
from mysteryshop.demo.fieldwork import Field, run_wave
from mysteryshop.demo.house_making import Made, bring_shoppers, make_house
from mysteryshop.demo.houses import HOUSES, KVARNBY, LODOS
from mysteryshop.demo.people import Hashes, Inviter, viewer_of_admin
from mysteryshop.demo.plan import Size, visits_of
from mysteryshop.domain.access import Viewer
from mysteryshop.domain.people import Post
from mysteryshop.domain.periods import Period, PeriodKind
from mysteryshop.domain.privacy import Audience
from mysteryshop.queries.demo import newest_approved
from mysteryshop.services.demo import newest_job, render_side_by_side, set_jobs_aside
from mysteryshop.services.report_rendering import request_audit_reports
from mysteryshop.services.reports import Wanted, request_report

SEED = 1867


@dataclass(frozen=True, slots=True)
class Cast:
    """The people who act in both brands."""

    admin: Viewer
    manager_id: int
    shopper: tuple[int, str]


def load(hashes: Hashes, size: Size, *, now: datetime, say: Callable[[str], None]) -> None:
    """Fill the database at hand. Not one transaction: every step is a use case of its own, as on the pages.

    :param say: told what is being done. :raises DomainError: something of the demo is there already.
    """
    rng = Random(SEED)  # noqa: S311  # the demo is to be the same every time
    today = local_date(now, KVARNBY.time_zone)
    waves, before = months(today, size.waves), newest_job()
    start = instant(waves[0].first - timedelta(days=40), time(9), KVARNBY.time_zone)
    lately = instant(waves[-1].first - timedelta(days=12), time(9), KVARNBY.time_zone)
    say("People and locations")
    admin = _admin(hashes, start)
    made = [make_house(house, admin, opened_lately=lately, now=start) for house in HOUSES]
    cast, teams = _people(made, admin, hashes, start, now)
    wave_ids: dict[str, list[int]] = {house.key: [] for house in HOUSES}
    for number, month in enumerate(waves):
        say(f"Fieldwork and customers of {month.first:%B %Y}")
        for each, team in zip(made, teams, strict=True):
            field = Field(each, cast.manager_id, size, rng)
            visits = visits_of(each.house, month, number, size, today, team, rng)
            wave_ids[each.house.key].append(run_wave(field, month, visits))
            _customers(each, month, size, cast, now, rng)
    for each in made:
        answer_pages(each, today, max(4, size.answers // 100), rng)
    if size.rendered:
        say("The newest reports")
        _render(made, waves, wave_ids, size.rendered, cast.manager_id, now)
    set_jobs_aside(before, now=now)


def _admin(hashes: Hashes, now: datetime) -> Viewer:
    name = "Ingrid Lund"
    admin_id = Inviter(None, hashes, now).bring("admin@demo.example", name, Post("admin"), None, None)
    return viewer_of_admin(admin_id, name)


def _people(
    made: list[Made], admin: Viewer, hashes: Hashes, start: datetime, now: datetime
) -> tuple[Cast, list[list[tuple[int, str]]]]:
    """Everybody but the administrator. :returns: also the shoppers of each brand, the demo's own last."""
    inviter = Inviter(admin, hashes, start)
    bakery, bank = made
    email, name = "manager@demo.example", "Elif Aydın"
    manager_id = inviter.bring(email, name, Post("account_manager", bakery.brand_id), KVARNBY.name, None)
    inviter.also(manager_id, email, name, Post("account_manager", bank.brand_id), LODOS.name)
    owner = Post("brand_owner", bakery.brand_id)
    inviter.bring("brand@demo.example", "Sara Holm", owner, KVARNBY.name, None)
    inviter.bring("owner@lodos.example", "Kemal Arslan", Post("brand_owner", bank.brand_id), LODOS.name, "tr")
    email, name = "location@demo.example", "Johan Nyström"
    first, other = (bakery.locations[spot] for spot in ("Stockholm Södermalm", "Stockholm Vasastan"))
    post = Post("location_manager", bakery.brand_id, location_id=first)
    location_manager = inviter.bring(email, name, post, KVARNBY.name, None)
    second = Post("location_manager", bakery.brand_id, location_id=other)
    inviter.also(location_manager, email, name, second, KVARNBY.name)
    email, name = "shopper@demo.example", "Göran Åkesson"
    shopper_id = inviter.bring(email, name, Post("shopper", bakery.brand_id), KVARNBY.name, None)
    inviter.also(shopper_id, email, name, Post("shopper", bank.brand_id), LODOS.name)
    shopper = (shopper_id, "en")
    waiting = Inviter(admin, hashes, now - timedelta(days=2))
    post = Post("shopper", bakery.brand_id)
    waiting.leave_open("nils@kvarnby.example", "Nils Berg", post, KVARNBY.name, "sv")
    return Cast(admin, manager_id, shopper), [[*bring_shoppers(each, inviter), shopper] for each in made]


def _customers(made: Made, month: Month, size: Size, cast: Cast, now: datetime, rng: Random) -> None:
    """The month's file, brought when the month is over; of the present one what there is so far."""
    zone = made.house.time_zone
    arrives = min(instant(month.last + timedelta(days=2), time(10, 5), zone), now - timedelta(hours=3))
    until = local_date(arrives, zone) - timedelta(days=1)
    count = shared_out(made, size.answers - size.answers // 50, size.waves)
    import_month(made, month, until, count, by=cast.manager_id, now=arrives, rng=rng)


def _render(
    made: list[Made], waves: list[Month], wave_ids: dict[str, list[int]], count: int, by: int, now: datetime
) -> None:
    """Make reports now: of the newest audits, and of the last closed wave of a few locations."""
    wanted = [
        Wanted(
            each.brand_id,
            Audience.BRAND,
            each.house.languages[0],
            location_id=each.locations[spot],
            period=_period(waves[-2], wave_ids[each.house.key][-2], each),
        )
        for each, spot in zip(
            [made[0], made[0], made[1], made[1]],
            ["Stockholm Södermalm", "Göteborg Haga", "Kadıköy Şubesi", "Çağrı Merkezi"],
            strict=True,
        )
    ]
    reports = [request_report(each, by=by, now=now) for each in wanted]
    for audit_id in newest_approved((count - len(wanted)) // 2):
        reports += request_audit_reports(audit_id, now=now)
    render_side_by_side(reports, now=now)


def _period(month: Month, wave_id: int, made: Made) -> Period:
    name = month.name(made.house.languages[0])
    return Period(PeriodKind.WAVE, month.first, month.last, wave_id, name)
