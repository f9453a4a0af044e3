"""A colleague asks, and sees what becomes of it (REQ-1, REQ-2, REQ-6)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.domain.demand_kinds import Outcome, RequestState, UnfilledReason, Wants
from portal.domain.models import Account, Opportunity, Person, Request
from portal.domain.operations import lines, requests
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

SignIn = Callable[[Person], Visitor]
PAGES = ("/colleague/requests", "/colleague/requests/new")


@pytest.fixture
def leo(database: Database) -> Person:
    with database.writing() as session:
        make.program(session)
        return make.colleague(session)


@pytest.fixture
def visitor_leo(leo: Person, signed_in: SignIn) -> Visitor:
    return signed_in(leo)


def deal(database: Database, number: int = 1, *, company: str = "Halden Freight", **more: Any) -> int:  # noqa: ANN401 - columns
    with database.writing() as session:
        account = session.scalars(select(Account).where(Account.name == company)).first()
        if account is None and company:
            account = make.account(session, name=company)
        given = {"name": f"Suite {number}", "stage": "evaluation", "outcome": Outcome.OPEN, "product": "Trace"}
        times = {"created_at": make.NOW, "changed_at": make.NOW}
        account_id = account.id if account else None
        made = Opportunity(**(given | times | more), external_id=f"OPP-{number}", account_id=account_id)
        session.add(made)
        session.flush()
        return made.id


def typed(database: Database, **more: str) -> dict[str, str]:
    with database.writing() as session:
        call = make.activity(session, "call").id
    given = {
        "what": str(call),
        "deal": "",
        "company": "Halden Freight",
        "other_role": "supply chain director",
        "other_industry": "logistics",
        "needed_by": "2026-12-18",
        "why": "How carrier onboarding went",
    }
    return given | more


def only_request(database: Database) -> Request:
    with database.reading() as session:
        found = session.scalars(select(Request)).one()
        session.expunge(found)
        return found


def test_the_pages_open_and_are_empty_at_first(visitor_leo: Visitor) -> None:
    for path in PAGES:
        answer = visitor_leo.get(path)
        assert answer.status_code == 200
        check_page(answer.text)
    assert "Nothing asked for yet" in visitor_leo.get(PAGES[0]).text


def test_it_is_sent_and_shown(database: Database, visitor_leo: Visitor) -> None:
    answer = visitor_leo.post("/colleague/requests", typed(database))
    assert answer.status_code == 303
    page = visitor_leo.get(answer.location).text
    check_page(page)
    assert "Halden Freight: Reference call" in page
    assert "With the team" in page
    assert visitor_leo.get("/colleague/requests").text.count("Halden Freight: Reference call") == 1


def test_with_htmx_it_leads_there_too(database: Database, visitor_leo: Visitor) -> None:
    answer = visitor_leo.post("/colleague/requests", typed(database), htmx=True)
    assert answer.headers["HX-Redirect"] == f"/colleague/requests/{only_request(database).id}"


def test_what_is_missing_is_said_beside_the_field_and_the_typing_kept(database: Database, visitor_leo: Visitor) -> None:
    wrong = typed(database, what="900000", company="", needed_by="2026-11-20", other_industry="", why="")
    answer = visitor_leo.post("/colleague/requests", wrong)
    assert answer.status_code == 422
    check_page(answer.text)
    for sentence in (
        "Choose what would help you.",
        "Choose a day after today.",
        "Say which industry they are in.",
        "Say in a sentence what they want to know.",
    ):
        assert answer.text.count(sentence) == 2, sentence
    assert "supply chain director" in answer.text


@pytest.mark.parametrize("wants", ["person", "content"])
def test_other_functions_ask_without_a_deal_or_a_company(database: Database, visitor_leo: Visitor, wants: str) -> None:
    press = typed(database, company="", other_role="business journalist", other_industry="trade press")
    if wants == "content":
        press["what"] = "content"
    answer = visitor_leo.post("/colleague/requests", press)
    assert answer.status_code == 303
    request = only_request(database)
    assert (request.wants, request.account_id, request.opportunity_id) == (Wants(wants), None, None)
    page = visitor_leo.get(answer.location).text
    check_page(page)
    assert "Business journalist: " in page


def test_whoever_is_being_asked_is_shown_without_a_name(database: Database, leo: Person, visitor_leo: Visitor) -> None:
    request_id = of_leo(database, leo)
    with database.writing() as session:
        priya = make.person(session)
        dana = make.advocate(session)
        lines.ask(session, request_id=request_id, advocate_id=dana.id, actor_id=priya.id, now=make.NOW)
        name = session.get_one(Person, dana.person_id).name
    for path in ("/colleague/requests", f"/colleague/requests/{request_id}"):
        page = visitor_leo.get(path).text
        check_page(page)
        assert "You see the name once they accept" in page
        assert name not in page
        assert name.split()[0] not in page


def test_a_request_that_ended_without_anybody_leads_on(database: Database, leo: Person, visitor_leo: Visitor) -> None:
    request_id = of_leo(database, leo)
    with database.writing() as session:
        requests.close(
            session,
            request_id=request_id,
            reason=UnfilledReason.NOBODY_FREE,
            note="One person fits, and is free from 8 July",
            actor_id=make.person(session).id,
            now=make.NOW,
        )
    page = visitor_leo.get("/colleague/requests").text
    check_page(page)
    assert "One person fits" in page
    assert "Look for something to show" in page
    again = page.split("/colleague/requests/new?", 1)[1].split('"', 1)[0].replace("&amp;", "&")
    check_page(visitor_leo.get(f"/colleague/requests/new?{again}").text)


def test_ones_own_open_deals_come_in_the_list(database: Database, leo: Person, visitor_leo: Visitor) -> None:
    mine = deal(database, 1, owner_id=leo.id)
    deal(database, 2, company="Nordwind")
    deal(database, 3, company="Won already", owner_id=leo.id, outcome=Outcome.WON)
    text = visitor_leo.get("/colleague/requests/new").text
    assert "Halden Freight, Trace" in text
    assert "Nordwind" not in text
    assert "Won already" not in text
    assert visitor_leo.post("/colleague/requests", typed(database, deal=str(mine), company="")).status_code == 303
    assert only_request(database).opportunity_id == mine


@pytest.mark.parametrize("words", ["OPP-7", "suite 7", "halden"])
def test_another_deal_is_found_by_its_number_or_name(database: Database, visitor_leo: Visitor, words: str) -> None:
    other = deal(database, 7)
    sent = visitor_leo.post("/colleague/requests", typed(database, other_deal=words, company="", other_industry=""))
    assert sent.status_code == 303
    request = only_request(database)
    assert (request.opportunity_id, request.other_industry) == (other, "logistics")


def test_several_deals_are_offered_to_choose_from(database: Database, visitor_leo: Visitor) -> None:
    first, second = deal(database, 1), deal(database, 2)
    answer = visitor_leo.post("/colleague/requests", typed(database, other_deal="suite"))
    assert answer.status_code == 422
    check_page(answer.text)
    assert "Several deals begin like that" in answer.text
    for one in (first, second):
        assert f'<option value="{one}">' in answer.text
    chosen = typed(database, other_deal="suite", deal=str(second))
    assert visitor_leo.post("/colleague/requests", chosen).status_code == 303
    assert only_request(database).opportunity_id == second


def test_a_deal_that_is_not_there_is_said(database: Database, visitor_leo: Visitor) -> None:
    answer = visitor_leo.post("/colleague/requests", typed(database, other_deal="100%"))
    assert answer.status_code == 422
    assert "No deal begins like that" in answer.text


def test_a_deal_without_a_company_asks_for_it(database: Database, leo: Person, visitor_leo: Visitor) -> None:
    bare = deal(database, 1, company="", owner_id=leo.id)
    answer = visitor_leo.post("/colleague/requests", typed(database, deal=str(bare), company=""))
    assert "That deal has no company yet. Say which it is." in answer.text
    assert visitor_leo.post("/colleague/requests", typed(database, deal=str(bare))).status_code == 303
    with database.reading() as session:
        assert session.get_one(Opportunity, bare).account_id is not None


def test_something_to_show_needs_no_industry(database: Database, visitor_leo: Visitor) -> None:
    wanted = typed(database, what="content", other_industry="")
    assert visitor_leo.post("/colleague/requests", wanted).status_code == 303
    request = only_request(database)
    assert (request.wants, request.activity_id) == (Wants.CONTENT, None)
    check_page(visitor_leo.get(f"/colleague/requests/{request.id}").text)


def test_wishes_count_only_where_they_are_on_offer(database: Database, visitor_leo: Visitor) -> None:
    with database.writing() as session:
        make.advocate(session)
    wishes = {"industry": "logistics", "region": "Atlantis", "size": "large"}
    assert visitor_leo.post("/colleague/requests", typed(database, **wishes)).status_code == 303
    request = only_request(database)
    assert (request.industries, request.regions) == (["logistics"], [])
    assert (request.employees_from, request.employees_to) == (1_000, 9_999)


def of_leo(database: Database, leo: Person, **facts: Any) -> int:  # noqa: ANN401 - columns
    with database.writing() as session:
        halden = make.account(session, name="Halden Freight").id
        return make.request(session, requester=leo, account_id=halden, **facts).id


def test_everything_that_must_fit_is_on_their_own_page(database: Database, leo: Person, visitor_leo: Visitor) -> None:
    fit: dict[str, Any] = {"industries": ["retail"], "channels": ["Partner"], "employees_from": 1000}
    with database.writing() as session:
        request_id = make.request(session, requester=leo, **fit).id
    page = visitor_leo.get(f"/colleague/requests/{request_id}").text
    check_page(page)
    assert "retail, Partner, 1,000 or more people" in page


def test_one_writes_and_withdraws(database: Database, leo: Person, visitor_leo: Visitor) -> None:
    path = f"/colleague/requests/{of_leo(database, leo)}"
    empty = visitor_leo.post(f"{path}/messages", {"words": " "})
    assert empty.status_code == 422
    check_page(empty.text)
    assert visitor_leo.post(f"{path}/messages", {"words": "Sooner if you can"}).status_code == 303
    assert "Sooner if you can" in visitor_leo.get(path).text
    for _ in range(2):
        assert visitor_leo.post(f"{path}/withdrawal").status_code == 303
    assert "Withdrawn" in visitor_leo.get(path).text


def test_what_was_filled_meanwhile_is_not_withdrawn(database: Database, leo: Person, visitor_leo: Visitor) -> None:
    request_id = of_leo(database, leo, wants=Wants.CONTENT, activity_id=None)
    with database.writing() as session:
        requests.fill(session, request_id=request_id, actor_id=None, now=make.NOW)
    answer = visitor_leo.post(f"/colleague/requests/{request_id}/withdrawal")
    assert answer.status_code == 409
    check_page(answer.text)
    assert "This request has been filled." in answer.text


def test_another_colleague_finds_none_of_it(database: Database, leo: Person, signed_in: SignIn) -> None:
    path = f"/colleague/requests/{of_leo(database, leo)}"
    with database.writing() as session:
        other = make.colleague(session, name="Maud Leclerc")
    maud = signed_in(other)
    assert maud.get(path).status_code == 404
    for change, fields in (("messages", {"words": "x"}), ("withdrawal", {}), ("approval", {"answer": "yes"})):
        assert maud.post(f"{path}/{change}", fields).status_code == 404, change
    assert "Halden" not in maud.get("/colleague/requests").text


@pytest.mark.parametrize(("answer", "state"), [("yes", RequestState.OPEN), ("no", RequestState.UNFILLED)])
def test_the_accounts_owner_decides(
    database: Database, signed_in: SignIn, visitor_leo: Visitor, answer: str, state: RequestState
) -> None:
    with database.writing() as session:
        amara = make.colleague(session, name="Amara Bello")
        halden = make.account(session, name="Halden Freight")
        halden.csm_id, halden.owner_approves = amara.id, True
    path = visitor_leo.post("/colleague/requests", typed(database)).location
    assert "Waits for Amara Bello" in visitor_leo.get(path).text
    assert "May we?" not in visitor_leo.get(path).text
    owner = signed_in(amara)
    listed = owner.get("/colleague/requests").text
    check_page(listed)
    assert "Wait for your word" in listed
    check_page(owner.get(path).text)
    assert owner.post(f"{path}/approval", {}).status_code == 422
    assert visitor_leo.post(f"{path}/approval", {"answer": answer}).status_code == 404
    for _ in range(2):
        assert owner.post(f"{path}/approval", {"answer": answer, "note": "Renewal talks"}).status_code == 303
    assert only_request(database).state is state
    text = visitor_leo.get(path).text
    check_page(text)
    assert ("Renewal talks" in text) == (answer == "no")
    assert owner.post(f"{path}/approval", {"answer": "no" if answer == "yes" else "yes"}).status_code == 409


def test_a_double_press_is_one_request(database: Database, visitor_leo: Visitor) -> None:
    for _ in range(2):
        assert visitor_leo.post("/colleague/requests", typed(database)).status_code == 303
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Request)) == 1
