"""Changing the address one signs in with: both confirm, both are told (ID-6)."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from sqlalchemy import select

from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import MessageState, Role, SuppressionReason, Topic
from portal.domain.models import AddressChange, Outbox, Person
from portal.domain.operations import address_changes, suppressions
from portal.domain.queries import standings
from portal.links import Links, Purpose
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

OLD, NEW = "priya@company.example", "priya@new.example"


class Both(NamedTuple):
    old: str
    new: str


@pytest.fixture
def priya(visitor: Visitor, database: Database, signed_in: Callable[[Person], Visitor]) -> Visitor:  # noqa: ARG001
    with database.writing() as session:
        person = make.person(session, name="Priya Raman", email=OLD, role=Role.COLLEAGUE)
    return signed_in(person)


def ask(priya: Visitor, database: Database, links: Links, email: str = NEW) -> Both:
    assert priya.post("/email", {"email": email}).location == "/sessions"
    with database.reading() as session:
        newest = select(AddressChange.id, AddressChange.version).order_by(AddressChange.id.desc()).limit(1)
        change = session.execute(newest).one()
    return Both(
        *(
            f"/address/{links.make(purpose, id=change.id, version=change.version, subject=address)}"
            for purpose, address in ((Purpose.ADDRESS_OLD, OLD), (Purpose.ADDRESS_NEW, email))
        )
    )


def email_now(database: Database) -> str:
    with database.reading() as session:
        return session.execute(select(Person.email).where(Person.name == "Priya Raman")).scalar_one()


def mailed(database: Database) -> dict[Topic, MessageState]:
    with database.reading() as session:
        return {row.topic: row.state for row in session.execute(select(Outbox.topic, Outbox.state))}


@pytest.mark.parametrize("first", ["old", "new"])
def test_it_is_made_when_both_have_said_yes(
    priya: Visitor, visitor: Visitor, database: Database, links: Links, first: str
) -> None:
    both = ask(priya, database, links)
    assert mailed(database) == dict.fromkeys((Topic.ADDRESS_CHANGE_OLD, Topic.ADDRESS_CHANGE_NEW), MessageState.QUEUED)
    one, other = both if first == "old" else reversed(both)
    half = visitor.post(one, {"answer": "yes"})
    check_page(half.text)
    assert "one more to go" in half.text
    assert email_now(database) == OLD
    made = visitor.post(other, {"answer": "yes"})
    check_page(made.text)
    assert email_now(database) == NEW
    assert {Topic.ADDRESS_CHANGED, Topic.ADDRESS_CHANGED_NEW} <= set(mailed(database))
    assert visitor.post(other, {"answer": "yes"}).status_code == 410


def test_an_address_that_mail_reaches_lets_an_advocate_be_asked_again(
    visitor: Visitor, database: Database, links: Links, signed_in: Callable[[Person], Visitor]
) -> None:
    with database.writing() as session:
        dana = make.advocate(session, name="Priya Raman", email=OLD)
        suppressions.suppress(
            session,
            person_id=dana.person_id,
            address_hash=links.hash_address(OLD),
            reason=SuppressionReason.BOUNCED,
            now=make.NOW,
        )
        person = session.get_one(Person, dana.person_id)
    with database.reading() as session:
        assert not standings.one(session, dana.id).reachable
    for link in ask(signed_in(person), database, links):
        visitor.post(link, {"answer": "yes"})
    assert email_now(database) == NEW
    with database.reading() as session:
        assert standings.one(session, dana.id).reachable


def test_opening_changes_nothing_and_nothing_is_chosen(
    priya: Visitor, visitor: Visitor, database: Database, links: Links
) -> None:
    for link in ask(priya, database, links):
        page = visitor.get(link)
        check_page(page.text)
        assert "checked" not in page.text
        answer = visitor.post(link)
        assert answer.status_code == 422
        check_page(answer.text)
    assert email_now(database) == OLD


def test_one_no_stops_it(priya: Visitor, visitor: Visitor, database: Database, links: Links) -> None:
    both = ask(priya, database, links)
    visitor.post(both.new, {"answer": "yes"})
    assert "Nothing is changed" in visitor.post(both.old, {"answer": "no"}).text
    assert visitor.post(both.old, {"answer": "yes"}).status_code == 410
    assert email_now(database) == OLD


def test_one_address_twice_is_not_two(priya: Visitor, visitor: Visitor, database: Database, links: Links) -> None:
    both = ask(priya, database, links)
    visitor.post(both.new, {"answer": "yes"})
    visitor.post(both.new, {"answer": "yes"})
    assert email_now(database) == OLD


def test_the_links_live_ten_minutes(
    priya: Visitor, visitor: Visitor, database: Database, links: Links, clock: SetClock
) -> None:
    both = ask(priya, database, links)
    visitor.post(both.old, {"answer": "yes"})
    clock.instant += address_changes.LIFE
    assert visitor.post(both.new, {"answer": "yes"}).status_code == 410
    assert "has expired" in visitor.get(both.new).text
    assert email_now(database) == OLD


def test_only_the_newest_change_counts(priya: Visitor, visitor: Visitor, database: Database, links: Links) -> None:
    before = ask(priya, database, links)
    ask(priya, database, links, "priya@newest.example")
    assert visitor.post(before.old, {"answer": "yes"}).status_code == 410
    assert visitor.get(before.new).status_code == 410


def test_the_old_link_does_not_speak_for_the_new_address(
    priya: Visitor, visitor: Visitor, database: Database, links: Links
) -> None:
    ask(priya, database, links)
    forged = f"/address/{links.make(Purpose.ADDRESS_NEW, id=1, version=1, subject=OLD)}"
    assert visitor.post(forged, {"answer": "yes"}).status_code == 410


def test_somebody_elses_address_is_mailed_nothing_and_the_page_cannot_tell(
    priya: Visitor, visitor: Visitor, database: Database, links: Links
) -> None:
    with database.writing() as session:
        make.person(session, email="taken@company.example", name="Someone Else")
    both = ask(priya, database, links, "taken@company.example")
    assert mailed(database)[Topic.ADDRESS_CHANGE_NEW] is MessageState.CANCELLED
    visitor.post(both.old, {"answer": "yes"})
    assert visitor.post(both.new, {"answer": "yes"}).status_code == 409
    assert email_now(database) == OLD


def test_an_address_that_somebody_has_got_meanwhile_is_said_to_be_out_of_reach(
    priya: Visitor, visitor: Visitor, database: Database, links: Links
) -> None:
    both = ask(priya, database, links)
    visitor.post(both.old, {"answer": "yes"})
    with database.writing() as session:
        make.person(session, email=NEW, name="Someone Else")
    answer = visitor.post(both.new, {"answer": "yes"})
    assert answer.status_code == 409
    assert "can’t be made any more" in answer.text
    check_page(answer.text)
    assert email_now(database) == OLD


@pytest.mark.parametrize("email", ["", "priya", OLD, OLD.upper()])
def test_no_new_address_is_no_change(priya: Visitor, database: Database, email: str) -> None:
    answer = priya.post("/email", {"email": email})
    assert answer.status_code == 422
    check_page(answer.text)
    assert mailed(database) == {}


def test_five_an_hour_are_enough(priya: Visitor, database: Database, links: Links) -> None:
    for _ in range(address_changes.AN_HOUR):
        ask(priya, database, links)
    assert priya.post("/email", {"email": NEW}).status_code == 422
