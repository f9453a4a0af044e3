"""No name before a yes; afterwards it is shown to the requester, and each look is the advocate's to see (REQ-4)."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import Via
from portal.domain.models import Account, Advocate, Ask, ContactView, Person, Request
from portal.domain.operations import asks, lines
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page


@pytest.fixture
def leo(session: Session) -> Person:
    return make.colleague(session)


@pytest.fixture
def dana(session: Session) -> Advocate:
    return make.advocate(session)


@pytest.fixture
def asked(session: Session, leo: Person, dana: Advocate) -> Ask:
    request = make.request(session, requester=leo)
    team = make.person(session)
    return lines.ask(session, request_id=request.id, advocate_id=dana.id, actor_id=team.id, now=NOW)


def accept(session: Session, ask: Ask, who: Advocate) -> None:
    asks.accept(session, ask_id=ask.id, via=Via.PORTAL, actor_id=who.person_id, now=NOW)
    session.flush()


def secrets(session: Session, who: Advocate) -> list[str]:
    person, account = session.get_one(Person, who.person_id), session.get_one(Account, who.account_id)
    return [person.name, person.given_name, person.email, account.name]


def test_before_a_yes_no_page_of_the_requester_names_anybody(
    session: Session, leo: Person, dana: Advocate, asked: Ask, signed_in: Callable[[Person], Visitor]
) -> None:
    visitor = signed_in(leo)
    texts = [visitor.get(path).text for path in ("/colleague/requests", f"/colleague/requests/{asked.request_id}")]
    refused = visitor.post(f"/colleague/requests/{asked.request_id}/contact-views")
    assert refused.status_code == 404
    for text in (*texts, refused.text):
        assert [words for words in secrets(session, dana) if words in text] == []


def test_after_a_yes_the_requester_looks_and_the_advocate_sees_it(
    session: Session, leo: Person, dana: Advocate, asked: Ask, signed_in: Callable[[Person], Visitor]
) -> None:
    accept(session, asked, dana)
    visitor, address = signed_in(leo), f"/colleague/requests/{asked.request_id}"
    page = visitor.get(address)
    check_page(page.text)
    assert "Show name and contact" in page.text
    assert "Dana" not in page.text
    looked = visitor.post(f"{address}/contact-views")
    check_page(looked.text)
    assert [words for words in secrets(session, dana) if words not in looked.text] == []
    assert session.execute(select(ContactView.advocate_id, ContactView.viewer_id)).one() == (dana.id, leo.id)
    theirs = signed_in(session.get_one(Person, dana.person_id)).get("/history")
    assert leo.name in theirs.text


def test_nobody_else_looks(
    session: Session, dana: Advocate, asked: Ask, signed_in: Callable[[Person], Visitor]
) -> None:
    accept(session, asked, dana)
    other = signed_in(make.colleague(session, name="Somebody Else"))
    assert other.post(f"/colleague/requests/{asked.request_id}/contact-views").status_code == 404
    assert session.scalar(select(func.count()).select_from(ContactView)) == 0
    request = session.get_one(Request, asked.request_id)
    assert request.closed_at is not None
