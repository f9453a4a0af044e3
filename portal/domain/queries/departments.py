"""Departments, their colleagues, and what each contributed (ADV-7, NOM-1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.kinds import NominationState, Role, Stage
from portal.domain.models import Advocate, Department, Login, Nomination, Person

COUNTED = ("nominated", "invited", "joined", "confirmed")


@dataclass(frozen=True)
class Contribution:
    """Of the people somebody nominated: how many were invited, joined, and are confirmed advocates now."""

    nominated: int = 0
    invited: int = 0
    joined: int = 0
    confirmed: int = 0

    def __add__(self, other: "Contribution") -> "Contribution":
        return Contribution(
            self.nominated + other.nominated,
            self.invited + other.invited,
            self.joined + other.joined,
            self.confirmed + other.confirmed,
        )


@dataclass(frozen=True)
class Member:
    id: int
    name: str
    title: str | None
    role: Role
    department: str | None
    disabled_at: datetime | None
    last_seen_at: datetime | None
    contribution: Contribution


@dataclass(frozen=True)
class DepartmentLine:
    id: int
    name: str
    channel: str
    launched_at: datetime | None
    launched_by: str | None


def is_launched(session: Session, person_id: int) -> bool:
    """Whether this person's department has been launched. Whoever belongs to none waits."""
    launched = (
        select(Department.id)
        .join(Person, func.lower(Person.department) == func.lower(Department.name))
        .where(Person.id == person_id, Department.launched_at.is_not(None))
    )
    return session.scalar(launched.limit(1)) is not None


def everything(session: Session) -> list[DepartmentLine]:
    by = aliased(Person)
    rows = session.execute(
        select(Department.id, Department.name, Department.channel, Department.launched_at, by.name)
        .outerjoin(by, by.id == Department.launched_by)
        .order_by(func.lower(Department.name))
    )
    return [DepartmentLine(*row) for row in rows]


def members(session: Session) -> list[Member]:
    """Everybody of the company with what they contributed, by name."""
    seen = select(func.max(Login.last_seen_at)).where(Login.person_id == Person.id).correlate(Person).scalar_subquery()
    given = _contributions().subquery()
    rows = session.execute(
        select(
            Person.id,
            Person.name,
            Person.title,
            Person.role,
            Person.department,
            Person.disabled_at,
            seen.label("last_seen_at"),
            *(func.coalesce(given.c[name], 0) for name in COUNTED),
        )
        .outerjoin(given, given.c.nominator_id == Person.id)
        .where(Person.role != Role.ADVOCATE)
        .order_by(func.lower(Person.name))
    )
    return [
        Member(
            id=row.id,
            name=row.name,
            title=row.title,
            role=row.role,
            department=row.department,
            disabled_at=row.disabled_at,
            last_seen_at=row.last_seen_at,
            contribution=Contribution(*row[-len(COUNTED) :]),
        )
        for row in rows
    ]


def contribution(session: Session, person_id: int) -> Contribution:
    row = session.execute(_contributions().where(Nomination.nominator_id == person_id)).one_or_none()
    return Contribution(*row[1:]) if row else Contribution()


def _contributions() -> Select[*tuple[Any, ...]]:
    invited = Nomination.state == NominationState.INVITED
    return (
        select(
            Nomination.nominator_id,
            func.count().label("nominated"),
            func.count().filter(invited).label("invited"),
            func.count().filter(invited, Advocate.joined_at.is_not(None)).label("joined"),
            func.count().filter(invited, Advocate.stage == Stage.CONFIRMED).label("confirmed"),
        )
        .outerjoin(Advocate, Advocate.id == Nomination.advocate_id)
        .group_by(Nomination.nominator_id)
    )
