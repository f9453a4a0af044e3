"""Two presses of one colleague at the same instant, with real commits: one request, one link, one mail (REQ-1)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.db import Database, retrying
from portal.domain.demand_kinds import LinkKind, Outcome, RequestState
from portal.domain.models import Opportunity, OpportunityLink, Outbox, Request
from portal.domain.operations import requests
from portal.domain.operations.requests import Fit, Need
from tests import make
from tests.make import NOW
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock


@pytest.fixture
def need(real_database: Database) -> Need:
    """For a deal whose company's owner decides first, so that a mail is promised too."""
    with real_database.writing() as session:
        make.program(session)
        account = make.account(session, name="Halden Freight")
        account.csm_id, account.owner_approves = make.colleague(session, name="Amara Bello").id, True
        facts = {"name": "Planning suite", "stage": "evaluation", "outcome": Outcome.OPEN}
        deal = Opportunity(**facts, external_id="OPP-1", account_id=account.id, created_at=NOW, changed_at=NOW)
        session.add(deal)
        session.flush()
        return Need(
            activity_id=make.activity(session, "call").id,
            opportunity_id=deal.id,
            company="",
            other_role="supply chain director",
            other_industry="logistics",
            fit=Fit(),
            needed_by=date(2026, 12, 18),
            why="How onboarding went",
        )


def press(database: Database, need: Need, leo: int) -> Callable[[], object]:
    def work() -> object:
        with database.writing() as session:
            return requests.make(session, need=need, requester_id=leo, now=NOW)

    return lambda: retrying(work)


def count(database: Database, table: type[Request] | type[OpportunityLink] | type[Outbox]) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_the_second_press_waits_and_finds_the_first(real_database: Database, need: Need) -> None:
    with real_database.writing() as session:
        leo = make.colleague(session).id
    second = Contender(press(real_database, need, leo))
    with real_database.writing() as session:
        made = requests.make(session, need=need, requester_id=leo, now=NOW)
        second.start()
        until(lambda: waiting_for_a_lock(real_database))
    second.join(10)
    assert second.outcome == made
    with real_database.reading() as session:
        link = session.scalars(select(OpportunityLink)).one()
        assert (link.kind, link.about_id, link.actor_id) == (LinkKind.REQUEST, made, leo)
        assert session.get_one(Request, made).state is RequestState.AWAITS_APPROVAL
    assert [count(real_database, table) for table in (Request, Outbox)] == [1, 1]


def test_another_colleagues_same_words_are_another_request(real_database: Database, need: Need) -> None:
    with real_database.writing() as session:
        leo, maud = make.colleague(session).id, make.colleague(session, name="Maud Leclerc").id
    second = Contender(press(real_database, need, maud))
    with real_database.writing() as session:
        made = requests.make(session, need=need, requester_id=leo, now=NOW)
        second.start()
        second.join(10)
    assert second.outcome != made
    assert count(real_database, Request) == count(real_database, OpportunityLink) == 2


def test_a_press_that_failed_half_way_leaves_nothing(real_database: Database, need: Need) -> None:
    with real_database.writing() as session:
        leo = make.colleague(session).id

    def fail() -> None:
        with real_database.writing() as session:
            requests.make(session, need=need, requester_id=leo, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [count(real_database, table) for table in (Request, OpportunityLink, Outbox)] == [0, 0, 0]
    assert isinstance(press(real_database, need, leo)(), int)
