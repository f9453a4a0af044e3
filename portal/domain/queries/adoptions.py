"""How each colleague came to use the program: asked in, signed in, searched, requested, nominated (ADO-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import Role
from portal.domain.models import (
    Adoption,
    AdoptionNote,
    Department,
    Login,
    Nomination,
    Person,
    ProofSearch,
    Request,
)

PAGE = 50


class Step(StrEnum):
    """What a colleague has done, or not yet."""

    INVITED = "invited"
    SIGNED_IN = "signed_in"
    SEARCHED = "searched"
    REQUESTED = "requested"
    NOMINATED = "nominated"


class Sort(StrEnum):
    NAME = "name"
    SEEN = "seen"
    SEARCHES = "searches"
    REQUESTS = "requests"
    NOMINATIONS = "nominations"


@dataclass(frozen=True)
class Filters:
    """`lacks`: only those who have not come to this step. `words`: part of a name."""

    lacks: Step | None = None
    department_id: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Line:
    """One colleague. Counts are of all time; each day is that of the last."""

    id: int
    name: str
    title: str | None
    department: str | None
    launched: bool
    invited_at: datetime | None
    first_signed_in_at: datetime | None
    seen_at: datetime | None
    searches: int
    searched_at: datetime | None
    requests: int
    requested_at: datetime | None
    nominations: int
    nominated_at: datetime | None
    notes: int


@dataclass(frozen=True)
class Shares:
    """Of all colleagues with access, how many have come how far."""

    colleagues: int
    invited: int
    signed_in: int
    searched: int
    requested: int
    nominated: int


@dataclass(frozen=True)
class KeptNote:
    id: int
    words: str
    by: str | None
    at: datetime


@dataclass(frozen=True)
class Invitation:
    by: str
    by_title: str | None


@dataclass(frozen=True)
class Guide:
    """Which of the three first steps somebody has taken, and whether they put them away."""

    searched: bool
    requested: bool
    nominated: bool
    hidden: bool


def lines(session: Session, filters: Filters, sort: Sort, *, page: int) -> list[Line]:
    """One more than PAGE where there are more; `page` counts from 0."""
    found = _everybody().subquery()
    statement = select(found).where(*_narrowed(found, filters)).order_by(*_order(found, sort), found.c.name, found.c.id)
    rows = session.execute(statement.limit(PAGE + 1).offset(page * PAGE))
    return [Line(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public row interface


def one(session: Session, person_id: int) -> Line:
    row = session.execute(_everybody().where(Person.id == person_id)).one_or_none()
    if row is None:
        raise NotFound
    return Line(**row._mapping)  # noqa: SLF001


def shares(session: Session) -> Shares:
    found = _everybody().where(_launched()).subquery()
    steps = (_taken(found, step) for step in Step)
    counted = select(func.count(), *(func.count().filter(step) for step in steps)).select_from(found)
    return Shares(*(int(number) for number in session.execute(counted).one()))


def notes(session: Session, person_id: int) -> list[KeptNote]:
    """The newest first."""
    rows = session.execute(
        select(AdoptionNote.id, AdoptionNote.words, Person.name, AdoptionNote.at)
        .outerjoin(Person, Person.id == AdoptionNote.by_id)
        .where(AdoptionNote.person_id == person_id)
        .order_by(AdoptionNote.id.desc())
    )
    return [KeptNote(*row) for row in rows]


def invitation(session: Session, person_id: int | None) -> Invitation | None:
    """Who asked them in; None once they have signed in."""
    by = aliased(Person)
    row = session.execute(
        select(by.name, by.title)
        .join(Adoption, Adoption.invited_by == by.id)
        .where(Adoption.person_id == person_id, Adoption.first_signed_in_at.is_(None))
    ).one_or_none()
    return Invitation(*row) if row else None


def guide(session: Session, person_id: int) -> Guide:
    hidden = select(Adoption.guide_hidden_at.is_not(None)).where(Adoption.person_id == person_id).scalar_subquery()
    done = (
        select(column).where(column == person_id).exists()
        for column in (ProofSearch.by_id, Request.requester_id, Nomination.nominator_id)
    )
    found = session.execute(select(*done, func.coalesce(hidden, False))).one()
    return Guide(*(bool(each) for each in found))


def _everybody() -> Select[*tuple[Any, ...]]:
    """Columns as `Line` has them; colleagues with an open door or one to come."""
    searches = _counted(ProofSearch.by_id, ProofSearch.at)
    requests = _counted(Request.requester_id, Request.created_at)
    nominations = _counted(Nomination.nominator_id, Nomination.at)
    seen = select(func.max(Login.last_seen_at)).where(Login.person_id == Person.id).scalar_subquery()
    kept = select(func.count()).where(AdoptionNote.person_id == Person.id).scalar_subquery()
    return (
        select(
            Person.id,
            Person.name,
            Person.title,
            Person.department,
            _launched().label("launched"),
            Adoption.invited_at,
            Adoption.first_signed_in_at,
            func.greatest(Adoption.last_signed_in_at, seen).label("seen_at"),
            func.coalesce(searches.c.number, 0).label("searches"),
            searches.c.last.label("searched_at"),
            func.coalesce(requests.c.number, 0).label("requests"),
            requests.c.last.label("requested_at"),
            func.coalesce(nominations.c.number, 0).label("nominations"),
            nominations.c.last.label("nominated_at"),
            kept.label("notes"),
        )
        .outerjoin(Adoption, Adoption.person_id == Person.id)
        .outerjoin(searches, searches.c.whose == Person.id)
        .outerjoin(requests, requests.c.whose == Person.id)
        .outerjoin(nominations, nominations.c.whose == Person.id)
        .where(Person.role == Role.COLLEAGUE, Person.disabled_at.is_(None))
    )


def _counted(whose: Any, at: Any) -> Any:  # noqa: ANN401 - columns, and a subquery of them
    return (
        select(whose.label("whose"), func.count().label("number"), func.max(at).label("last"))
        .group_by(whose)
        .subquery()
    )


def _launched() -> ColumnElement[bool]:
    return (
        select(Department.id)
        .where(func.lower(Department.name) == func.lower(Person.department), Department.launched_at.is_not(None))
        .exists()
    )


def _taken(found: Any, step: Step) -> ColumnElement[bool]:  # noqa: ANN401 - the lines as a table
    counts = {Step.SEARCHED: "searches", Step.REQUESTED: "requests", Step.NOMINATED: "nominations"}
    if step in counts:
        done: ColumnElement[bool] = found.c[counts[step]] > 0
        return done
    came: ColumnElement[bool] = found.c.first_signed_in_at.is_not(None)
    return came if step is Step.SIGNED_IN else or_(came, found.c.invited_at.is_not(None))


def _narrowed(found: Any, filters: Filters) -> Sequence[ColumnElement[bool]]:  # noqa: ANN401
    conditions = [~_taken(found, filters.lacks)] if filters.lacks else []
    if filters.department_id:
        name = select(func.lower(Department.name)).where(Department.id == filters.department_id).scalar_subquery()
        conditions.append(func.lower(found.c.department) == name)
    if filters.words:
        conditions.append(found.c.name.icontains(filters.words, autoescape=True))
    return conditions


def _order(found: Any, sort: Sort) -> Sequence[ColumnElement[Any]]:  # noqa: ANN401
    if sort is Sort.NAME:
        return (func.lower(found.c.name),)
    if sort is Sort.SEEN:
        return (found.c.seen_at.desc().nulls_last(),)
    return (found.c[sort.value].desc(),)
