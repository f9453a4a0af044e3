"""What an advocate told us, written down (ADV-5)."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete, func, literal, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Role, Stage
from portal.domain.models import Advocate, Interview, Person
from portal.domain.operations import freshness, places, searches, stages
from portal.domain.queries import programs

KEPT = timedelta(days=7)
"""How long one that was removed can be put back."""


@dataclass(frozen=True)
class Told:
    """Everything of an interview that can be written. The names are those of the columns."""

    held_on: date
    by_id: int
    experience: str
    story: str | None
    interests: list[str]
    expertise: list[str]


def add(session: Session, *, advocate_id: int, told: Told, actor_id: int, now: datetime) -> Interview:
    """The first makes somebody who joined an interviewed one."""
    advocate = _locked(session, advocate_id)
    _hold(session, told, now)
    made = Interview(advocate_id=advocate_id, created_at=now)
    for field in fields(Told):
        setattr(made, field.name, getattr(told, field.name))
    session.add(made)
    session.flush()
    audit.record(session, "interview.added", kind="advocate", id=advocate_id, actor_id=actor_id, now=now)
    if advocate.stage is Stage.JOINED:
        stages.move(session, advocate_id=advocate_id, stage=Stage.INTERVIEWED, actor_id=actor_id, now=now)
    _note_story(session, made)
    searches.refresh(session, advocate_ids=[advocate_id])
    return made


def change(session: Session, *, interview_id: int, told: Told, actor_id: int, now: datetime) -> tuple[str, ...]:
    """Answers the names of the fields that changed."""
    interview = _one(session, interview_id)
    if interview.removed_at is not None:
        raise Refused("removed", "This interview has been removed. Put it back to change it.")
    _hold(session, told, now)
    names = tuple(field.name for field in fields(Told))
    changed = tuple(name for name in names if getattr(interview, name) != getattr(told, name))
    for name in changed:
        setattr(interview, name, getattr(told, name))
    if changed:
        session.flush()
        _note_story(session, interview)
        _tell(session, interview, "interview.changed", actor_id=actor_id, now=now)
    return changed


def remove(session: Session, *, interview_id: int, actor_id: int, now: datetime) -> Interview:
    """From the page and from searches at once; it can be put back for some days. The stage stays."""
    interview = _one(session, interview_id)
    if interview.removed_at is None:
        was_newest = _newest_story(session, interview.advocate_id) == interview.id
        interview.removed_at = now
        session.flush()
        own = session.get_one(Advocate, interview.advocate_id).story
        if own is None and was_newest and _newest_story(session, interview.advocate_id):
            freshness.forget_story(session, advocate_id=interview.advocate_id)
        _tell(session, interview, "interview.removed", actor_id=actor_id, now=now)
    return interview


def put_back(session: Session, *, interview_id: int, actor_id: int, now: datetime) -> Interview:
    interview = _one(session, interview_id)
    if interview.removed_at is not None:
        interview.removed_at = None
        session.flush()
        _note_story(session, interview)
        _tell(session, interview, "interview.put_back", actor_id=actor_id, now=now)
    return interview


def forget_removed(session: Session, *, now: datetime) -> int:
    """For good. Answers how many."""
    gone = session.scalars(
        delete(Interview)
        .where(Interview.removed_at <= now - KEPT)
        .returning(Interview.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def _tell(session: Session, interview: Interview, action: str, *, actor_id: int, now: datetime) -> None:
    searches.refresh(session, advocate_ids=[interview.advocate_id])
    audit.record(session, action, kind="advocate", id=interview.advocate_id, actor_id=actor_id, now=now)


def _note_story(session: Session, interview: Interview) -> None:
    """The newest story counts as confirmed on the day it was told, unless they tell it in their own words."""
    if not interview.story or session.get_one(Advocate, interview.advocate_id).story is not None:
        return
    if _newest_story(session, interview.advocate_id) == interview.id:
        told_at = datetime.combine(interview.held_on, time(12), UTC)
        freshness.story_told(session, advocate_id=interview.advocate_id, by_id=interview.by_id, told_at=told_at)


def _newest_story(session: Session, advocate_id: int) -> int | None:
    return session.scalar(
        select(Interview.id)
        .where(
            Interview.advocate_id == advocate_id,
            Interview.removed_at.is_(None),
            func.coalesce(Interview.story, literal("")) != "",
        )
        .order_by(Interview.held_on.desc(), Interview.id.desc())
        .limit(1)
    )


def _hold(session: Session, told: Told, now: datetime) -> None:
    if not told.experience.strip():
        raise Refused("empty", "Write down what they told you.")
    if told.held_on > programs.today(programs.current(session), now):
        raise Refused("future", "An interview is written down once it was held. Choose today or an earlier day.")
    role = session.scalar(select(Person.role).where(Person.id == told.by_id))
    if role is None or role is Role.ADVOCATE:
        raise NotFound


def _one(session: Session, interview_id: int) -> Interview:
    advocate_id = session.scalar(select(Interview.advocate_id).where(Interview.id == interview_id))
    if advocate_id is None:
        raise NotFound
    _locked(session, advocate_id)
    return session.get_one(Interview, interview_id, populate_existing=True)


def _locked(session: Session, advocate_id: int) -> Advocate:
    if session.get(Advocate, advocate_id) is None:
        raise NotFound
    places.lock(session, advocate_id)
    return session.get_one(Advocate, advocate_id, populate_existing=True)
