"""Accounts in the team's pages: found, corrected, owned (ADV-9)."""

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import Role
from portal.domain.models import Account, Audit, SearchRow
from portal.domain.operations import accounts, searches
from portal.domain.queries import accounts as queries
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page


def names(text: str) -> list[str]:
    return re.findall(r'href="/admin/accounts/\d+">([^<]+)</a>', text)


def filled(**changes: str) -> dict[str, str]:
    empty = dict.fromkeys(("domain", "industry", "region", "country", "employees"), "")
    return {"name": "Harbourline", "csm_id": "0"} | empty | changes


def test_the_list_is_found_by_words_and_walked_by_name(team: Visitor, session: Session) -> None:
    for number in range(queries.PAGE + 20):
        make.account(session, name=f"Company {number:03}", industry="retail" if number % 2 else "mining")
    first = team.get("/admin/accounts")
    check_page(first.text)
    assert names(first.text) == [f"Company {number:03}" for number in range(queries.PAGE)]
    link = re.search(r'rel="next"|href="(/admin/accounts\?after=\d+)"', first.text)
    assert link
    second = team.get(link[1])
    check_page(second.text)
    assert names(second.text) == [f"Company {number:03}" for number in range(queries.PAGE, queries.PAGE + 20)]
    back = re.search(r'href="(/admin/accounts\?before=\d+)"', second.text)
    assert back
    assert names(team.get(back[1]).text) == names(first.text)
    found = team.get("/admin/accounts?q=MINING+Company+00", htmx=True)
    assert names(found.text) == [f"Company {number:03}" for number in range(0, 10, 2)]
    assert "No account matches" in team.get("/admin/accounts?q=100%25").text


def test_no_account_yet_says_what_will_be_here(team: Visitor) -> None:
    page = team.get("/admin/accounts")
    check_page(page.text)
    assert "Your customers will be here" in page.text


def test_one_shows_its_people_and_who_owns_it(team: Visitor, session: Session) -> None:
    grace = make.advocate(session, name="Grace Lindqvist")
    account = session.get_one(Account, grace.account_id)
    owner = make.person(session, role=Role.COLLEAGUE, name="Inés Castell")
    page = team.get(f"/admin/accounts/{account.id}/details")
    check_page(page.text)
    data = filled(name=account.name, domain="https://www.Harbour.example/about", employees="1200", csm_id=str(owner.id))
    answer = team.post(f"/admin/accounts/{account.id}/details", data)
    assert answer.status_code == 303
    shown = team.get(answer.location)
    check_page(shown.text)
    assert "harbour.example" in shown.text
    assert "Inés Castell" in shown.text
    assert "Grace Lindqvist" in shown.text
    assert "CSM</dt><dd>Inés Castell" in team.get(f"/admin/advocates/{grace.id}").text
    assert searches.differences(session) == []
    assert session.scalar(select(SearchRow.employees).where(SearchRow.advocate_id == grace.id)) == 1200
    again = team.post(f"/admin/accounts/{account.id}/details", data)
    assert again.status_code == 303
    corrected = select(func.count()).where(Audit.action == "account.corrected")
    assert session.scalar(corrected) == 1


def test_one_is_added_and_a_name_is_taken_once(team: Visitor, session: Session) -> None:
    check_page(team.get("/admin/accounts/new").text)
    assert team.post("/admin/accounts", filled()).status_code == 303
    again = team.post("/admin/accounts", filled(name="HARBOURLINE"))
    assert again.status_code == 409
    check_page(again.text)
    assert "There is an account called Harbourline already." in again.text
    assert session.scalar(select(func.count()).select_from(Account)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Write the company’s name."),
        ({"domain": "no site"}, "Not a web address."),
        ({"employees": "-1"}, "Write how many people"),
        ({"csm_id": "99"}, "Not a valid choice"),
    ],
)
def test_what_has_the_wrong_shape_keeps_the_typing(team: Visitor, changes: dict[str, str], said: str) -> None:
    answer = team.post("/admin/accounts", filled(region="Nordics") | changes)
    assert answer.status_code == 422
    check_page(answer.text)
    assert said in answer.text
    assert "Nordics" in answer.text


def test_an_owner_who_lost_access_stays_until_changed(team: Visitor, session: Session) -> None:
    owner = make.person(session, role=Role.COLLEAGUE, name="Inés Castell")
    actor = make.person(session)
    details = accounts.Details("Harbourline", None, None, None, None, None, owner.id)
    account = accounts.add(session, details=details, actor_id=actor.id, now=NOW)
    owner.disabled_at = NOW
    session.flush()
    kept = filled(industry="shipping", csm_id=str(owner.id))
    assert team.post(f"/admin/accounts/{account.id}/details", kept).status_code == 303
    refused = team.post("/admin/accounts", filled(name="Another", csm_id=str(owner.id)))
    assert refused.status_code == 422
