"""Telling colleagues what became of the people they nominated (NOM-1)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.kinds import Role, Topic
from portal.domain.models import Advocate, Nomination, Person


def tell(session: Session, nomination: Nomination, *, actor_id: int, now: datetime) -> None:
    """Of a decision; not the one who decided, and no customer who handed an ask on."""
    if nomination.nominator_id != actor_id:
        _promise(session, nomination, Topic.NOMINATION_DECIDED, key=f"{nomination.id}:{now.isoformat()}", now=now)


def tell_joined(session: Session, advocate: Advocate, *, now: datetime) -> None:
    """Whoever named them is told once that they joined."""
    named = select(Nomination).where(Nomination.advocate_id == advocate.id).order_by(Nomination.id)
    for nomination in session.scalars(named):
        _promise(session, nomination, Topic.NOMINATION_JOINED, key=str(nomination.id), now=now)


def _promise(session: Session, nomination: Nomination, topic: Topic, *, key: str, now: datetime) -> None:
    nominator = session.get(Person, nomination.nominator_id) if nomination.nominator_id else None
    if nominator is not None and nominator.role is not Role.ADVOCATE:
        outbox.promise(session, topic, key=key, now=now, recipient_id=nominator.id, about_id=nomination.id)
