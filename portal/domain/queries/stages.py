"""The steps of an advocate's way through the program: what, when and by whom (ADV-2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from portal.domain.kinds import InvitationState, Stage
from portal.domain.models import Advocate, Audit, Invitation, Person

STEPS = {
    "advocate.interviewed": Stage.INTERVIEWED,
    "advocate.confirmed": Stage.CONFIRMED,
    "advocate.departed": Stage.DEPARTED,
    "advocate.left": Stage.DEPARTED,
    "advocate.came_back": Stage.JOINED,
}
"""By the action in the audit trail."""


@dataclass(frozen=True)
class Step:
    stage: Stage
    at: datetime
    by: str | None
    """Empty where nobody is known: an import, a link."""


def steps(session: Session, advocate_id: int) -> list[Step]:
    """Newest first."""
    parts = union_all(
        _came_in(advocate_id), _invited(advocate_id), _joined(advocate_id), _moved(advocate_id)
    ).subquery()
    statement = select(parts.c.step, parts.c.at, parts.c.by).order_by(parts.c.at.desc(), parts.c.place.desc())
    return [Step(STEPS.get(step) or Stage(step), at, by) for step, at, by in session.execute(statement)]


def _came_in(advocate_id: int) -> Select[*tuple[Any, ...]]:
    return (
        _step(Stage.CANDIDATE, 0, Advocate.created_at)
        .outerjoin(Person, Person.id == Advocate.came_by)
        .where(Advocate.id == advocate_id)
    )


def _invited(advocate_id: int) -> Select[*tuple[Any, ...]]:
    return (
        _step(Stage.INVITED, 1, Invitation.created_at)
        .join(Person, Person.id == Invitation.inviter_id)
        .where(Invitation.advocate_id == advocate_id)
    )


def _joined(advocate_id: int) -> Select[*tuple[Any, ...]]:
    answered = select(func.max(Invitation.answered_at)).where(
        Invitation.advocate_id == advocate_id, Invitation.state == InvitationState.ACCEPTED
    )
    at = func.coalesce(answered.scalar_subquery(), Advocate.joined_at)
    return (
        _step(Stage.JOINED, 2, at)
        .join(Person, Person.id == Advocate.person_id)
        .where(Advocate.id == advocate_id, Advocate.joined_at.is_not(None))
    )


def _moved(advocate_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Audit.action.label("step"), literal(3).label("place"), Audit.at.label("at"), Person.name.label("by"))
        .outerjoin(Person, Person.id == Audit.actor_id)
        .where(Audit.object_kind == "advocate", Audit.object_id == advocate_id, Audit.action.in_(list(STEPS)))
    )


def _step(stage: Stage, place: int, at: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - an SQL expression
    return select(
        cast(literal(stage.value), Text).label("step"),
        literal(place).label("place"),
        at.label("at"),
        Person.name.label("by"),
    )
