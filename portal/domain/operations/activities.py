"""What advocates can be asked to do (CAP-1). An ask copies the effort, so asks made before a change keep theirs."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ActivityKind, Effort
from portal.domain.models import Activity
from portal.domain.operations import searches
from portal.domain.rules.sentences import PLACEHOLDERS


@dataclass(frozen=True)
class Shape:
    name: str
    plural: str
    kind: ActivityKind
    effort: Effort
    minutes: int
    shelf_days: int
    what: str
    question: str
    icon: str
    needs_contact: bool
    owner_approves: bool = False


def add(session: Session, *, shape: Shape, actor_id: int, now: datetime) -> Activity:
    """Nobody is asked for it before they chose it."""
    _check(session, shape)
    place = session.execute(select(func.coalesce(func.max(Activity.position), -1) + 1)).scalar_one()
    activity = Activity(slug=_slug(session, shape.name), position=place, **shape.__dict__)
    session.add(activity)
    session.flush()
    audit.record(session, "activity.added", kind="activity", id=activity.id, actor_id=actor_id, now=now)
    return activity


def change(session: Session, *, activity_id: int, shape: Shape, actor_id: int, now: datetime) -> Activity:
    activity = _locked(session, activity_id)
    _check(session, shape, except_id=activity_id)
    changed = tuple(name for name, value in shape.__dict__.items() if getattr(activity, name) != value)
    for name in changed:
        setattr(activity, name, getattr(shape, name))
    if "shelf_days" in changed:
        searches.date_anew(session)
    if changed:
        audit.record(
            session, "activity.changed", kind="activity", id=activity_id, actor_id=actor_id, now=now, fields=changed
        )
    return activity


def archive(session: Session, *, activity_id: int, actor_id: int, now: datetime) -> None:
    """Nobody can be asked for it any more; asks already made go on."""
    _put_away(session, activity_id, archived=True, action="activity.archived", actor_id=actor_id, now=now)


def restore(session: Session, *, activity_id: int, actor_id: int, now: datetime) -> None:
    _put_away(session, activity_id, archived=False, action="activity.restored", actor_id=actor_id, now=now)


def _put_away(session: Session, activity_id: int, *, archived: bool, action: str, actor_id: int, now: datetime) -> None:
    if _locked(session, activity_id).archived is archived:
        return
    session.execute(update(Activity).where(Activity.id == activity_id).values(archived=archived))
    searches.date_anew(session)
    audit.record(session, action, kind="activity", id=activity_id, actor_id=actor_id, now=now)


def _locked(session: Session, activity_id: int) -> Activity:
    activity = session.get(Activity, activity_id, with_for_update=True)
    if activity is None:
        raise NotFound
    return activity


def _check(session: Session, shape: Shape, *, except_id: int | None = None) -> None:
    missing = [name for name in PLACEHOLDERS[1:] if name not in shape.question]
    if missing:
        raise Refused("too_vague", f"The question must hold {' and '.join(missing)}, or it would be too vague to send.")
    same = select(Activity.id).where(
        func.lower(Activity.name) == func.lower(shape.name), Activity.id != (except_id or 0)
    )
    if session.scalar(same.limit(1)):
        raise Refused("name_taken", f"There is an activity called {shape.name} already.")


def _slug(session: Session, name: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "activity"
    taken = set(session.scalars(select(Activity.slug).where(Activity.slug.startswith(words, autoescape=True))))
    return next(slug for slug in (words, *(f"{words}-{n}" for n in range(2, 1000))) if slug not in taken)
