"""Whose details nobody has checked yet, by the file they came in with; and what a bulk check did (ADV-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.kinds import Stage
from portal.domain.models import Account, Advocate, Import, Person, Validation

PAGE = 50
COUNT_TO = 10_000
FILES = 30


@dataclass(frozen=True)
class Unchecked:
    """What came in about somebody. No address and no number: those are shown one at a time, and each is logged."""

    id: int
    name: str
    title: str | None
    company: str | None
    country: str | None
    industry: str | None
    persona: str | None
    stage: Stage
    file_name: str | None


@dataclass(frozen=True)
class File:
    """An import that people came in with whom nobody has checked yet."""

    id: int
    file_name: str
    created_at: datetime
    waiting: int


@dataclass(frozen=True)
class PastValidation:
    id: int
    advocate_ids: Sequence[int]
    at: datetime
    undone_at: datetime | None


def page(session: Session, import_id: int | None, *, after: int | None = None) -> list[Unchecked]:
    """In the order in which they came; one more than PAGE where there are more."""
    statement = (
        select(
            Advocate.id,
            Person.name,
            Person.title,
            Account.name.label("company"),
            Account.country,
            Account.industry,
            Advocate.persona,
            Advocate.stage,
            Import.file_name,
        )
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(Import, Import.id == Advocate.import_id)
        .where(_waiting(import_id))
        .order_by(Advocate.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        statement = statement.where(Advocate.id > after)
    return [Unchecked(**row._mapping) for row in session.execute(statement)]  # noqa: SLF001 - SQLAlchemy's public name


def how_many(session: Session, import_id: int | None) -> int:
    """At most COUNT_TO + 1."""
    found = select(Advocate.id).where(_waiting(import_id)).limit(COUNT_TO + 1).subquery()
    return session.execute(select(func.count()).select_from(found)).scalar_one()


def ids(session: Session, import_id: int | None, *, limit: int) -> list[int]:
    """The first of them, in the order in which they came."""
    return list(session.scalars(select(Advocate.id).where(_waiting(import_id)).order_by(Advocate.id).limit(limit)))


def files(session: Session) -> list[File]:
    """The newest first."""
    waiting = (
        select(Advocate.import_id, func.count().label("waiting"))
        .where(_waiting(None), Advocate.import_id.is_not(None))
        .group_by(Advocate.import_id)
        .subquery()
    )
    rows = session.execute(
        select(Import.id, Import.file_name, Import.created_at, waiting.c.waiting)
        .join(waiting, waiting.c.import_id == Import.id)
        .order_by(Import.id.desc())
        .limit(FILES)
    )
    return [File(*row) for row in rows]


def one(session: Session, validation_id: int) -> PastValidation:
    columns = (getattr(Validation, name) for name in PastValidation.__dataclass_fields__)
    row = session.execute(select(*columns).where(Validation.id == validation_id)).one_or_none()
    if row is None:
        raise NotFound
    return PastValidation(*row)


def _waiting(import_id: int | None) -> ColumnElement[bool]:
    """Those who left need no check any more."""
    here = and_(Advocate.validated_at.is_(None), Advocate.merged_into_id.is_(None), Advocate.stage != Stage.DEPARTED)
    return here if import_id is None else and_(here, Advocate.import_id == import_id)
