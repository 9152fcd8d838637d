"""The walk: from an empty database to the PDF of a visit beside its customers' figures, by the pages alone."""

import csv
import math
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import walk_steps as walk
from tests.browser.serving import Site, served
from tests.browser.walk_steps import REAL, Person, expect

# Half a minute on a quiet machine; the long limit is for one that runs everything at once.
pytestmark = [pytest.mark.browser, pytest.mark.both_databases, pytest.mark.timeout(600)]


WAVE_BEGAN = date(2026, 2, 1)  # the first day of responses-sv.csv

SITUATIONS = {"Köp": "Purchase", "Beställning": "Order", "Fråga": "Inquiry", "Klagomål": "Complaint"}


@pytest.fixture
def site(fresh_url: str, tmp_path: Path) -> Iterator[Site]:
    """Web server and worker as processes of their own, on a migrated database with nothing in it."""
    data = tmp_path / "data"
    data.mkdir()
    with served(fresh_url, data, worker=True) as running:
        yield running


def test_the_walk(site: Site, chromium: Browser, tmp_path: Path) -> None:
    # The first admin comes from the command line, everybody else from an invitation.
    admin = walk.accept(Person(chromium, site), walk.first_admins_link(site, "ada@example.test"))
    walk.create_brand(admin, "Kvarnby Livs")
    admin.goes_to("/admin/")
    admin.follows("Invite an account manager for Kvarnby Livs")
    link = walk.fill_in_invitation(admin, "Mira Lund", "Account manager")
    manager = walk.accept(Person(chromium, site), link)
    manager.follows("People")
    owner = walk.accept(Person(chromium, site), walk.invite(manager, "Olof Berg", "Brand owner"))
    shopper = walk.accept(Person(chromium, site, on_a_phone=True), walk.invite(manager, "Sara Ek", "Shopper"))

    walk.import_locations(manager, REAL / "locations-sv.csv")
    assert (manager.tile("Will be added or changed"), manager.tile("Refused")) == ("8", "0")
    manager.presses("Import 8 locations")
    manager.sees_heading("Imported")

    build_scorecard(owner)
    assign_visit(manager)
    visit(shopper)
    return_the_greeting(manager)
    correct_it(shopper)
    approve(manager)

    walk.import_responses(manager, REAL / "responses-sv.csv", SITUATIONS)
    assert (manager.tile("Will be added"), manager.tile("Refused")) == ("240", "0")
    manager.presses("Add 240 answers")
    manager.sees_heading("Imported")

    # A location manager comes last: a location has to be there to be in charge of it.
    manager.follows("People")
    link = walk.invite(manager, "Lena Sjö", "Location manager", "Stockholm Söder")
    shop_head = walk.accept(Person(chromium, site), link)

    check_audit_report(walk.pdf_text(download_audit_report(owner, tmp_path)))
    check_location_report(walk.pdf_text(download_location_report(shop_head, tmp_path)))
    assert [person.errors for person in (admin, manager, owner, shopper, shop_head)] == [[]] * 5


def build_scorecard(owner: Person) -> None:
    """Two sections of weights 2 and 1: a weight of 3, an answer N/A, comment rules, a photo that must be there."""
    owner.follows("Scorecards")
    owner.follows("New scorecard")
    owner.writes("Title", "Store visit")
    owner.presses("Start with an empty scorecard")

    walk.add_section(owner, "Welcome", weight="2")
    walk.add_question(owner, "Were you greeted?", "Yes or No")
    owner.writes("Weight in the section", "3")
    expect(owner.field("Comment")).to_have_value("after")
    owner.presses("Save the question")
    owner.follows("Back to the section")
    walk.add_question(owner, "Was the entrance clean?", "Yes or No")
    owner.picks("Photo", "Needed")
    owner.presses("Save the question")

    owner.follows("Store visit")
    walk.add_section(owner, "Checkout", weight="1")
    walk.add_question(owner, "Were you offered a bag?", "Yes, No, Not applicable")
    owner.follows("Back to the section")
    walk.add_question(owner, "How friendly was the cashier?", "A scale of five")
    owner.picks("Comment", "Always needed")
    owner.presses("Save the question")

    owner.follows("Settings")
    owner.writes("Pass mark in per cent", "80")
    owner.presses("Save the settings")
    owner.follows("Publish")
    owner.sees("No errors, no warnings")
    owner.presses("Publish version 1")
    owner.sees("Version 1 is in use")


