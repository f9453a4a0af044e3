"""Telling colleagues what became of the people they nominated (NOM-1)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.kinds import Role, Topic
from portal.domain.models import Advocate, Nomination, Person
from portal.domain.recordsets import among


def tell(session: Session, nominations: Sequence[Nomination], *, actor_id: int, now: datetime) -> None:
    """Of decisions; not the one who decided, and no customer who handed an ask on."""
    others = among(Nomination.id, [one.id for one in nominations if one.nominator_id != actor_id])
    recipients = _colleagues(session, others)
    outbox.promise_each(session, Topic.NOMINATION_DECIDED, recipients, now=now, suffix=f":{now.isoformat()}")


def tell_joined(session: Session, advocate: Advocate, *, now: datetime) -> None:
    """Whoever named them is told once that they joined."""
    recipients = _colleagues(session, Nomination.advocate_id == advocate.id)
    outbox.promise_each(session, Topic.NOMINATION_JOINED, recipients, now=now)


def _colleagues(session: Session, named: ColumnElement[bool]) -> dict[int, int]:
    """Who named them, by nomination."""
    nominators = (
        select(Nomination.id, Person.id)
        .join(Person, Person.id == Nomination.nominator_id)
        .where(named, Person.role != Role.ADVOCATE)
        .order_by(Nomination.id)
    )
    return {row[0]: row[1] for row in session.execute(nominators)}
