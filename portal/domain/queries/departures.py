"""What was noted when somebody left their company (ADV-2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.kinds import DepartureKind
from portal.domain.models import Account, Departure, Person


@dataclass(frozen=True)
class NotedDeparture:
    kind: DepartureKind
    from_account: str | None
    to_account: str | None
    note: str | None
    by: str
    at: datetime
    back_at: datetime | None


def of(session: Session, advocate_id: int) -> list[NotedDeparture]:
    """The newest first; the first is the one they are away by, if its `back_at` is empty."""
    was, became = aliased(Account), aliased(Account)
    rows = session.execute(
        select(
            Departure.kind,
            was.name.label("from_account"),
            became.name.label("to_account"),
            Departure.note,
            Person.name.label("by"),
            Departure.at,
            Departure.back_at,
        )
        .join(Person, Person.id == Departure.by_id)
        .outerjoin(was, was.id == Departure.from_account_id)
        .outerjoin(became, became.id == Departure.to_account_id)
        .where(Departure.advocate_id == advocate_id)
        .order_by(Departure.id.desc())
    )
    return [NotedDeparture(*row) for row in rows]
