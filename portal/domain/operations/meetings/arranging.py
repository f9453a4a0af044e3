"""One side offers times, the other chooses; either can move it or call it off until it begins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import Refused
from portal.domain.kinds import AskState, Topic, Via
from portal.domain.meeting_kinds import Side
from portal.domain.models import Ask, Meeting, MeetingTime
from portal.domain.operations import asks, calendars
from portal.domain.operations.asks import steps
from portal.domain.queries import meetings as queries
from portal.domain.rules import asks as ask_rules
from portal.domain.rules import meetings as rules

VIA = {Side.ADVOCATE: Via.PORTAL, Side.REQUESTER: Via.TEAM}
OTHERS = "These times have changed meanwhile. This is how it stands now."


def offer(
    session: Session,
    *,
    ask_id: int,
    by: Side,
    starts: Sequence[datetime],
    zone: str,
    how: str | None,
    actor_id: int,
    now: datetime,
) -> None:
    """Times for the other side to choose from. They take the place of any offered before; an agreed time stands until
    another is chosen. The same times twice are one offer.
    """
    ask = _ahead(session, ask_id, now)
    wanted = sorted(set(starts))
    if not wanted or len(wanted) > rules.MOST_TIMES:
        raise Refused("how_many", f"Offer one to {rules.MOST_TIMES} times.")
    if wanted[0] <= now:
        raise Refused("past", "Choose times that are still to come.")
    meeting = calendars.meeting_of(session, ask.id, now=now)
    same = meeting.offered_by is by and _starts(session, meeting) == wanted and how in {None, meeting.how}
    if same:
        return
    session.execute(delete(MeetingTime).where(MeetingTime.meeting_id == meeting.id))
    session.add_all(MeetingTime(meeting_id=meeting.id, starts_at=one, zone=zone) for one in wanted)
    meeting.offered_by, meeting.offered_at, meeting.how = by, now, how or meeting.how
    session.flush()
    audit.record(session, "meeting.offered", kind="ask", id=ask.id, actor_id=actor_id, now=now)
    outbox.promise(
        session,
        Topic.MEETING_OFFERED,
        key=f"{meeting.id}:{now.isoformat()}",
        now=now,
        recipient_id=queries.parties(session, ask.id)[by.other],
        ask_id=ask.id,
        about_id=meeting.id,
        expires_at=wanted[-1],
    )


def choose(
    session: Session, *, ask_id: int, time_id: int, by: Side, how: str | None, actor_id: int, now: datetime
) -> None:
    """One of the times that the other side offered; both calendars get it. Chosen twice it is chosen once."""
    ask = _ahead(session, ask_id, now)
    meeting = calendars.meeting_of(session, ask.id, now=now)
    chosen = session.execute(
        select(MeetingTime).where(MeetingTime.id == time_id, MeetingTime.meeting_id == meeting.id)
    ).scalar_one_or_none()
    if chosen is None:
        raise Refused("gone", OTHERS)
    if meeting.offered_by is None and ask.scheduled_for == chosen.starts_at:
        return
    if meeting.offered_by is not by.other:
        raise Refused("gone", OTHERS)
    if chosen.starts_at <= now:
        raise Refused("past", "That time has passed. Choose another, or offer times of your own.")
    _settle(session, ask, meeting, chosen.starts_at, zone=chosen.zone, how=how, by=by, actor_id=actor_id, now=now)


def set_time(
    session: Session, *, ask_id: int, at: datetime, zone: str, how: str | None, actor_id: int, now: datetime
) -> None:
    """The team writes down what was agreed elsewhere; both calendars get it."""
    ask = _accepted(session, ask_id)
    meeting = calendars.meeting_of(session, ask.id, now=now)
    if ask.scheduled_for == at and meeting.sequence is not None and how in {None, meeting.how}:
        return
    _settle(session, ask, meeting, at, zone=zone, how=how, by=Side.REQUESTER, actor_id=actor_id, now=now)


def call_off(session: Session, *, ask_id: int, by: Side, note: str | None, actor_id: int, now: datetime) -> None:
    """The time is off, the yes still stands: out of both calendars, and another time can be offered. Times of
    theirs that are only offered are taken back.
    """
    ask = _ahead(session, ask_id, now)
    if ask.state is AskState.ACCEPTED and calendars.meeting_of(session, ask.id, now=now).offered_by is by.other:
        raise Refused("gone", OTHERS)
    if ask.state is AskState.SCHEDULED:
        steps.change(session, ask, AskState.ACCEPTED, via=VIA[by], actor_id=actor_id, now=now, note=note)
        ask.scheduled_for, ask.time_open = None, True
        ask.suggested_on, ask.suggested_at = None, None
        ask.suggestion = note if by is Side.ADVOCATE else None
    calendars.take_out(session, ask, by=by, actor_id=actor_id, now=now, note=note)


def _accepted(session: Session, ask_id: int) -> Ask:
    ask, _ = steps.locked(session, ask_id)
    if ask.state not in ask_rules.SAID_YES:
        raise Refused(f"is_{ask.state}", steps.NOW_IT_IS[ask.state])
    return ask


def _ahead(session: Session, ask_id: int, now: datetime) -> Ask:
    """A yes whose agreed time, if there is one, is still to come."""
    ask = _accepted(session, ask_id)
    if ask.state is AskState.SCHEDULED and ask.scheduled_for is not None and ask.scheduled_for <= now:
        raise Refused("begun", "That time has come already. Whoever asked for it says whether it took place.")
    return ask


def _settle(
    session: Session,
    ask: Ask,
    meeting: Meeting,
    at: datetime,
    *,
    zone: str,
    how: str | None,
    by: Side,
    actor_id: int,
    now: datetime,
) -> None:
    asks.schedule(session, ask_id=ask.id, at=at, via=VIA[by], actor_id=actor_id, now=now)
    meeting.offered_by = meeting.offered_at = None
    meeting.how = how or meeting.how
    session.flush()
    calendars.put(session, ask, meeting, by=by, actor_id=actor_id, zone=zone, now=now)


def _starts(session: Session, meeting: Meeting) -> list[datetime]:
    times = select(MeetingTime.starts_at).where(MeetingTime.meeting_id == meeting.id).order_by(MeetingTime.starts_at)
    return list(session.scalars(times))
