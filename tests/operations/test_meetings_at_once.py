"""Two who do something about one meeting at the same instant, with real commits (REQ-7)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database, retrying
from portal.domain.errors import Refused
from portal.domain.kinds import AskState, Via
from portal.domain.meeting_kinds import CalendarMethod, Side
from portal.domain.models import Advocate, Ask, CalendarEntry, MeetingTime
from portal.domain.operations import asks, lines, meetings
from tests import make
from tests.make import NOW
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock

START = NOW + timedelta(days=2)
Work = Callable[[], object]


def offered(database: Database) -> tuple[int, list[int]]:
    """A yes with two times to choose from."""
    with database.writing() as session:
        request, team, dana = make.request(session), make.person(session), make.advocate(session)
        ask = lines.ask(session, request_id=request.id, advocate_id=dana.id, actor_id=team.id, now=NOW)
        asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)
        meetings.offer(
            session,
            ask_id=ask.id,
            by=Side.ADVOCATE,
            starts=[START, START + timedelta(hours=1)],
            zone="Europe/Berlin",
            how=None,
            actor_id=dana.person_id,
            now=NOW,
        )
        session.flush()
        return ask.id, list(session.scalars(select(MeetingTime.id).order_by(MeetingTime.starts_at)))


def work(database: Database, step: Callable[..., object], ask_id: int, **facts: object) -> Work:
    def once() -> object:
        with database.writing() as session:
            actor_id = session.get_one(Advocate, session.get_one(Ask, ask_id).advocate_id).person_id
            return step(session, ask_id=ask_id, actor_id=actor_id, now=NOW, **facts)

    return lambda: retrying(once)


def choice(database: Database, ask_id: int, time_id: int) -> Work:
    return work(database, meetings.choose, ask_id, time_id=time_id, by=Side.REQUESTER, how=None)


def chosen(ask_id: int, time_id: int) -> Callable[[Session], None]:
    return lambda session: meetings.choose(
        session, ask_id=ask_id, time_id=time_id, by=Side.REQUESTER, how=None, actor_id=1, now=NOW
    )


def one_after_the_other(database: Database, first: Callable[[Session], None], second: Work) -> object:
    """The second begins while the first holds its locks; answers what became of the second."""
    contender = Contender(second)
    with database.writing() as session:
        first(session)
        session.flush()
        contender.start()
        until(lambda: waiting_for_a_lock(database))
    contender.join(10)
    return contender.outcome


def books(database: Database, ask_id: int) -> tuple[AskState, list[tuple[int, CalendarMethod]]]:
    with database.reading() as session:
        entries = session.execute(select(CalendarEntry.sequence, CalendarEntry.method).order_by(CalendarEntry.id))
        return session.get_one(Ask, ask_id).state, [(row[0], row[1]) for row in entries]


def test_a_choice_pressed_in_two_tabs_is_one(real_database: Database) -> None:
    ask_id, times = offered(real_database)

    first = chosen(ask_id, times[0])
    assert one_after_the_other(real_database, first, choice(real_database, ask_id, times[0])) is None
    assert books(real_database, ask_id) == (AskState.SCHEDULED, [(0, CalendarMethod.REQUEST)])


def test_two_tabs_with_two_choices_agree_on_the_first(real_database: Database) -> None:
    ask_id, times = offered(real_database)

    first = chosen(ask_id, times[0])
    outcome = one_after_the_other(real_database, first, choice(real_database, ask_id, times[1]))
    assert isinstance(outcome, Refused)
    assert books(real_database, ask_id) == (AskState.SCHEDULED, [(0, CalendarMethod.REQUEST)])


def test_the_advocate_says_no_while_the_requester_chooses(real_database: Database) -> None:
    ask_id, times = offered(real_database)

    def first(session: Session) -> None:
        asks.decline(session, ask_id=ask_id, via=Via.LINK, actor_id=None, now=NOW)

    outcome = one_after_the_other(real_database, first, choice(real_database, ask_id, times[0]))
    assert isinstance(outcome, Refused)
    assert books(real_database, ask_id) == (AskState.DECLINED, [])


def test_the_requester_chooses_while_the_advocate_says_no(real_database: Database) -> None:
    """The other way round: what was set a moment ago leaves both calendars."""
    ask_id, times = offered(real_database)

    first = chosen(ask_id, times[0])
    decline = work(real_database, asks.decline, ask_id, via=Via.PORTAL)
    outcome = one_after_the_other(real_database, first, decline)
    assert not isinstance(outcome, Exception)
    assert books(real_database, ask_id) == (
        AskState.DECLINED,
        [(0, CalendarMethod.REQUEST), (1, CalendarMethod.CANCEL)],
    )


@pytest.mark.parametrize("by", list(Side))
def test_called_off_by_both_at_once_is_one_cancellation(real_database: Database, by: Side) -> None:
    ask_id, times = offered(real_database)
    choice(real_database, ask_id, times[0])()

    def first(session: Session) -> None:
        meetings.call_off(session, ask_id=ask_id, by=by.other, note=None, actor_id=1, now=NOW)

    outcome = one_after_the_other(
        real_database, first, work(real_database, meetings.call_off, ask_id, by=by, note=None)
    )
    assert outcome is None
    assert books(real_database, ask_id) == (
        AskState.ACCEPTED,
        [(0, CalendarMethod.REQUEST), (1, CalendarMethod.CANCEL)],
    )
