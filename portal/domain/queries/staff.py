"""The company's own people, and what each may do."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import Role
from portal.domain.models import Login, Person


@dataclass(frozen=True)
class StaffLine:
    id: int
    name: str
    email: str
    role: Role
    department: str | None
    publisher: bool
    disabled_at: datetime | None
    last_seen_at: datetime | None


def everyone(session: Session) -> list[StaffLine]:
    """Administrators first, then the team, then colleagues."""
    seen = select(func.max(Login.last_seen_at)).where(Login.person_id == Person.id).correlate(Person).scalar_subquery()
    statement = (
        select(
            Person.id,
            Person.name,
            Person.email,
            Person.role,
            Person.department,
            Person.publisher,
            Person.disabled_at,
            seen,
        )
        .where(Person.role != Role.ADVOCATE)
        .order_by(Person.disabled_at.is_not(None), Person.role, func.lower(Person.name))
    )
    return [StaffLine(*row) for row in session.execute(statement)]


def active(session: Session) -> dict[int, str]:
    """Names of all who work here, by id."""
    statement = (
        select(Person.id, Person.name)
        .where(Person.role != Role.ADVOCATE, Person.disabled_at.is_(None))
        .order_by(func.lower(Person.name), Person.id)
    )
    return {row.id: row.name for row in session.execute(statement)}
