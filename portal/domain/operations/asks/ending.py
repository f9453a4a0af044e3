"""How an ask goes on and ends after its sending: scheduled, done, missed, taken back, expired, never arrived."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.errors import Refused
from portal.domain.kinds import AskState, MessageState, Topic, Via
from portal.domain.models import Advocate, Ask, Outbox
from portal.domain.operations import awards, feedback, fillings, places, rests
from portal.domain.operations.asks import steps
from portal.domain.queries import programs
from portal.domain.rules import asks as rules

AT_ONCE = 200
"""Asks that one call expires; the next call takes the rest."""


def schedule(session: Session, *, ask_id: int, at: datetime, actor_id: int, now: datetime, via: Via = Via.TEAM) -> Ask:
    """Note when it takes place. `meetings` tells the calendars."""
    ask, _ = steps.locked(session, ask_id)
    if at <= now:
        raise Refused("past", "Choose a time that is still to come.")
    steps.change(session, ask, AskState.SCHEDULED, via=via, actor_id=actor_id, now=now)
    ask.scheduled_for, ask.time_open = at, False
    fillings.scheduled(session, ask, at=at)
    return ask


def complete(session: Session, *, ask_id: int, on: date, evidence: str, actor_id: int, now: datetime) -> Ask:
    """Confirm it was done: by the team, with what shows it (ASK-6)."""
    if not evidence.strip():
        raise Refused("no_evidence", "Say what shows it was done: the date of the call, or the address of the page.")
    ask, _ = steps.locked(session, ask_id)
    if ask.state is AskState.COMPLETED:
        return ask
    if on > programs.today(programs.current(session), now):
        raise Refused("future", "That day has not come yet.")
    _time_has_come(ask, now)
    steps.change(session, ask, AskState.COMPLETED, via=Via.TEAM, actor_id=actor_id, now=now, note=evidence.strip())
    ask.completed_on, ask.evidence, ask.time_open = on, evidence.strip(), False
    awards.credit(session, ask, actor_id=actor_id, now=now)
    feedback.want(session, ask, actor_id=actor_id, now=now)
    return ask


def no_show(session: Session, *, ask_id: int, actor_id: int, now: datetime, note: str | None = None) -> Ask:
    """It did not take place. The ask keeps its day; the request that it had filled is open again (MET-3)."""
    ask, _ = steps.locked(session, ask_id)
    _time_has_come(ask, now)
    steps.change(session, ask, AskState.NO_SHOW, via=Via.TEAM, actor_id=actor_id, now=now, note=note)
    ask.time_open = False
    fillings.said_no(session, ask, actor_id=actor_id, now=now, asker_hears=False)
    return ask


def withdraw(session: Session, *, ask_id: int, via: Via, actor_id: int | None, now: datetime) -> Ask:
    """Take the ask back. If its message had not gone out, nothing reached anybody and the place is given back.

    By the team, or by an advocate who leaves (`Via.PORTAL`): the other of the two is told.
    """
    ask, advocate = steps.locked(session, ask_id)
    said_yes, leaves = ask.state in rules.SAID_YES, via is Via.PORTAL
    event_id = steps.change(session, ask, AskState.WITHDRAWN, via=via, actor_id=actor_id, now=now)
    ask.time_open = False
    if not said_yes:
        if ask.reached_at is None:
            ask.holds_place = False
        _cancel_message(session, ask, now)
    else:
        fillings.said_no(session, ask, actor_id=actor_id, now=now, asker_hears=leaves)
    if said_yes or leaves:
        told = ask.asker_id if leaves else advocate.person_id
        outbox.promise(session, Topic.ASK_CALLED_OFF, key=str(event_id), now=now, recipient_id=told, ask_id=ask.id)
    places.refresh(session, ask.advocate_id)
    return ask


def release(session: Session, *, ask_id: int, now: datetime) -> None:
    """Its request needs them no more (REQ-5). Whom it had reached hears so, the others never know."""
    ask = withdraw(session, ask_id=ask_id, via=Via.JOB, actor_id=None, now=now)
    if ask.reached_at is not None:
        person_id = session.execute(select(Advocate.person_id).where(Advocate.id == ask.advocate_id)).scalar_one()
        outbox.promise(session, Topic.ASK_RELEASED, key=str(ask.id), now=now, recipient_id=person_id, ask_id=ask.id)


def undeliver(session: Session, *, ask_id: int, now: datetime, may_have_arrived: bool = False) -> bool:
    """Its message never arrived: an ask that still awaits its answer ends and gives its place back. It keeps it where
    an earlier try may have arrived.
    """
    ask, _ = steps.locked(session, ask_id)
    if ask.state is not AskState.SENT:
        return False
    state = AskState.WITHDRAWN if may_have_arrived else AskState.UNDELIVERED
    event_id = steps.change(session, ask, state, via=Via.JOB, actor_id=None, now=now)
    places.refresh(session, ask.advocate_id)
    outbox.promise(session, Topic.ASK_TOLD, key=str(event_id), now=now, recipient_id=ask.asker_id, ask_id=ask.id)
    return True


def expire_due(session: Session, *, now: datetime) -> int:
    """End the asks whose day to answer has passed (ASK-5); answers how many."""
    today = programs.today(programs.current(session), now)
    due = (
        select(Ask.id).where(Ask.state == AskState.SENT, Ask.reply_by < today).order_by(Ask.advocate_id).limit(AT_ONCE)
    )
    expired = 0
    for ask_id in session.scalars(due).all():
        ask, advocate = steps.locked(session, ask_id)
        if ask.state is AskState.SENT:
            expired += _expire(session, ask, advocate, now)
    return expired


def _time_has_come(ask: Ask, now: datetime) -> None:
    """What stands in both calendars can't be over before it."""
    if ask.state is AskState.SCHEDULED and ask.scheduled_for is not None and ask.scheduled_for > now:
        raise Refused("not_yet", "Its time has not come yet. Move it or call it off first.")


def _expire(session: Session, ask: Ask, advocate: Advocate, now: datetime) -> int:
    event_id = steps.change(session, ask, AskState.EXPIRED, via=Via.JOB, actor_id=None, now=now)
    _cancel_message(session, ask, now)
    outbox.promise(session, Topic.ASK_TOLD, key=str(event_id), now=now, recipient_id=ask.asker_id, ask_id=ask.id)
    rests.begin_if_due(session, advocate, now=now)
    return 1


def _cancel_message(session: Session, ask: Ask, now: datetime) -> None:
    """Stop its messages that no sender holds; one that is held asks again before its point of no return."""
    session.flush()
    session.execute(
        update(Outbox)
        .where(
            Outbox.ask_id == ask.id,
            Outbox.topic.in_([Topic.ASK_SENT, Topic.ASK_REMINDED, Topic.ASK_REMINDED_LAST]),
            Outbox.state.in_([MessageState.QUEUED, MessageState.DEFERRED]),
        )
        .values(state=MessageState.CANCELLED, finished_at=now)
        .execution_options(synchronize_session=False)
    )
