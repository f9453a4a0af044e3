"""The team's queue (REQ-2, REQ-8)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.domain.demand_kinds import RequestState, UnfilledReason, Wants
from portal.domain.models import Account, Activity, Outbox, Person, Request
from portal.domain.operations import requests
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page


def asked(database: Database, **facts: Any) -> int:  # noqa: ANN401 - columns
    with database.writing() as session:
        make.program(session)
        halden = session.scalars(select(Account).where(Account.name == "Halden Freight")).first()
        halden = halden or make.account(session, name="Halden Freight")
        return make.request(session, **({"account_id": halden.id} | facts)).id


def state_of(database: Database, request_id: int) -> RequestState:
    with database.reading() as session:
        return session.get_one(Request, request_id).state


def test_it_is_empty_at_first(team: Visitor) -> None:
    for path in (
        "/admin/requests",
        "/admin/requests?tab=closed",
        "/admin/requests?tab=approval",
        "/admin/requests/unmet",
    ):
        answer = team.get(path)
        assert answer.status_code == 200
        check_page(answer.text)


def test_the_most_urgent_comes_first(database: Database, team: Visitor) -> None:
    asked(database, why="later", due_on=make.TODAY + timedelta(days=9))
    asked(database, why="overdue", due_on=make.TODAY - timedelta(days=3))
    asked(database, why="today", due_on=make.TODAY)
    text = team.get("/admin/requests").text
    check_page(text)
    assert text.index("“overdue”") < text.index("“today”") < text.index("“later”")
    assert "Overdue since" in text
    assert "Due today" in text
    assert "Asked for today by Leo Marchetti" in text


def test_it_is_paged_by_keyset(database: Database, team: Visitor) -> None:
    with database.writing() as session:
        make.program(session)
        leo = make.colleague(session)
        for number in range(60):
            make.request(
                session, requester=leo, why=f"number {number:03}", due_on=make.TODAY + timedelta(days=number % 7)
            )
    seen: list[str] = []
    path: str | None = "/admin/requests"
    while path:
        text = team.get(path).text
        seen += [part[:10] for part in text.split("“")[1:]]
        path = (
            text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
            if 'rel="next"' in text
            else None
        )
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize(("whose", "shown"), [("mine", False), ("nobody", True), ("all", True), ("zebra", True)])
def test_whose(database: Database, team: Visitor, whose: str, shown: bool) -> None:
    asked(database)
    assert ("Halden Freight" in team.get(f"/admin/requests?whose={whose}").text) == shown


def test_taking_it(database: Database, team: Visitor) -> None:
    request_id = asked(database)
    for _ in range(2):
        assert team.post(f"/admin/requests/{request_id}/owner").status_code == 303
    check_page(team.get(f"/admin/requests/{request_id}").text)
    assert "Halden Freight" in team.get("/admin/requests?whose=mine").text


def test_giving_it_to_somebody_of_the_team_only(database: Database, team: Visitor) -> None:
    request_id = asked(database)
    with database.writing() as session:
        other, stranger = make.person(session, name="Tom Brandt").id, make.colleague(session).id
    assert team.post(f"/admin/requests/{request_id}/owner", {"owner": str(stranger)}).status_code == 404
    assert team.post(f"/admin/requests/{request_id}/owner", {"owner": str(other)}).status_code == 303
    assert "Tom Brandt looks after it" in team.get(f"/admin/requests/{request_id}").text


def test_writing_to_whoever_asked(database: Database, team: Visitor) -> None:
    path = f"/admin/requests/{asked(database)}"
    empty = team.post(f"{path}/answers", {"words": " "})
    assert empty.status_code == 422
    check_page(empty.text)
    assert team.post(f"{path}/answers", {"words": "Two people fit"}).status_code == 303
    text = team.get(path).text
    check_page(text)
    assert "Two people fit" in text
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Outbox)) == 1


def test_closing_needs_a_reason_and_counts_as_unmet(database: Database, team: Visitor) -> None:
    request_id = asked(database, industries=["rail"], regions=["Nordics"])
    path = f"/admin/requests/{request_id}"
    unsaid = team.post(f"{path}/closing", {"reason": "because"})
    assert unsaid.status_code == 422
    check_page(unsaid.text)
    for _ in range(2):
        done = team.post(f"{path}/closing", {"reason": UnfilledReason.NOBODY_FITS.value, "note": "Nobody in rail"})
        assert done.status_code == 303
    text = team.get(path).text
    check_page(text)
    assert "Nobody in the program fits." in text
    gaps = team.get("/admin/requests/unmet").text
    check_page(gaps)
    assert "rail, Nordics" in gaps
    assert "Reference call" in gaps
    assert "Nobody in rail" not in gaps
    assert "Not filled" in team.get("/admin/requests?tab=closed").text


def test_content_is_filled_by_hand(database: Database, team: Visitor) -> None:
    path = f"/admin/requests/{(request_id := asked(database, wants=Wants.CONTENT, activity_id=None))}"
    check_page(team.get(path).text)
    assert team.post(f"{path}/filling").status_code == 303
    assert state_of(database, request_id) is RequestState.FILLED
    check_page(team.get(path).text)


def test_a_person_is_not_found_by_a_press(database: Database, team: Visitor) -> None:
    answer = team.post(f"/admin/requests/{(request_id := asked(database))}/filling")
    assert answer.status_code == 409
    check_page(answer.text)
    assert "An advocate’s yes fills it." in answer.text
    assert state_of(database, request_id) is RequestState.OPEN


def test_what_was_withdrawn_meanwhile_is_not_taken(database: Database, team: Visitor) -> None:
    request_id = asked(database)
    with database.writing() as session:
        leo = session.scalars(select(Person.id).where(Person.name == "Leo Marchetti")).one()
        requests.withdraw(session, request_id=request_id, requester_id=leo, now=make.NOW)
    for change, fields in (("owner", {}), ("filling", {}), ("closing", {"reason": "too_late"})):
        answer = team.post(f"/admin/requests/{request_id}/{change}", fields)
        assert answer.status_code == 409, change
        check_page(answer.text)
        assert "This request was withdrawn." in answer.text


def test_a_request_that_waits_for_the_owner_is_in_a_tab_of_its_own(database: Database, team: Visitor) -> None:
    with database.writing() as session:
        make.program(session)
        amara = make.colleague(session, name="Amara Bello").id
    request_id = asked(
        database, state=RequestState.AWAITS_APPROVAL, approver_id=amara, approve_by=make.NOW + timedelta(days=2)
    )
    assert "Halden" not in team.get("/admin/requests").text
    assert "Halden" in team.get("/admin/requests?tab=approval").text
    text = team.get(f"/admin/requests/{request_id}").text
    check_page(text)
    assert "Waits for Amara Bello" in text


def test_an_account_can_want_its_owners_word_first(database: Database, team: Visitor) -> None:
    with database.writing() as session:
        make.program(session)
        halden = make.account(session, name="Halden Freight").id
    path = f"/admin/accounts/{halden}/details"
    details = {"name": "Halden Freight", "csm_id": "0", "owner_approves": "y"}
    assert team.post(path, details).status_code == 303
    page = team.get(path).text
    check_page(page)
    assert re.search(r'<input[^>]*checked[^>]*name="owner_approves"|name="owner_approves"[^>]*checked', page)
    with database.reading() as session:
        assert session.get_one(Account, halden).owner_approves


def test_an_activity_can_want_it_too(database: Database, administrator: Visitor) -> None:
    with database.writing() as session:
        call = make.activity(session, "call")
        activity_id = call.id
        given = {
            name: str(getattr(call, name))
            for name in ("name", "plural", "kind", "effort", "minutes", "shelf_days", "what", "question", "icon")
        }
    path = f"/admin/settings/activities/{activity_id}"
    assert administrator.post(path, given | {"owner_approves": "y"}).status_code == 303
    check_page(administrator.get(path).text)
    with database.reading() as session:
        assert session.get_one(Activity, activity_id).owner_approves