def assign_visit(manager: Person) -> None:
    """A wave that began before the customers' answers and lasts until tomorrow; staff were told the week before."""
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    manager.follows("Waves")
    manager.follows("Plan a wave")
    manager.writes("Name", "First wave")
    manager.writes("First day", WAVE_BEGAN.isoformat())
    manager.writes("Last day", tomorrow.isoformat())
    manager.presses("Create the wave")
    expect(manager.page.get_by_role("button", name="Open the wave")).to_have_count(0)
    manager.follows("Record the notice to staff")
    manager.writes("Staff were told on", (WAVE_BEGAN - timedelta(days=7)).isoformat())
    manager.writes("How", "Letter to all staff")
    manager.presses("Record the notice")

    manager.follows("Add assignments")
    manager.page.get_by_text("Choose in Stockholm").click()
    manager.ticks("Stockholm Söder")
    manager.picks("Scorecard", "Store visit, version 1")
    manager.picks("Contact by", "Visit")
    manager.ticks("Purchase")
    manager.picks("Shopper", "Sara Ek")
    manager.writes("Briefing", "Buy bread and a litre of milk.")
    manager.presses("Add the assignments")
    manager.presses("Open the wave")
    manager.sees("The wave is open")


def visit(shopper: Person) -> None:
    """On a phone: a No with its comment, two photos, an N/A, a friendly cashier."""
    shopper.goes_to("/shopper/")
    shopper.follows("Read the briefing")
    shopper.sees("Buy bread and a litre of milk.")
    shopper.page.locator(".actionbar").get_by_text("Start the visit").click()
    walk.choose(shopper, "Were you greeted?", "No")
    walk.comment(shopper, "Were you greeted?", "Nobody looked up.")
    walk.choose(shopper, "Was the entrance clean?", "Yes")
    walk.take_photo(shopper, "Was the entrance clean?", REAL / "photo-rotated.jpg", 1)
    walk.take_photo(shopper, "Was the entrance clean?", REAL / "photo.webp", 2)
    shopper.presses("Continue")
    walk.choose(shopper, "Were you offered a bag?", "Not applicable")
    walk.choose(shopper, "How friendly was the cashier?", "Mostly")
    walk.comment(shopper, "How friendly was the cashier?", "Smiled and said goodbye.")
    shopper.presses("Continue")
    walk.send(shopper)


def return_the_greeting(manager: Person) -> None:
    """Welcome: No of weight 3, Yes of weight 1: 1/4 = 25. Checkout: N/A, and 3 of 4: 75. (2 x 25 + 75) / 3 = 41.67."""
    manager.follows("Review")
    manager.follows("Start with the oldest")
    manager.sees("41.7")
    expect(manager.page.locator(".thumbs img")).to_have_count(2)
    manager.ticks("Return: Were you greeted?")
    greeting = manager.page.locator(".answer", has_text="Were you greeted?")
    greeting.get_by_label("What should be put right?").fill(
        "The guard at the door said hello. Does it count?"
    )
    manager.presses("Return the ticked ones")


def correct_it(shopper: Person) -> None:
    """Only the question that was returned is there, with the manager's note."""
    shopper.goes_to("/shopper/")
    shopper.follows("Put 1 answer right")
    shopper.sees("The guard at the door said hello.")
    shopper.page.locator(".actionbar").get_by_text("Put 1 answer right").click()
    walk.choose(shopper, "Were you greeted?", "Yes")
    walk.comment(shopper, "Were you greeted?", "By the guard at the door.")
    expect(shopper.page.get_by_text("How friendly was the cashier?").filter(visible=True)).to_have_count(0)
    # The server refuses a copy of a later round; that is no other phone.
    with shopper.page.expect_response("**/api/v1/drafts/*"):
        shopper.presses("Continue")
    walk.send(shopper)
    expect(shopper.page.get_by_text("another phone")).to_have_count(0)


