"""What a bulk tagging did, and whom it would reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.models import Advocate, Person, Tagging
from portal.domain.recordsets import among

NAMED = 100
"""People a page of a tagging names."""


@dataclass(frozen=True)
class PastTagging:
    id: int
    tag: str
    taken_off: bool
    advocate_ids: Sequence[int]
    at: datetime
    undone_at: datetime | None


@dataclass(frozen=True)
class Named:
    id: int
    name: str


def one(session: Session, tagging_id: int) -> PastTagging:
    columns = (getattr(Tagging, name) for name in PastTagging.__dataclass_fields__)
    row = session.execute(select(*columns).where(Tagging.id == tagging_id)).one_or_none()
    if row is None:
        raise NotFound
    return PastTagging(*row)


def named(session: Session, advocate_ids: Sequence[int]) -> list[Named]:
    """The first of them, by name."""
    statement = (
        select(Advocate.id, Person.name)
        .join(Person, Person.id == Advocate.person_id)
        .where(among(Advocate.id, advocate_ids), Advocate.merged_into_id.is_(None))
        .order_by(Person.name, Advocate.id)
        .limit(NAMED)
    )
    return [Named(row.id, row.name) for row in session.execute(statement)]


def ids(session: Session, advocate_ids: Sequence[int]) -> list[int]:
    """Those of them who are there."""
    return list(session.scalars(select(Advocate.id).where(among(Advocate.id, advocate_ids)).order_by(Advocate.id)))
