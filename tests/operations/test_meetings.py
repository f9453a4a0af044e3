"""From a yes to a time: offers, choices, moves and calendars (REQ-7). The clock is the tests' own."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CandidateState, RequestState
from portal.domain.errors import Refused
from portal.domain.kinds import AskState, Topic, Via
from portal.domain.meeting_kinds import CalendarMethod, Side
from portal.domain.models import (
    Ask,
    CalendarEntry,
    ContactView,
    Meeting,
    MeetingTime,
    Outbox,
    Request,
    RequestCandidate,
)
from portal.domain.operations import asks, lines, meetings
from portal.domain.queries import meetings as queries
from tests import make
from tests.make import NOW
from tests.operations.test_merges import merge

ZONE = "Europe/Berlin"
FIRST = NOW + timedelta(days=2)
SECOND = NOW + timedelta(days=3)
VIDEO = "https://meet.company.example/abc"


class World:
    """Leo asks for a call; Dana says yes to it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        make.program(session)
        self.leo = make.colleague(session)
        self.priya = make.person(session)
        self.dana = make.advocate(session)
        self.request = make.request(session, requester=self.leo)
        asked = lines.ask(
            session, request_id=self.request.id, advocate_id=self.dana.id, actor_id=self.priya.id, now=NOW
        )
        self.ask = asks.accept(session, ask_id=asked.id, via=Via.LINK, actor_id=None, now=NOW)

    def offer(self, *starts: datetime, by: Side = Side.ADVOCATE, now: datetime = NOW) -> None:
        actor_id = self.dana.person_id if by is Side.ADVOCATE else self.leo.id
        meetings.offer(
            self.session, ask_id=self.ask.id, by=by, starts=starts, zone=ZONE, how=None, actor_id=actor_id, now=now
        )

    def time(self, start: datetime) -> int:
        self.session.flush()
        return self.session.execute(select(MeetingTime.id).where(MeetingTime.starts_at == start)).scalar_one()

    def choose(self, time_id: int, *, by: Side = Side.REQUESTER, now: datetime = NOW) -> None:
        actor_id = self.dana.person_id if by is Side.ADVOCATE else self.leo.id
        meetings.choose(self.session, ask_id=self.ask.id, time_id=time_id, by=by, how=VIDEO, actor_id=actor_id, now=now)

    def agreed(self) -> None:
        self.offer(FIRST, SECOND)
        self.choose(self.time(FIRST))

    def call_off(self, *, by: Side = Side.ADVOCATE, now: datetime = NOW, note: str | None = "I am travelling.") -> None:
        actor_id = self.dana.person_id if by is Side.ADVOCATE else self.leo.id
        meetings.call_off(self.session, ask_id=self.ask.id, by=by, note=note, actor_id=actor_id, now=now)

    def answer(self, *, happened: bool, now: datetime) -> None:
        meetings.answer(self.session, ask_id=self.ask.id, happened=happened, note=None, actor_id=self.leo.id, now=now)

    def entries(self) -> Sequence[tuple[int, CalendarMethod, datetime]]:
        rows = self.session.scalars(select(CalendarEntry).order_by(CalendarEntry.id))
        return [(one.sequence, one.method, one.starts_at) for one in rows]

    def promised(self, topic: Topic) -> list[int | None]:
        return list(self.session.scalars(select(Outbox.recipient_id).where(Outbox.topic == topic).order_by(Outbox.id)))


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_an_offer_reaches_whoever_asked_for_it(world: World) -> None:
    world.offer(FIRST, SECOND)
    assert world.promised(Topic.MEETING_OFFERED) == [world.leo.id]
    found = queries.find_of_requester(world.session, world.request.id, person_id=world.leo.id)
    assert found is not None
    assert found.awaits(Side.REQUESTER)
    assert [one.starts_at for one in found.times] == [FIRST, SECOND]


def test_the_same_offer_twice_is_one(world: World) -> None:
    world.offer(FIRST)
    world.offer(FIRST, now=NOW + timedelta(minutes=1))
    assert len(world.promised(Topic.MEETING_OFFERED)) == 1


@pytest.mark.parametrize("starts", [(), tuple(FIRST + timedelta(hours=one) for one in range(4))])
def test_one_to_three_times_are_offered(world: World, starts: tuple[datetime, ...]) -> None:
    with pytest.raises(Refused, match="one to 3"):
        world.offer(*starts)


def test_a_past_time_is_not_offered(world: World) -> None:
    with pytest.raises(Refused, match="still to come"):
        world.offer(NOW)


def test_a_choice_goes_into_both_calendars(world: World) -> None:
    world.agreed()
    assert world.ask.state is AskState.SCHEDULED
    assert world.ask.scheduled_for == FIRST
    assert world.entries() == [(0, CalendarMethod.REQUEST, FIRST)]
    assert set(world.promised(Topic.MEETING_SET)) == {world.dana.person_id, world.leo.id}
    assert world.session.scalars(select(Meeting.how)).one() == VIDEO


