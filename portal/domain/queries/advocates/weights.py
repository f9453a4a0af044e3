"""What the size of an ask is weighed against (ASK-3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import AskState, Stage
from portal.domain.models import Advocate, Ask
from portal.domain.recordsets import among


@dataclass(frozen=True)
class Weight:
    stage: Stage
    completed: int
    score: int | None
    score_on: date | None


def weight(session: Session, advocate_id: int) -> Weight:
    """Raises NotFound."""
    found = weights(session, [advocate_id])
    if advocate_id not in found:
        raise NotFound
    return found[advocate_id]


def weights(session: Session, advocate_ids: Collection[int]) -> dict[int, Weight]:
    """By advocate. What whoever was merged into them completed counts too."""
    entry = aliased(Advocate)
    done = (
        select(func.count())
        .select_from(Ask)
        .join(entry, entry.id == Ask.advocate_id)
        .where(or_(entry.id == Advocate.id, entry.merged_into_id == Advocate.id), Ask.state == AskState.COMPLETED)
        .correlate(Advocate)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Advocate.id, Advocate.stage, done.label("completed"), Advocate.score, Advocate.score_on).where(
            among(Advocate.id, advocate_ids)
        )
    )
    return {row.id: Weight(row.stage, row.completed, row.score, row.score_on) for row in rows}
