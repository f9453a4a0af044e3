"""A colleague's first steps, the help page that keeps them, and that their searches are noted (ADO-1)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import AppearanceKind
from portal.domain.models import Person, ProofSearch
from portal.domain.operations import appearances
from portal.domain.operations.appearances import Facts
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

STEPS = "Three first steps"


@pytest.fixture
def leo(session: Session, signed_in: Callable[[Person], Visitor]) -> Visitor:
    make.program(session)
    return signed_in(make.colleague(session))


@pytest.mark.parametrize("htmx", [False, True])
def test_the_first_steps_are_shown_until_they_are_put_away(leo: Visitor, htmx: bool) -> None:
    for _ in range(2):
        page = leo.get("/colleague/requests").text
        check_page(page)
        assert STEPS in page
    answer = leo.post("/colleague/guide/dismissal", htmx=htmx)
    if htmx:
        check_page(answer.text, fragment=True)
    assert answer.status_code == (200 if htmx else 303)
    assert STEPS not in answer.text
    assert STEPS not in leo.get("/colleague/requests").text
    assert leo.post("/colleague/guide/dismissal").status_code == 303


def test_help_is_at_hand_on_every_page(leo: Visitor) -> None:
    page = leo.get("/colleague/help").text
    check_page(page)
    for path in ("/colleague/requests", "/colleague/proofs", "/colleague/nominations/new"):
        assert leo.get(path).text.count('href="/colleague/help"') >= 2


def test_each_search_is_noted_once_with_what_it_found(leo: Visitor, session: Session) -> None:
    make.published(session, make.advocate(session))
    for path in ("/colleague/proofs", "/colleague/contents", "/colleague/proofs?kind=people"):
        leo.get(path)
    assert session.scalars(select(ProofSearch)).all() == []
    for path in ("proofs?q=carriers", "proofs?q=Carriers", "contents?q=carriers", "proofs?q=nowhere+at+all"):
        assert leo.get(f"/colleague/{path}").status_code == 200
    assert session.scalars(select(ProofSearch.results).order_by(ProofSearch.id)).all() == [1, 1, 0]


def test_an_advocate_reads_where_they_were_featured(session: Session, signed_in: Callable[[Person], Visitor]) -> None:
    dana = make.advocate(session)
    facts = Facts(AppearanceKind.EVENT, make.TODAY, "Nordic Supply Days", advocate_ids=frozenset({dana.id}))
    browser = signed_in(session.get_one(Person, dana.person_id))
    assert "featured" not in browser.get("/history").text
    appearances.add(session, facts=facts, actor_id=make.person(session).id, now=make.NOW)
    page = browser.get("/history").text
    check_page(page)
    assert "You were featured at" in page