def test_who_gets_the_other_address_has_looked_at_it(world: World) -> None:
    world.agreed()
    looks = world.session.execute(select(ContactView.advocate_id, ContactView.viewer_id)).all()
    assert looks == [(world.dana.id, world.leo.id)]


def test_a_choice_pressed_twice_is_one(world: World) -> None:
    world.offer(FIRST, SECOND)
    chosen = world.time(FIRST)
    world.choose(chosen)
    world.choose(chosen)
    assert len(world.entries()) == 1


def test_two_tabs_choose_two_times_and_the_second_is_told(world: World) -> None:
    world.offer(FIRST, SECOND)
    first, second = world.time(FIRST), world.time(SECOND)
    world.choose(first)
    with pytest.raises(Refused, match="changed meanwhile"):
        world.choose(second)
    assert world.ask.scheduled_for == FIRST


def test_nobody_chooses_from_their_own_offer(world: World) -> None:
    world.offer(FIRST)
    with pytest.raises(Refused):
        world.choose(world.time(FIRST), by=Side.ADVOCATE)


def test_a_time_that_has_passed_is_not_chosen(world: World) -> None:
    world.offer(FIRST)
    with pytest.raises(Refused, match="has passed"):
        world.choose(world.time(FIRST), now=FIRST)


def test_an_agreed_time_stands_until_another_is_chosen(world: World) -> None:
    world.agreed()
    world.offer(SECOND, by=Side.REQUESTER)
    assert world.ask.scheduled_for == FIRST
    world.choose(world.time(SECOND), by=Side.ADVOCATE)
    assert world.entries() == [(0, CalendarMethod.REQUEST, FIRST), (1, CalendarMethod.REQUEST, SECOND)]


@pytest.mark.parametrize("by", list(Side))
def test_either_side_calls_it_off_and_a_new_time_is_found(world: World, by: Side) -> None:
    world.agreed()
    world.call_off(by=by)
    world.call_off(by=by)
    assert world.ask.state is AskState.ACCEPTED
    assert (world.ask.scheduled_for, world.ask.time_open) == (None, True)
    assert world.entries()[1:] == [(1, CalendarMethod.CANCEL, FIRST)]
    assert len(world.promised(Topic.MEETING_CALLED_OFF)) == 2
    world.offer(SECOND)
    world.choose(world.time(SECOND))
    assert world.entries()[2:] == [(2, CalendarMethod.REQUEST, SECOND)]
    assert len(set(world.session.scalars(select(Meeting.uid)))) == 1


def test_nobody_takes_back_what_the_other_side_has_offered_meanwhile(world: World) -> None:
    world.offer(FIRST)
    world.offer(SECOND, by=Side.REQUESTER)
    with pytest.raises(Refused, match="changed meanwhile"):
        world.call_off(by=Side.ADVOCATE)
    world.choose(world.time(SECOND), by=Side.ADVOCATE)
    assert world.ask.scheduled_for == SECOND


def test_what_has_begun_is_not_called_off(world: World) -> None:
    world.agreed()
    with pytest.raises(Refused, match="has come already"):
        world.call_off(now=FIRST)


def test_what_has_begun_is_not_moved(world: World) -> None:
    world.agreed()
    world.offer(SECOND, by=Side.REQUESTER)
    with pytest.raises(Refused, match="has come already"):
        world.choose(world.time(SECOND), by=Side.ADVOCATE, now=FIRST)
    with pytest.raises(Refused, match="has come already"):
        world.offer(SECOND, now=FIRST)
    assert world.ask.scheduled_for == FIRST


def test_a_yes_that_becomes_a_no_leaves_the_calendars(world: World) -> None:
    world.agreed()
    asks.decline(world.session, ask_id=world.ask.id, via=Via.LINK, actor_id=None, now=NOW)
    assert world.entries()[-1] == (1, CalendarMethod.CANCEL, FIRST)
    with pytest.raises(Refused):
        world.offer(SECOND)


def test_an_ask_that_is_taken_back_leaves_the_calendars(world: World) -> None:
    world.agreed()
    asks.withdraw(world.session, ask_id=world.ask.id, via=Via.TEAM, actor_id=world.priya.id, now=NOW)
    assert world.entries()[-1] == (1, CalendarMethod.CANCEL, FIRST)


def test_nothing_offered_means_nothing_to_take_out(world: World) -> None:
    world.offer(FIRST)
    asks.decline(world.session, ask_id=world.ask.id, via=Via.LINK, actor_id=None, now=NOW)
    assert world.entries() == []
    found = queries.of_team(world.session, world.ask.id)
    assert found is None


def test_another_time_is_not_suggested_past_the_calendars(world: World) -> None:
    world.agreed()
    with pytest.raises(Refused):
        asks.suggest_time(
            world.session, ask_id=world.ask.id, via=Via.LINK, actor_id=None, now=NOW, on=None, at=None, words="Later"
        )


def test_the_team_writes_down_what_was_agreed_elsewhere(world: World) -> None:
    for _ in range(2):
        meetings.set_time(
            world.session, ask_id=world.ask.id, at=FIRST, zone=ZONE, how=None, actor_id=world.priya.id, now=NOW
        )
    assert world.entries() == [(0, CalendarMethod.REQUEST, FIRST)]


