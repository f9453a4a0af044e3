"""What the size of an ask is weighed against (ASK-3)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.kinds import AskState, Stage
from portal.domain.models import Advocate, Ask
from portal.domain.queries import merges


@dataclass(frozen=True)
class Weight:
    stage: Stage
    completed: int
    score: int | None
    score_on: date | None


def weight(session: Session, advocate_id: int) -> Weight:
    done = select(func.count()).where(
        Ask.advocate_id.in_(merges.everyone_of(advocate_id)), Ask.state == AskState.COMPLETED
    )
    row = session.execute(
        select(Advocate.stage, done.scalar_subquery().label("completed"), Advocate.score, Advocate.score_on).where(
            Advocate.id == advocate_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Weight(row.stage, row.completed, row.score, row.score_on)
