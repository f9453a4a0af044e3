"""The steps of long-lead work on a piece of content: who does each, by when, and a word when it is late (ASK-8)."""

from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import TEAM_ROLES, ContentState, Topic
from portal.domain.models import Content, Outbox, Person, Work
from portal.domain.operations.contents import steps
from portal.domain.queries import digests, programs
from portal.domain.rules import contents as rules

AT_ONCE = 200
"""How many one call warns of; the next call takes the rest."""


def plan(
    session: Session, *, content_id: int, starts_on: date, owner_id: int, actor_id: int, now: datetime
) -> list[Work]:
    """Lay out all five steps. Twice is once."""
    content = steps.locked(session, content_id)
    if content.state is ContentState.REVOKED:
        raise Refused("is_revoked", steps.NOW_IT_IS[ContentState.REVOKED])
    there = list(session.scalars(select(Work).where(Work.content_id == content_id).order_by(Work.due_on)))
    if there:
        return there
    _hold_owner(session, owner_id)
    made = [
        Work(content_id=content_id, step=step, owner_id=owner_id, due_on=day)
        for step, day in rules.due_days(starts_on).items()
    ]
    session.add_all(made)
    session.flush()
    audit.record(session, "work.planned", kind="content", id=content_id, actor_id=actor_id, now=now)
    return made


def change(session: Session, *, work_id: int, owner_id: int, due_on: date, actor_id: int, now: datetime) -> Work:
    work = _locked(session, work_id)
    if (work.owner_id, work.due_on) == (owner_id, due_on):
        return work
    if work.owner_id != owner_id:
        _hold_owner(session, owner_id)
    work.owner_id, work.due_on = owner_id, due_on
    _record(session, work, "work.changed", "owner_and_day", actor_id=actor_id, now=now)
    return work


def finish(session: Session, *, work_id: int, actor_id: int, now: datetime) -> Work:
    work = _locked(session, work_id)
    if work.done_at is None:
        work.done_at = now
        _record(session, work, "work.finished", "done_at", actor_id=actor_id, now=now)
    return work


def reopen(session: Session, *, work_id: int, actor_id: int, now: datetime) -> Work:
    work = _locked(session, work_id)
    if work.done_at is not None:
        work.done_at = None
        _record(session, work, "work.reopened", "done_at", actor_id=actor_id, now=now)
    return work


def warn_overdue(session: Session, *, now: datetime) -> int:
    """One word to the owner of each late step, once for its day; answers how many.

    Whoever reads the daily message finds it there.
    """
    today = programs.today(programs.current(session), now)
    key = func.concat(Work.id, ":", Work.due_on)
    warned = exists().where(Outbox.dedupe_key == func.concat(f"{Topic.WORK_OVERDUE}:", key))
    late = (
        select(Work.id, Work.owner_id, key)
        .join(Content, Content.id == Work.content_id)
        .where(
            Work.due_on < today,
            Work.done_at.is_(None),
            Content.state.not_in([ContentState.REVOKED, ContentState.EXPIRED]),
            ~warned,
            ~digests.reads_daily(Work.owner_id),
        )
        .order_by(Work.due_on, Work.id)
        .limit(AT_ONCE)
    )
    found = session.execute(late).all()
    for work_id, owner_id, name in found:
        outbox.promise(session, Topic.WORK_OVERDUE, key=name, now=now, recipient_id=owner_id, about_id=work_id)
    return len(found)


def _locked(session: Session, work_id: int) -> Work:
    work = session.get(Work, work_id, with_for_update=True, populate_existing=True)
    if work is None:
        raise NotFound
    return work


def _hold_owner(session: Session, owner_id: int) -> None:
    owner = session.get(Person, owner_id)
    if owner is None or owner.disabled_at is not None or not (owner.role in TEAM_ROLES or owner.publisher):
        raise Refused("owner", "Choose somebody of the team, or a colleague who publishes.")


def _record(session: Session, work: Work, action: str, field: str, *, actor_id: int, now: datetime) -> None:
    audit.record(session, action, kind="content", id=work.content_id, actor_id=actor_id, now=now, fields=(field,))
