"""What an advocate chooses, how often, breaks and consents (CAP-2 to CAP-4, CAP-7, ADV-11)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import Answer, ConsentKind
from portal.domain.models import Activity, Advocate, Audit, Consent, MatchRow, Program
from portal.domain.rules.caps import OPEN_END
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page, read
from tests.views.customers import Customer, SignIn, asked, customer, team_member

NOTHING: dict[str, object] = {"high_gap": "92", "low_gap": "31", "pause": "no"}


def field(database: Database, slug: str) -> str:
    with database.reading() as session:
        return f"activity_{session.scalars(select(Activity.id).where(Activity.slug == slug)).one()}"


def row(database: Database, who: Customer) -> MatchRow:
    with database.writing() as session:
        return session.get_one(MatchRow, who.advocate.id)


def ticked(html: str) -> set[tuple[str, str]]:
    page, _ = read(html)
    inputs = [each for each in page.all("input") if each.get("checked") is not None]
    return {(each.get("name") or "", each.get("value") or "") for each in inputs}


@pytest.mark.parametrize("htmx", [False, True])
def test_choices_are_saved_and_shown_again(database: Database, signed_in: SignIn, htmx: bool) -> None:
    dana = customer(database, signed_in, willing={}, consents=frozenset())
    call, review = field(database, "call"), field(database, "review")
    data = NOTHING | {call: "happy", review: "ask_first", "high_gap": "184", "share_contact": "y"}
    response = dana.visitor.post("/preferences", data, htmx=htmx)
    if htmx:
        assert response.status_code == 200
        assert "Your preferences are saved." in response.text
    else:
        assert (response.status_code, response.location) == (303, "/preferences")
    kept = row(database, dana)
    assert (kept.happy, kept.ask_first) == ([int(call.split("_")[1])], [int(review.split("_")[1])])
    assert (kept.high_gap, kept.low_gap, kept.shares_contact, kept.break_until) == (184, 31, True, None)
    page = dana.visitor.get("/preferences").text
    check_page(page)
    shown = ticked(page)
    assert {(call, "happy"), (review, "ask_first"), ("high_gap", "184"), ("share_contact", "y")} <= shown
    assert ("public_company", "y") not in shown


def test_what_was_never_chosen_is_not_preselected(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    with database.writing() as session:
        newest = Activity(
            slug="panel",
            name="Panel",
            plural="Panels",
            kind="speaking",
            effort="high",
            minutes=45,
            shelf_days=90,
            what="A panel.",
            question="Would you sit on a panel {when}?",
            icon="speak",
            position=20,
            needs_contact=False,
        )
        session.add(newest)
        session.flush()
        name = f"activity_{newest.id}"
    shown = {each for each, _ in ticked(dana.visitor.get("/preferences").text)}
    assert name not in shown
    assert dana.visitor.post("/preferences", NOTHING).status_code == 303
    assert row(database, dana).happy == []


@pytest.mark.parametrize(
    ("pause", "until", "kept"),
    [
        ("no", "", None),
        ("open", "", OPEN_END),
        ("date", "2027-02-01", date(2027, 2, 1)),
        ("open", "never", OPEN_END),
    ],
)
def test_a_break_begins_and_ends(
    database: Database, signed_in: SignIn, pause: str, until: str, kept: date | None
) -> None:
    dana = customer(database, signed_in)
    dana.visitor.post("/preferences", NOTHING | {"pause": pause, "until": until})
    assert row(database, dana).break_until == kept
    home = dana.visitor.get("/home").text
    check_page(home)
    assert ("You’re on a break" in home) is (kept is not None)
    assert dana.visitor.post("/pause/end").status_code == 303
    assert dana.visitor.post("/pause/end").status_code == 303
    assert row(database, dana).break_until is None


def test_saving_again_does_not_begin_the_break_again(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    for _ in range(2):
        dana.visitor.post("/preferences", NOTHING | {"pause": "open"})
    with database.reading() as session:
        assert session.query(Audit).filter_by(action="break.begun").count() == 1


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pause": "date", "until": ""}, "Enter the day on which you’re back."),
        ({"pause": "date", "until": "soon"}, "Enter the day on which you’re back."),
        ({"pause": "date", "until": "2026-11-23"}, "Choose a day after today."),
        ({"pause": "for a while"}, "Choose one of the three."),
        ({"high_gap": "7"}, "Choose how often at most."),
        ({"low_gap": ""}, "Choose how often at most."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    database: Database, signed_in: SignIn, change: dict[str, object], message: str, htmx: bool
) -> None:
    dana = customer(database, signed_in)
    before = row(database, dana)
    call = field(database, "call")
    response = dana.visitor.post("/preferences", NOTHING | {call: "not_now"} | change, htmx=htmx)
    assert response.status_code == 422
    check_page(response.text, fragment=htmx)
    assert message in response.text
    assert (call, "not_now") in ticked(response.text)
    assert row(database, dana).happy == before.happy


def test_an_unknown_word_for_an_activity_is_refused(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    response = dana.visitor.post("/preferences", NOTHING | {field(database, "call"): "always"})
    assert response.status_code == 422
    assert "Choose one of the three." in response.text


def test_nothing_faster_than_the_program_is_offered(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    with database.writing() as session:
        session.scalars(select(Program)).one().low_gap = 62
    page, _ = read(dana.visitor.get("/preferences").text)
    offered = [
        (each.get("value"), (each.parent.text() if each.parent else ""))
        for each in page.all("input")
        if each.get("name") == "low_gap"
    ]
    assert [words for _, words in offered] == ["One every 2 months", "One every 3 months", "Two a year"]
    assert [value for value, _ in offered] == ["31", "92", "184"]


def test_a_slower_pace_chosen_once_outlives_a_time_in_which_the_program_was_slower_still(
    database: Database, signed_in: SignIn
) -> None:
    dana = customer(database, signed_in, high_gap=184)
    with database.writing() as session:
        session.execute(update(Program).values(high_gap=200))
    page = dana.visitor.get("/preferences").text
    assert ("high_gap", "92") in ticked(page)
    assert "One in 200 days" in page
    dana.visitor.post("/preferences", NOTHING)
    assert row(database, dana).high_gap == 184
    with database.writing() as session:
        session.execute(update(Program).values(high_gap=92))
    dana.visitor.post("/preferences", NOTHING)
    assert row(database, dana).high_gap == 92


def test_a_slower_choice_says_the_date_it_gives(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    asked(database, dana)
    text = dana.visitor.get("/preferences").text
    assert "Next possible <strong>23 February 2027</strong>" in text
    assert "If you choose two a year, this becomes 26 May 2027; one a year, 24 November 2027." in text


def test_saving_ends_a_rest(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    with database.writing() as session:
        session.get_one(Advocate, dana.advocate.id).rest_since = make.NOW
        session.get_one(MatchRow, dana.advocate.id).resting = True
    text = dana.visitor.get("/preferences").text
    check_page(text)
    assert "We’ve stopped asking for now" in text
    assert "We’ve stopped asking for now" in dana.visitor.get("/home").text
    dana.visitor.post("/preferences", NOTHING)
    assert not row(database, dana).resting
    assert "We’ve stopped asking for now" not in dana.visitor.get("/preferences").text


def test_a_consent_is_dated_and_can_be_withdrawn(database: Database, signed_in: SignIn, clock: SetClock) -> None:
    dana = customer(database, signed_in, consents=frozenset())
    dana.visitor.post("/preferences", NOTHING | {"public_company": "y"})
    clock.instant += timedelta(days=1)
    dana.visitor.post("/preferences", NOTHING)
    with database.writing() as session:
        kept = session.scalars(select(Consent).where(Consent.advocate_id == dana.advocate.id)).one()
    assert (kept.kind, kept.given_at, kept.revoked_at) == (ConsentKind.PUBLIC_COMPANY, make.NOW, clock.instant)


def test_only_their_own_word_counts(database: Database, signed_in: SignIn, visitor: Visitor) -> None:
    dana = customer(database, signed_in, willing={"call": Answer.HAPPY})
    team = team_member(database, signed_in)
    assert team.get("/preferences").status_code == 403
    for path in ("/preferences", "/pause/end"):
        assert team.post(path, NOTHING).status_code == 403
        assert visitor.post(path, NOTHING).status_code == 303
    assert visitor.get("/preferences").location.startswith("/sign-in")
    assert dana.visitor.get("/pause/end").status_code == 405
    assert len(row(database, dana).happy) == 1
