"""Meetings of the demo program: what is set stands in calendars, times are offered, calls were talked about after."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Text, cast, func, insert, literal, select
from sqlalchemy.orm import Session

from portal.demo.asked import Known
from portal.domain.kinds import AskState
from portal.domain.meeting_kinds import CalendarMethod, Side, Went
from portal.domain.models import Advocate, Ask, CalendarEntry, Feedback, Meeting, MeetingTime, Program

HOW = "https://meet.larkfield.example/call"
TALKED_ABOUT = 14
SAID = (
    (Side.ADVOCATE, Went.WELL, True, "Good questions, and they had read about us before."),
    (Side.REQUESTER, Went.WELL, True, "They said what we never could have."),
    (Side.ADVOCATE, Went.SO_SO, False, "It took twice the time, and the director didn’t come."),
    (Side.REQUESTER, Went.WELL, True, None),
)


def meet(session: Session, known: Known, now: datetime) -> None:
    _set(session, now)
    _offer(session, known, now)
    _talk(session, known, now)


def _set(session: Session, now: datetime) -> None:
    scheduled = select(Ask.id, _uid(), literal(HOW), literal(0), literal(now)).where(Ask.state == AskState.SCHEDULED)
    session.execute(insert(Meeting).from_select(["ask_id", "uid", "how", "sequence", "created_at"], scheduled))
    entries = (
        select(
            Meeting.id,
            literal(0),
            literal(CalendarMethod.REQUEST, CalendarEntry.method.type),
            Ask.scheduled_for,
            Program.time_zone,
            Ask.minutes,
            Meeting.how,
            literal(Side.REQUESTER, CalendarEntry.by_side.type),
            Ask.asker_id,
            func.coalesce(Ask.answered_at, Ask.created_at),
        )
        .join(Ask, Ask.id == Meeting.ask_id)
        .join(Program, Program.id == 1)
    )
    columns = ["meeting_id", "sequence", "method", "starts_at", "zone", "minutes", "how", "by_side", "actor_id", "at"]
    session.execute(insert(CalendarEntry).from_select(columns, entries))


def _offer(session: Session, known: Known, now: datetime) -> None:
    """Whoever said yes to a call and has no time yet has offered two."""
    offered_by = literal(Side.ADVOCATE, Meeting.offered_by.type)
    accepted = select(Ask.id, _uid(), offered_by, literal(now - timedelta(hours=5)), literal(now)).where(
        Ask.state == AskState.ACCEPTED, Ask.activity_id == known.activities["call"]
    )
    columns = ["ask_id", "uid", "offered_by", "offered_at", "created_at"]
    ids = session.scalars(insert(Meeting).from_select(columns, accepted).returning(Meeting.id)).all()
    zone = session.scalars(select(Program.time_zone)).one()
    day = now.astimezone(ZoneInfo(zone)).date()
    starts = [
        datetime.combine(day + timedelta(days=days), time(hour), ZoneInfo(zone)) for days, hour in ((3, 10), (4, 15))
    ]
    times = [{"meeting_id": one, "starts_at": start, "zone": zone} for one in ids for start in starts]
    if times:
        session.execute(insert(MeetingTime), times)


def _talk(session: Session, known: Known, now: datetime) -> None:
    calls = session.execute(
        select(Ask.id, Ask.asker_id, Advocate.person_id)
        .join(Advocate, Advocate.id == Ask.advocate_id)
        .where(Ask.state == AskState.COMPLETED, Ask.activity_id == known.activities["call"])
        .order_by(Ask.completed_on.desc(), Ask.id)
        .offset(1)
        .limit(TALKED_ABOUT)
    ).all()
    rows = [
        {
            "ask_id": call.id,
            "side": side,
            "author_id": call.person_id if side is Side.ADVOCATE else call.asker_id,
            "went": went,
            "as_said": as_said,
            "words": words,
            "at": now - timedelta(days=3 * number + 1),
        }
        for number, call in enumerate(calls)
        for side, went, as_said, words in (SAID[:2] if number % 3 else SAID[2:])
    ]
    if rows:
        session.execute(insert(Feedback), rows)


def _uid() -> ColumnElement[str]:
    return func.concat(cast(func.gen_random_uuid(), Text), "@larkfield.example")
