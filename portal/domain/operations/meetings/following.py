"""The reminder the day before, and the question afterwards: did it happen? (REQ-7, ASK-6, MET-3)"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, literal, select
from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.errors import Refused
from portal.domain.kinds import AskState, Topic
from portal.domain.models import Ask, CalendarEntry, Meeting, Outbox, Person
from portal.domain.operations import asks
from portal.domain.operations.asks import steps
from portal.domain.queries import meetings as queries
from portal.domain.queries import programs
from portal.domain.rules import meetings as rules
from portal.domain.rules.sentences import plain_day

SLICE = 200


def answer(session: Session, *, ask_id: int, happened: bool, note: str | None, actor_id: int, now: datetime) -> None:
    """Of who was there for us: a yes to the agreed time is what shows it was done (ASK-6); a no opens the request
    again. The same word twice is one.
    """
    ask, _ = steps.locked(session, ask_id)
    if ask.state is (AskState.COMPLETED if happened else AskState.NO_SHOW):
        return
    if ask.state is not AskState.SCHEDULED or ask.scheduled_for is None:
        raise Refused(f"is_{ask.state}", steps.NOW_IT_IS[ask.state])
    if not happened:
        asks.no_show(session, ask_id=ask_id, actor_id=actor_id, now=now, note=note)
        return
    program = programs.current(session)
    held_on = programs.today(program, ask.scheduled_for)
    who = session.get_one(Person, actor_id).name
    evidence = f"Held on {plain_day(held_on, programs.today(program, now))}, confirmed by {who}"
    asks.complete(session, ask_id=ask_id, on=held_on, evidence=evidence, actor_id=actor_id, now=now)


def remind_due(session: Session, *, now: datetime) -> int:
    """Both sides, a day before, once a time; not where the invitation itself came later than that."""
    entry_at = CalendarEntry.at
    due = _newest().where(
        Ask.scheduled_for > now,
        Ask.scheduled_for <= now + rules.REMINDED_BEFORE,
        entry_at <= Ask.scheduled_for - rules.REMINDED_BEFORE,
        ~_promised(Topic.MEETING_REMINDED),
    )
    found = session.execute(due).all()
    for ask_id, entry_id, starts_at, _ in found:
        for side, person_id in queries.parties(session, ask_id).items():
            outbox.promise(
                session,
                Topic.MEETING_REMINDED,
                key=f"{entry_id}:{side}",
                now=now,
                recipient_id=person_id,
                ask_id=ask_id,
                about_id=entry_id,
                expires_at=starts_at,
            )
    return len(found)


def ask_due(session: Session, *, now: datetime) -> int:
    """Whoever asked for it says whether it happened: once a time, from an hour after its end."""
    ended = Ask.scheduled_for + func.make_interval(0, 0, 0, 0, 0, Ask.minutes)
    due = _newest().where(
        ended <= now - rules.ASKED_AFTER, ended > now - rules.ASKED_FOR, ~_promised(Topic.MEETING_ASKED)
    )
    found = session.execute(due).all()
    for ask_id, entry_id, _, requester_id in found:
        outbox.promise(
            session,
            Topic.MEETING_ASKED,
            key=str(entry_id),
            now=now,
            recipient_id=requester_id,
            ask_id=ask_id,
            about_id=entry_id,
        )
    return len(found)


def _newest() -> Select[*tuple[Any, ...]]:
    """Scheduled asks with the newest entry of their calendars, and who asked for them."""
    return (
        select(Ask.id, CalendarEntry.id, CalendarEntry.starts_at, queries.REQUESTER)
        .join(Meeting, Meeting.ask_id == Ask.id)
        .join(CalendarEntry, (CalendarEntry.meeting_id == Meeting.id) & (CalendarEntry.sequence == Meeting.sequence))
        .outerjoin(queries.REQUEST, queries.REQUEST.id == Ask.request_id)
        .where(Ask.state == AskState.SCHEDULED)
        .order_by(Ask.scheduled_for, Ask.id)
        .limit(SLICE)
    )


def _promised(topic: Topic) -> ColumnElement[bool]:
    """With a key for each side, or one alone."""
    keys: Sequence[ColumnElement[str]] = [
        literal(f"{topic}:") + cast(CalendarEntry.id, String) + literal(end) for end in ("", ":advocate")
    ]
    return exists().where(Outbox.dedupe_key.in_(keys))
