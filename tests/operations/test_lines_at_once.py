"""Two who say yes to the same request at the same instant, with real commits (REQ-5)."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from portal.db import Database, retrying
from portal.domain.demand_kinds import CandidateState, RequestState
from portal.domain.errors import Refused
from portal.domain.kinds import AskState, Via
from portal.domain.models import Ask, Outbox, Request, RequestCandidate
from portal.domain.operations import asks, lines, places
from tests import make
from tests.make import NOW
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock


def asked_at_once(database: Database, number: int) -> tuple[int, list[int]]:
    with database.writing() as session:
        request, team = make.request(session), make.person(session)
        ids = [make.advocate(session).id for _ in range(number)]
        assert lines.ask_several(session, request_id=request.id, advocate_ids=ids, actor_id=team.id, now=NOW) == number
        found = session.scalars(
            select(RequestCandidate.ask_id)
            .where(RequestCandidate.request_id == request.id)
            .order_by(RequestCandidate.place)
        )
        return request.id, [one for one in found if one]


def accept(database: Database, ask_id: int) -> Callable[[], object]:
    def work() -> object:
        with database.writing() as session:
            return asks.accept(session, ask_id=ask_id, via=Via.LINK, actor_id=None, now=NOW).state

    return lambda: retrying(work)


def books(database: Database, request_id: int) -> tuple[RequestState, dict[CandidateState, int]]:
    with database.reading() as session:
        assert not places.differences(session)
        state = session.scalars(select(Request.state).where(Request.id == request_id)).one()
        counted = (
            select(RequestCandidate.state, func.count().label("number"))
            .where(RequestCandidate.request_id == request_id)
            .group_by(RequestCandidate.state)
        )
        return state, {row.state: row.number for row in session.execute(counted)}


@pytest.mark.parametrize("first", [0, 1])
def test_the_second_yes_waits_and_gets_a_polite_answer(real_database: Database, first: int) -> None:
    request_id, ask_ids = asked_at_once(real_database, 2)
    contender = Contender(accept(real_database, ask_ids[1 - first]))
    with real_database.writing() as session:
        asks.accept(session, ask_id=ask_ids[first], via=Via.LINK, actor_id=None, now=NOW)
        session.flush()
        contender.start()
        until(lambda: waiting_for_a_lock(real_database))
    contender.join(10)
    assert isinstance(contender.outcome, Refused)
    assert contender.outcome.sentence == "We have taken this ask back. Nothing is expected of you."
    assert books(real_database, request_id) == (
        RequestState.FILLED,
        {CandidateState.ACCEPTED: 1, CandidateState.RELEASED: 1},
    )


def test_six_who_say_yes_together_fill_it_once(real_database: Database) -> None:
    request_id, ask_ids = asked_at_once(real_database, 6)
    ready = threading.Barrier(len(ask_ids))

    def together(ask_id: int) -> Callable[[], object]:
        def work() -> object:
            ready.wait(10)
            return accept(real_database, ask_id)()

        return work

    crowd = [Contender(together(ask_id)) for ask_id in ask_ids]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(30)
    assert sum(one.outcome is AskState.ACCEPTED for one in crowd) == 1
    assert sum(isinstance(one.outcome, Refused) for one in crowd) == len(crowd) - 1
    assert books(real_database, request_id) == (
        RequestState.FILLED,
        {CandidateState.ACCEPTED: 1, CandidateState.RELEASED: len(crowd) - 1},
    )
    with real_database.reading() as session:
        told = select(func.count()).select_from(Outbox).where(Outbox.topic == "request.told")
        assert session.scalar(told) == 1


def test_asking_one_more_waits_for_the_yes_and_is_refused(real_database: Database) -> None:
    request_id, (first,) = asked_at_once(real_database, 1)
    with real_database.writing() as session:
        ines, team = make.advocate(session).id, make.person(session).id

    def ask_one_more() -> object:
        with real_database.writing() as session:
            return lines.ask(session, request_id=request_id, advocate_id=ines, actor_id=team, now=NOW)

    contender = Contender(ask_one_more)
    with real_database.writing() as session:
        asks.accept(session, ask_id=first, via=Via.LINK, actor_id=None, now=NOW)
        session.flush()
        contender.start()
        until(lambda: waiting_for_a_lock(real_database))
    contender.join(10)
    assert isinstance(contender.outcome, Refused)
    assert contender.outcome.reason == "is_filled"
    with real_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Ask)) == 1
