"""What an advocate told us (ADV-5)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.models import Interview, Person


@dataclass(frozen=True)
class Interviewed:
    id: int
    advocate_id: int
    held_on: date
    by_id: int
    by: str
    experience: str
    story: str | None
    interests: list[str]
    expertise: list[str]
    removed_at: datetime | None


def of_advocate(session: Session, advocate_id: int) -> list[Interviewed]:
    """Newest first; those that were removed and can be put back are among them."""
    statement = _ALL.where(Interview.advocate_id == advocate_id).order_by(Interview.held_on.desc(), Interview.id.desc())
    return [Interviewed(*row) for row in session.execute(statement)]


def one(session: Session, interview_id: int) -> Interviewed:
    row = session.execute(_ALL.where(Interview.id == interview_id)).one_or_none()
    if row is None:
        raise NotFound
    return Interviewed(*row)


_ALL: Select[*tuple[Any, ...]] = select(
    Interview.id,
    Interview.advocate_id,
    Interview.held_on,
    Interview.by_id,
    Person.name,
    Interview.experience,
    Interview.story,
    Interview.interests,
    Interview.expertise,
    Interview.removed_at,
).join(Person, Person.id == Interview.by_id)
