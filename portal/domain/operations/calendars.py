"""What the calendars of both are told: one entry a version, append-only, and a message about it to each (REQ-7)."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.kinds import Topic
from portal.domain.meeting_kinds import CalendarMethod, Side
from portal.domain.models import Advocate, Ask, CalendarEntry, Meeting, Program
from portal.domain.operations import contact_views
from portal.domain.queries import meetings as queries
from portal.domain.queries import programs
from portal.domain.queries.merges import id_now

TOPICS = {CalendarMethod.REQUEST: Topic.MEETING_SET, CalendarMethod.CANCEL: Topic.MEETING_CALLED_OFF}


def meeting_of(session: Session, ask_id: int, *, now: datetime) -> Meeting:
    """Of a locked ask; made where there is none yet."""
    found = session.execute(select(Meeting).where(Meeting.ask_id == ask_id).with_for_update()).scalar_one_or_none()
    if found is not None:
        return found
    host = session.execute(select(Program.sender_address)).scalar_one().rpartition("@")[2]
    made = Meeting(ask_id=ask_id, uid=f"{uuid4()}@{host}", created_at=now)
    session.add(made)
    session.flush()
    return made


def put(session: Session, ask: Ask, meeting: Meeting, *, by: Side, actor_id: int, zone: str, now: datetime) -> None:
    """The agreed time, into both calendars. Who reads the other's address there has looked at it (ADV-8)."""
    assert ask.scheduled_for is not None  # noqa: S101 - it was set just now
    entry = CalendarEntry(
        method=CalendarMethod.REQUEST,
        starts_at=ask.scheduled_for,
        zone=zone,
        minutes=ask.minutes,
        how=meeting.how,
        by_side=by,
        actor_id=actor_id,
        at=now,
    )
    _keep(session, ask, meeting, entry)
    today = programs.today(programs.current(session), now)
    requester_id = queries.requester_id(session, ask.id)
    if queries.may_see_contact(session, ask.id, today):
        who = session.scalars(select(id_now(Advocate)).where(Advocate.id == ask.advocate_id)).one()
        contact_views.record(session, advocate_id=who, viewer_id=requester_id, now=now)


def take_out(
    session: Session, ask: Ask, *, by: Side, actor_id: int | None, now: datetime, note: str | None = None
) -> None:
    """Out of both calendars, if it stands there and has not begun. What was offered is over too."""
    meeting = session.execute(select(Meeting).where(Meeting.ask_id == ask.id).with_for_update()).scalar_one_or_none()
    if meeting is None:
        return
    meeting.offered_by = meeting.offered_at = None
    last = session.execute(
        select(CalendarEntry).where(CalendarEntry.meeting_id == meeting.id).order_by(CalendarEntry.id.desc()).limit(1)
    ).scalar_one_or_none()
    if last is None or last.method is CalendarMethod.CANCEL or last.starts_at <= now:
        return
    entry = CalendarEntry(
        method=CalendarMethod.CANCEL,
        starts_at=last.starts_at,
        zone=last.zone,
        minutes=last.minutes,
        how=last.how,
        by_side=by,
        note=note,
        actor_id=actor_id,
        at=now,
    )
    _keep(session, ask, meeting, entry)


def _keep(session: Session, ask: Ask, meeting: Meeting, entry: CalendarEntry) -> None:
    meeting.sequence = entry.sequence = 0 if meeting.sequence is None else meeting.sequence + 1
    entry.meeting_id = meeting.id
    session.add(entry)
    session.flush()
    for side, person_id in queries.parties(session, ask.id).items():
        outbox.promise(
            session,
            TOPICS[entry.method],
            key=f"{entry.id}:{side}",
            now=entry.at,
            recipient_id=person_id,
            ask_id=ask.id,
            about_id=entry.id,
        )