def test_both_are_reminded_once_a_day_before(world: World) -> None:
    world.agreed()
    assert meetings.remind_due(world.session, now=FIRST - timedelta(days=1, minutes=1)) == 0
    assert meetings.remind_due(world.session, now=FIRST - timedelta(days=1)) == 1
    assert meetings.remind_due(world.session, now=FIRST - timedelta(hours=3)) == 0
    assert set(world.promised(Topic.MEETING_REMINDED)) == {world.dana.person_id, world.leo.id}


def test_a_moved_call_is_reminded_of_again(world: World) -> None:
    world.agreed()
    moved = SECOND + timedelta(days=3)
    meetings.remind_due(world.session, now=FIRST - timedelta(hours=20))
    world.offer(moved, by=Side.REQUESTER, now=FIRST - timedelta(hours=10))
    world.choose(world.time(moved), by=Side.ADVOCATE, now=FIRST - timedelta(hours=9))
    assert meetings.remind_due(world.session, now=moved - timedelta(hours=20)) == 1
    assert len(world.promised(Topic.MEETING_REMINDED)) == 4


def test_an_invitation_of_the_last_minute_is_reminder_enough(world: World) -> None:
    soon = NOW + timedelta(hours=20)
    world.offer(soon)
    world.choose(world.time(soon))
    assert meetings.remind_due(world.session, now=NOW + timedelta(hours=1)) == 0


def test_afterwards_whoever_asked_for_it_says_whether_it_happened(world: World) -> None:
    world.agreed()
    ended = FIRST + timedelta(minutes=world.ask.minutes)
    assert meetings.ask_due(world.session, now=ended + timedelta(minutes=59)) == 0
    assert meetings.ask_due(world.session, now=ended + timedelta(hours=1)) == 1
    assert meetings.ask_due(world.session, now=ended + timedelta(hours=2)) == 0
    assert world.promised(Topic.MEETING_ASKED) == [world.leo.id]


def test_it_happened_is_what_shows_it(world: World) -> None:
    world.agreed()
    after = FIRST + timedelta(hours=2)
    world.answer(happened=True, now=after)
    world.answer(happened=True, now=after)
    assert world.ask.state is AskState.COMPLETED
    assert world.ask.completed_on == FIRST.date()
    assert "Leo Marchetti" in (world.ask.evidence or "")


def test_it_did_not_happen_opens_the_request_again(world: World) -> None:
    world.agreed()
    world.answer(happened=False, now=FIRST + timedelta(hours=2))
    request = world.session.get_one(Request, world.request.id)
    candidate = world.session.scalars(select(RequestCandidate)).one()
    assert (world.ask.state, request.state) == (AskState.NO_SHOW, RequestState.OPEN)
    assert request.closed_at is None
    assert (candidate.state, candidate.released_until) == (CandidateState.SAID_NO, None)
    with pytest.raises(Refused):
        world.answer(happened=True, now=FIRST + timedelta(hours=3))


def test_nobody_says_so_before_its_time(world: World) -> None:
    world.agreed()
    with pytest.raises(Refused, match="not come yet"):
        world.answer(happened=True, now=FIRST - timedelta(minutes=1))


@pytest.mark.parametrize("over", [asks.no_show, partial(asks.complete, on=NOW.date(), evidence="Held")])
def test_the_team_does_not_say_so_before_its_time_either(world: World, over: Callable[..., object]) -> None:
    world.agreed()
    with pytest.raises(Refused, match="not come yet"):
        over(world.session, ask_id=world.ask.id, actor_id=world.priya.id, now=NOW)


def test_a_call_without_a_request_is_the_askers(session: Session) -> None:
    priya, dana = make.person(session), make.advocate(session)
    ask: Ask = make.ask(session, dana, asker=priya)
    asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)
    assert queries.parties(session, ask.id) == {Side.ADVOCATE: dana.person_id, Side.REQUESTER: priya.id}


def test_a_call_long_after_it_was_needed_still_names_who_is_met(world: World) -> None:
    later = NOW + timedelta(days=150)
    world.offer(later)
    world.choose(world.time(later))
    eve = (later - timedelta(days=1)).date()
    assert queries.may_see_contact(world.session, world.ask.id, eve)
    assert not queries.may_see_contact(world.session, world.ask.id, eve + timedelta(days=31))


def test_a_call_of_a_merged_entry_is_with_who_they_are_by_now(world: World) -> None:
    asks.decline(world.session, ask_id=world.ask.id, via=Via.LINK, actor_id=None, now=NOW)
    loser, world.dana = world.dana, make.advocate(world.session)
    merge(world.session, world.dana, loser)
    asks.accept(world.session, ask_id=world.ask.id, via=Via.LINK, actor_id=None, now=NOW)
    world.agreed()
    assert world.promised(Topic.MEETING_SET) == [world.dana.person_id, world.leo.id]
    assert world.session.scalars(select(ContactView.advocate_id)).all() == [world.dana.id]
