"""Points given or taken by hand, those that wait for a second person first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from portal.domain.models import Adjustment, Advocate, Person
from portal.domain.value_kinds import AdjustmentState

ENOUGH = 200


@dataclass(frozen=True)
class Adjusted:
    id: int
    advocate_id: int
    advocate: str
    points: int
    reason: str
    state: AdjustmentState
    by_id: int
    by: str
    at: datetime
    decided_by: str | None


def latest(session: Session) -> list[Adjusted]:
    who, by, second = aliased(Person), aliased(Person), aliased(Person)
    statement: Select[*tuple[Any, ...]] = (
        select(
            Adjustment.id,
            Adjustment.advocate_id,
            who.name,
            Adjustment.points,
            Adjustment.reason,
            Adjustment.state,
            Adjustment.by_id,
            by.name,
            Adjustment.at,
            second.name,
        )
        .join(Advocate, Advocate.id == Adjustment.advocate_id)
        .join(who, who.id == Advocate.person_id)
        .join(by, by.id == Adjustment.by_id)
        .outerjoin(second, second.id == Adjustment.decided_by)
        .order_by(Adjustment.state != AdjustmentState.WAITING, Adjustment.id.desc())
        .limit(ENOUGH)
    )
    return [Adjusted(*row) for row in session.execute(statement)]
