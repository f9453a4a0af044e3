"""The team's library: everything there is, by state. Of what was taken back only that there was something."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from portal.domain.kinds import ContentKind, ContentState
from portal.domain.models import Account, Advocate, Content, Person
from portal.domain.models.base import one_of
from portal.domain.queries.contents.due import asked_at
from portal.domain.queries.contents.matching import PAGE, Filters, matching
from portal.domain.queries.contents.usable import used
from portal.domain.rules import contents as rules

__all__ = ["PAGE", "Filters", "LibraryLine", "LibraryPage", "choices", "counts", "page"]


@dataclass(frozen=True)
class LibraryLine:
    """`title` is None for what was taken back."""

    id: int
    kind: ContentKind
    title: str | None
    state: ContentState
    advocate_id: int | None
    name: str | None
    company: str | None
    industry: str | None
    products: list[str]
    tags: list[str]
    ends_on: date | None
    changed_at: datetime
    asked_at: datetime | None
    """When the approval was asked for that it waits for."""
    uses: int

    def is_overdue(self, now: datetime) -> bool:
        return self.asked_at is not None and self.asked_at <= now - rules.OVERDUE_AFTER


@dataclass(frozen=True)
class LibraryPage:
    lines: list[LibraryLine]
    newer: int | None
    older: int | None


def counts(session: Session, today: date) -> dict[ContentState, int]:
    state = state_on(today)
    found = {row[0]: row[1] for row in session.execute(select(state, func.count()).group_by(state))}
    return {one: found.get(one, 0) for one in ContentState}


def page(
    session: Session,
    today: date,
    state: ContentState | None,
    filters: Filters,
    *,
    before: int | None = None,
    after: int | None = None,
) -> LibraryPage:
    """Newest first, by keyset. What was taken back comes only when its state is asked for, and no word finds it."""
    statement = _lines(today).where(*matching(filters, Account.name, Person.name)).limit(PAGE + 1)
    statement = statement.where(state_on(today) == state if state else Content.state != ContentState.REVOKED)
    if filters.words:
        statement = statement.where(Content.state != ContentState.REVOKED)
    if after is not None:
        statement = statement.where(Content.id > after).order_by(Content.id)
    else:
        statement = statement.order_by(Content.id.desc())
        if before is not None:
            statement = statement.where(Content.id < before)
    found = [LibraryLine(*row) for row in session.execute(statement)]
    more, shown = len(found) > PAGE, found[:PAGE]
    if after is not None:
        shown.reverse()
    has_newer = more if after is not None else before is not None
    has_older = more or after is not None
    return LibraryPage(
        shown, shown[0].id if shown and has_newer else None, shown[-1].id if shown and has_older else None
    )


def choices(session: Session) -> dict[str, list[str]]:
    """Products, industries and tags that some content has."""
    live = Content.state != ContentState.REVOKED
    parts = (
        select(literal("industry").label("facet"), Content.industry.label("value")).where(live, Content.industry != ""),
        select(literal("product"), func.unnest(Content.products)).where(live),
        select(literal("tag"), func.unnest(Content.tags)).where(live),
    )
    every = union_all(*parts).subquery()
    found: dict[str, list[str]] = {"industry": [], "product": [], "tag": []}
    rows = session.execute(select(every.c.facet, every.c.value).distinct()).all()
    for facet, value in sorted(rows, key=lambda row: str(row.value).lower()):
        found[facet].append(value)
    return found


def state_on(today: date) -> ColumnElement[ContentState]:
    """What it is today: over from its day on, also before the job has noted it."""
    over = and_(Content.state.in_(rules.BOUND), Content.ends_on <= today)
    return case((over, literal(ContentState.EXPIRED, one_of(ContentState))), else_=Content.state)


def _lines(today: date) -> Select[Any]:
    taken_back = Content.state == ContentState.REVOKED
    return (
        select(
            Content.id,
            Content.kind,
            case((taken_back, None), else_=Content.title).label("title"),
            state_on(today).label("state"),
            Content.advocate_id,
            Person.name,
            Account.name.label("company"),
            Content.industry,
            Content.products,
            Content.tags,
            Content.ends_on,
            Content.changed_at,
            case((Content.state == ContentState.SENT, asked_at())).label("asked_at"),
            used(),
        )
        .outerjoin(Advocate, Advocate.id == Content.advocate_id)
        .outerjoin(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Content.account_id)
    )