def approve(manager: Person) -> None:
    """Welcome is 4/4 = 100 now: (2 x 100 + 75) / 3 = 91.67."""
    manager.follows("Review")
    manager.follows("Start with the oldest")
    manager.sees("91.7")
    manager.sees("Round 1 said")
    manager.presses("Approve as it is")
    manager.sees("Nothing waits for review")


def download_audit_report(owner: Person, folder: Path) -> Path:
    """It was asked for by the approval; its page shows it as soon as the worker has made it."""
    owner.follows("Visits")
    owner.follows("Stockholm Söder")
    owner.sees("91.7")
    owner.follows("Audit report")
    return owner.downloads("Download the PDF", folder)


def download_location_report(shop_head: Person, folder: Path) -> Path:
    shop_head.follows("Reports")
    shop_head.picks("Period", "First wave")
    shop_head.presses("Make the report")
    return shop_head.downloads("Download the PDF", folder)


def check_audit_report(text: str) -> None:
    """Scores as in `approve`; pass mark 80; three questions counted, two with all their points."""
    for said in (
        "91.7 Passed 91.7 reaches the pass mark of 80.",
        "2 of 3 questions that counted were met in full.",
        "Welcome 100.0 weight 2 Checkout 75.0 weight 1",
        "A1 Were you greeted? Yes 3/3 “By the guard at the door.”",  # 1 point x weight 3
        "A2 Was the entrance clean? Yes 1/1",
        "B1 Were you offered a bag? Not applicable – Not applicable: left out of the score",
        "B2 How friendly was the cashier? Mostly partly 3/4",  # the fourth of the points 0, 1, 2, 3, 4
        "A2, photo 1 of 2",
        "A2, photo 2 of 2",
        "of round 2: the first sending was returned or corrected",
    ):
        assert said in text, f"{said!r} is not in {text}"
    assert "Sara" not in text  # a brand reads of "Shopper 1"


def check_location_report(text: str) -> None:
    """The visit beside what the location's 37 customers said, counted here from the file itself."""
    with (REAL / "responses-sv.csv").open(encoding="utf-8-sig", newline="") as file:
        answers = [row for row in csv.DictReader(file) if row["Butiksnummer"] == "SE-0107"]
    nps, csat, ces = (
        Counter(int(row[name]) for row in answers if row[name]) for name in ("NPS", "CSAT", "CES")
    )

    # NPS: 8 tens and 6 nines promote, 3 + 2 + 1 + 3 + 3 = 12 from 0 to 6 do not: 100 x (14 - 12) / 37 = 5.4.
    promoters, detractors, n = nps[10] + nps[9], sum(nps[mark] for mark in range(7)), nps.total()
    assert (promoters, detractors, n) == (14, 12, 37)
    # Adjusted Wald: three answers added, 3/4 promoters, 3/2 between, 3/4 detractors.
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    reach = 1.96 * 100 * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    low, high = 100 * (p - d) - reach, 100 * (p - d) + reach
    nps_interval = f"−{-low:.0f} to +{high:.0f}"
    assert nps_interval == "−21 to +31"

    # CSAT: 15 fours and 11 fives of 37, 70.3%. CES: 4 fives, 3 sixes and 4 sevens of 17, 64.7%.
    assert (csat[4] + csat[5], csat.total()) == (26, 37)
    assert (ces[5] + ces[6] + ces[7], ces.total()) == (11, 17)

    for said in (
        "1 visit and up to 37 answers",
        "91.7 of 100 70% satisfied +5 −100 to +100 65% found it easy",
        f"95% interval {wilson(26, 37)} 95% interval {nps_interval} 95% interval {wilson(11, 17)}",
        "37 answers 37 answers 17 answers",
        "Low base",  # 17 answers are fewer than 30
        "One visit, no interval",
        "Welcome 100.0 One visit, no interval",
        "Checkout 75.0 One visit, no interval",
    ):
        assert said in text, f"{said!r} is not in {text}"


def wilson(successes: int, n: int) -> str:
    """Wilson's interval of a share in whole per cent: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)."""
    z, p = 1.96, successes / n
    spread = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    low, high = ((p + z**2 / (2 * n) + sign * spread) / (1 + z**2 / n) for sign in (-1, 1))
    return f"{100 * low:.0f} to {100 * high:.0f}"
