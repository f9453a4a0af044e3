"""From the CRM's files to a call that both have in their calendars, and no name before its yes (REQ-1 to REQ-7).

A colleague asks on a phone, the team at a desk puts two in line, the first can't, the second can; the real workers
carry the mail and ask the next one. With a part of the CRM's own files where they are beside the clone, and always
with an invented file of the same shape.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from playwright.sync_api import Browser, expect

from portal.db import connect
from portal.domain.models import Account, Person
from portal.domain.operations import searches
from portal.mail.captured import Letter
from tests import make
from tests.browser.pages import PATIENCE, PHONE, Mailbox, Team, link, team, visit
from tests.browser.pages import Person as Visitor
from tests.fixtures.portals import Portal

pytestmark = pytest.mark.timeout(900)
DATA = Path(__file__).parents[3] / "shared" / "data" / "crm"
HEAD = ["opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value"]
INVENTED = {
    "products": [["product", "series", "sales_price"], ["Trace Pro", "Trace", "4821"], ["Trace Basic", "Trace", "550"]],
    "sales_teams": [["sales_agent", "manager", "regional_office"], ["Wim Sanders", "Ria Visser", "Benelux"]],
    "accounts": [["account", "sector"], ["Kaasmakerij De Polder", "cheese"], ["Veenrijk", "cheese"]],
    "sales_pipeline": [
        HEAD,
        ["V1", "Wim Sanders", "TracePro", "Kaasmakerij De Polder", "Engaging", "2026-10-02", "", ""],
        ["V2", "Wim Sanders", "Trace Basic", "", "Prospecting", "", "", ""],
        ["V3", "Wim Sanders", "Trace Basic", "Veenrijk", "Won", "2026-03-02", "2026-05-01", "540"],
    ],
}
NOUNS = {
    "products": "Products: their names",
    "sales_teams": "Sales teams: who is in which",
    "accounts": "Accounts: customer companies",
    "sales_pipeline": "Deals: opportunities of your CRM",
}
PART = 400
WAIT = 180_000
"""Jobs that ask the next in line come round once a minute."""


@dataclass(frozen=True)
class Files:
    folder: Path
    deals: list[list[str]]

    @property
    def open_deal(self) -> dict[str, str]:
        """The first that is open and has an account."""
        rows = (dict(zip(HEAD, cells, strict=True)) for cells in self.deals)
        return next(row for row in rows if row["deal_stage"] == "Engaging" and row["account"])


@pytest.fixture(params=["invented", "the CRM's own"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    if request.param == "invented":
        for name, rows in INVENTED.items():
            write(tmp_path / f"{name}.csv", rows)
        return Files(tmp_path, INVENTED["sales_pipeline"][1:])
    if not DATA.exists():
        pytest.skip("the CRM's files are not beside the clone")
    for name in ("products", "sales_teams", "accounts"):
        (tmp_path / f"{name}.csv").write_bytes((DATA / f"{name}.csv").read_bytes())
    with (DATA / "sales_pipeline.csv").open(newline="", encoding="utf-8") as opened:
        rows = list(csv.reader(opened))
    running = [row for row in rows if row[4] in {"Engaging", "Prospecting"}]
    part = [*rows[1:PART], *running[:PART]]
    write(tmp_path / "sales_pipeline.csv", [rows[0], *part])
    return Files(tmp_path, part)


def write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows(rows)


def two_who_could(live: Portal, industry: str) -> list[tuple[str, str]]:
    """Two confirmed advocates of one industry, by name and address; the fairness of the order is tested elsewhere."""
    slug = re.sub(r"\W+", "", industry).lower()
    people = [(f"Anneke {industry}s", f"anneke@{slug}.example"), (f"Bram {industry}s", f"bram@{slug}.example")]
    database = connect(live.environment["DATABASE_URL"])
    with database.writing() as session:
        for name, address in people:
            who = make.advocate(session, name=name, email=address)
            account = session.get_one(Account, who.account_id)
            account.name, account.industry = f"Works of {name}", industry
            session.get_one(Person, who.person_id).title = "Head of Logistics"
            who.region = "Benelux"
            session.flush()
            searches.refresh(session, advocate_ids=[who.id])
    database.close()
    return people


def bring_in(tom: Team, files: Files) -> None:
    for name, noun in NOUNS.items():
        tom.open("/admin/imports")
        tom.choose(noun)
        tom.page.locator("input[type=file]").set_input_files(files.folder / f"{name}.csv")
        tom.press("Check the file")
        if name == "sales_pipeline" and tom.page.get_by_text("Say what these words mean").count():
            misspelt = tom.page.locator("#words").get_by_role("row").filter(has_text=re.compile("GTXPro|TracePro"))
            expect(misspelt.locator("option[selected]")).to_have_text(re.compile("Pro$"))
            tom.press("That’s right, check the file")
            tom.reads("no account")
        tom.page.get_by_role("button", name=re.compile("^Import the")).click()
        expect(tom.page.get_by_role("button", name="Undo this import")).to_be_visible(timeout=WAIT)


def tie_to_maud(tom: Team, seller: str) -> None:
    tom.open("/admin/opportunities/owners")
    row = tom.page.get_by_role("row").filter(has_text=seller)
    row.get_by_role("combobox").select_option(label="Maud Leclerc")
    row.get_by_role("button", name=re.compile("Tie|Change")).click()
    expect(row.get_by_text("Tied", exact=True)).to_be_visible()


def ask_for_a_call(maud: Visitor, deal: dict[str, str], industry: str) -> str:
    """Under a minute on a phone; answers where the request is."""
    maud.follow("Ask for a reference")
    maud.choose("Reference call")
    options = maud.page.get_by_label("For which deal").locator("option").filter(has_text=deal["account"])
    maud.page.get_by_label("For which deal").select_option(value=options.first.get_attribute("value"))
    maud.write("Who would speak with them, or read it?", "supply chain director")
    maud.write("Their industry", "food")
    maud.write("What do they want to know?", "How the first months went")
    maud.write("Needed by", (date.today() + timedelta(days=25)).isoformat())  # noqa: DTZ011 - what a person would type
    maud.page.get_by_label("Industry", exact=True).select_option(label=industry)
    assert not maud.is_wider_than_the_screen()
    maud.press("Send my request")
    maud.reads(f"{deal['account']}: Reference call")
    return maud.page.url


def put_in_line_and_ask(tom: Team, request_id: str, names: Sequence[str]) -> None:
    tom.open(f"/admin/requests/{request_id}")
    tom.follow("Find people")
    for name in names:
        tom.press(f"Put {name} in line")
        expect(tom.page.get_by_role("button", name=f"Put {name} in line")).to_have_count(0)
    tom.open(f"/admin/requests/{request_id}")
    tom.page.locator("#line").get_by_role("link", name=f"Ask {names[0]}").click()
    tom.press(f"Ask {names[0]}")
    tom.reads("Asked")


def answer(visitor: Visitor, letters: Mailbox, words: str, *, patience: int = PATIENCE) -> None:
    visitor.open(link(letters.wait_for("Reference call", patience=patience), "/a/"))
    visitor.choose(words)
    visitor.press("Send my answer")
    visitor.reads(re.compile("Thank"))


def sign_in(visitor: Visitor, address: str) -> None:
    visitor.open("/sign-in")
    visitor.page.locator("input[type=email]").fill(address)
    visitor.press("Email me a sign-in link")
    visitor.open(link(Mailbox(visitor.portal, address).wait_for("ign in"), "/s/"))
    visitor.press("Continue")


def nobody_is_named(maud: Visitor, where: str, names: Sequence[str]) -> None:
    for path in ("/colleague/requests", where, "/colleague/proofs?q=logistics"):
        maud.open(path)
        said = maud.page.content()
        assert not [name for name in names if name in said], path


def agree_on_a_time(bram: Visitor, maud: Visitor, where: str) -> None:
    bram.follow("Offer times")
    day = date.today() + timedelta(days=8)  # noqa: DTZ011 - what a person would type
    for number, at in enumerate(("10:00", "15:30"), start=1):
        bram.page.locator(f"[name=day_{number}]").fill(day.isoformat())
        bram.page.locator(f"[name=at_{number}]").fill(at)
    bram.press("Offer these times")
    bram.reads("Your times are with them")
    maud.open(where)
    maud.page.get_by_role("link", name="Choose a time").click()
    maud.reads("Which time suits you")
    assert not maud.is_wider_than_the_screen()
    maud.page.locator("input[name=time]").nth(1).check()
    maud.page.locator("input[name=how]").fill("https://meet.larkfield.example/polder")
    maud.press("Choose this time")
    maud.reads(re.compile("It’s set for"))


def entry(letter: Letter) -> tuple[str, dict[str, object]]:
    """The calendar's part of a message: its method, and what it says of the one meeting."""
    (part,) = [one for one in letter.message.walk() if one.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    attendees = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
    facts = {
        "uid": str(event["UID"]),
        "sequence": int(event.get("SEQUENCE", 0)),
        "starts": event.start,
        "lasts": event.end - event.start,
        "with": sorted(str(one).lower() for one in attendees),
    }
    return str(calendar["METHOD"]), facts


def test_a_reference_from_the_crm_to_both_calendars(live: Portal, browser: Browser, files: Files) -> None:
    industry = "Cheesemaking" if "V1" in files.deals[0] else "Beekeeping"
    people = two_who_could(live, industry)
    surnames, letters = [f"{industry}s,", f"Anneke {industry}s", f"Bram {industry}s"], {}
    for name, address in people:
        letters[name.split()[0]] = Mailbox(live, address)
    tom, maud = team(live, browser), visit(live, browser, size=PHONE)
    maud.enter_demo("Maud Leclerc")
    bring_in(tom, files)
    deal = files.open_deal
    tie_to_maud(tom, deal["sales_agent"])
    maud.open("/colleague")
    where = ask_for_a_call(maud, deal, industry)
    request_id = where.rsplit("/", 1)[1]
    put_in_line_and_ask(tom, request_id, ("Anneke", "Bram"))
    nobody_is_named(maud, where, surnames)

    anneke, bram = visit(live, browser, size=PHONE, scripts=False), visit(live, browser, size=PHONE)
    answer(anneke, letters["Anneke"], "Not this time")
    nobody_is_named(maud, where, surnames)
    answer(bram, letters["Bram"], "Yes, I can help", patience=WAIT)
    Mailbox(live, "maud@").wait_for("There is somebody for")

    maud.open(where)
    maud.press("Show name and contact")
    assert maud.heading() == people[1][0]
    maud.reads(people[1][1])
    sign_in(bram, people[1][1])
    bram.open(bram.page.locator("a[href^='/asks/']").first.get_attribute("href") or "")
    agree_on_a_time(bram, maud, where)
    method, in_brams = entry(letters["Bram"].wait_for("It's set for"))
    also, in_mauds = entry(Mailbox(live, "maud@").wait_for("It's set for"))
    assert method == also == "REQUEST"
    assert in_brams == in_mauds
    assert in_brams["lasts"] == timedelta(minutes=30)
    bram.open("/history")
    bram.page.locator("#seen").get_by_text("Maud Leclerc").first.wait_for()
    for person in (tom, maud, anneke, bram):
        person.context.close()
