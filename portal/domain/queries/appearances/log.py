"""The activity log itself: its list, one entry, and what an advocate was featured in (ACT-1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import AppearanceKind
from portal.domain.errors import NotFound
from portal.domain.kinds import ContentState
from portal.domain.models import Advocate, Appearance, AppearanceAdvocate, AppearanceContent, Content, Person
from portal.domain.queries.appearances.naming import Featured, Shown, people
from portal.domain.recordsets import among
from portal.domain.rules.appearances import KINDS

PAGE = 50


@dataclass(frozen=True)
class Filters:
    kind: AppearanceKind | None = None
    words: str = ""
    advocate_id: int | None = None


@dataclass(frozen=True)
class Line:
    id: int
    kind: AppearanceKind
    happened_on: date
    title: str
    url: str | None
    leads: int
    by: str | None
    changed_at: datetime
    deleted_at: datetime | None
    advocates: tuple[Featured, ...]
    contents: tuple[Shown, ...]


@dataclass(frozen=True)
class Own:
    """What an advocate reads of an entry that features them."""

    kind: AppearanceKind
    happened_on: date
    title: str
    url: str | None


@dataclass(frozen=True)
class Totals:
    entries: int
    featuring: int
    leads: int


def page(session: Session, filters: Filters, *, page: int) -> list[Line]:
    """Newest first; one more than PAGE where there are more. `page` counts from 0."""
    statement = _lines().where(*_narrowed(filters)).order_by(Appearance.happened_on.desc(), Appearance.id.desc())
    return _with_featured(session, session.execute(statement.limit(PAGE + 1).offset(page * PAGE)).all())


def totals(session: Session, filters: Filters) -> Totals:
    featuring = select(AppearanceAdvocate.appearance_id).where(AppearanceAdvocate.appearance_id == Appearance.id)
    counted = select(
        func.count(),
        func.coalesce(func.sum(case((featuring.exists(), 1), else_=0)), 0),
        func.coalesce(func.sum(Appearance.leads), 0),
    )
    return Totals(*session.execute(counted.select_from(Appearance).where(*_narrowed(filters))).one())


def one(session: Session, appearance_id: int) -> Line:
    """One that was removed is found too, for the way back."""
    row = session.execute(_lines().where(Appearance.id == appearance_id)).one_or_none()
    if row is None:
        raise NotFound
    return _with_featured(session, [row])[0]


def of_advocate(session: Session, advocate_id: int) -> list[Own]:
    """For their own history: whatever was written down about them, whoever else may see it."""
    rows = session.execute(
        select(Appearance.kind, Appearance.happened_on, Appearance.title, Appearance.url)
        .join(AppearanceAdvocate, AppearanceAdvocate.appearance_id == Appearance.id)
        .where(AppearanceAdvocate.advocate_id == advocate_id, Appearance.deleted_at.is_(None))
        .order_by(Appearance.happened_on.desc(), Appearance.id.desc())
        .limit(PAGE)
    )
    return [Own(*row) for row in rows]


def every(session: Session, filters: Filters) -> Iterator[Sequence[str | int | date | None]]:
    """For a file: headings, then each entry, the oldest first."""
    yield ["What it was", "Date", "Title", "Link", "Leads", "Advocates", "Titles of the content"]
    after = 0
    while rows := session.execute(
        _lines().where(*_narrowed(filters), Appearance.id > after).order_by(Appearance.id).limit(PAGE)
    ).all():
        for line in _with_featured(session, rows):
            yield [
                KINDS[line.kind],
                line.happened_on,
                line.title,
                line.url,
                line.leads,
                "; ".join(each.called for each in line.advocates),
                "; ".join(each.title for each in line.contents),
            ]
        after = rows[-1].id


def _lines() -> Select[*tuple[Any, ...]]:
    return select(
        Appearance.id,
        Appearance.kind,
        Appearance.happened_on,
        Appearance.title,
        Appearance.url,
        Appearance.leads,
        Person.name.label("by"),
        Appearance.changed_at,
        Appearance.deleted_at,
    ).outerjoin(Person, Person.id == Appearance.by_id)


def _narrowed(filters: Filters) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Appearance.deleted_at.is_(None)]
    if filters.kind:
        conditions.append(Appearance.kind == filters.kind)
    if filters.words:
        conditions.append(Appearance.title.icontains(filters.words, autoescape=True))
    if filters.advocate_id:
        of_them = select(AppearanceAdvocate.appearance_id).where(AppearanceAdvocate.advocate_id == filters.advocate_id)
        conditions.append(Appearance.id.in_(of_them))
    return conditions


def _with_featured(session: Session, rows: Sequence[Any]) -> list[Line]:
    ids = [row.id for row in rows]
    featured: Mapping[int, list[Featured]] = {one: [] for one in ids}
    shown: Mapping[int, list[Shown]] = {one: [] for one in ids}
    of_people = (
        people()
        .add_columns(AppearanceAdvocate.appearance_id)
        .join(AppearanceAdvocate, AppearanceAdvocate.advocate_id == Advocate.id)
        .where(among(AppearanceAdvocate.appearance_id, ids))
        .order_by(Person.name)
    )
    for *person, of in session.execute(of_people):
        featured[of].append(Featured(*person))
    content = (
        select(Content.id, Content.title, AppearanceContent.appearance_id)
        .join(AppearanceContent, AppearanceContent.content_id == Content.id)
        .where(among(AppearanceContent.appearance_id, ids), Content.state != ContentState.REVOKED)
        .order_by(Content.title)
    )
    for row in session.execute(content):
        shown[row.appearance_id].append(Shown(row.id, row.title))
    return [
        Line(**row._mapping, advocates=tuple(featured[row.id]), contents=tuple(shown[row.id]))  # noqa: SLF001
        for row in rows
    ]
