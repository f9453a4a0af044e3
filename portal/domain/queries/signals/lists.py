"""Lists of what was heard, newest first, and one signal."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import NominationState, SignalKind
from portal.domain.models import Nomination, Person, Signal

PAGE = 50
UP_TO = 1_000
"""Beyond so many a count says no more than that."""


class Tab(StrEnum):
    WAITING = "waiting"
    DECIDED = "decided"
    OTHERS = "others"
    ALL = "all"


@dataclass(frozen=True)
class Criteria:
    tab: Tab = Tab.ALL
    kind: SignalKind | None = None
    words: str = ""


@dataclass(frozen=True)
class SignalLine:
    """`words` are all of them in `one`, the beginning in a list."""

    id: int
    kind: SignalKind
    source: str
    email: str
    name: str | None
    company: str | None
    happened_on: date
    score: int | None
    words: str | None
    feeling: int | None
    sentence: str | None
    corrected_feeling: int | None
    corrected_by: str | None
    corrected_at: datetime | None
    nomination_id: int | None
    state: NominationState | None
    """Of the candidate it made."""


@dataclass(frozen=True)
class Page:
    lines: list[SignalLine]
    newer: int | None
    """Give as `after` for the page before this one; None on the first."""
    older: int | None


def page(session: Session, criteria: Criteria, *, before: int | None = None, after: int | None = None) -> Page:
    """Newest in first, by keyset: `before` an id for older ones, `after` an id for newer ones."""
    statement = _lines(func.left(Signal.words, 300)).where(*conditions(criteria)).limit(PAGE + 1)
    if after is not None:
        statement = statement.where(Signal.id > after).order_by(Signal.id)
    else:
        statement = statement.order_by(Signal.id.desc())
        if before is not None:
            statement = statement.where(Signal.id < before)
    rows = session.execute(statement).all()
    more = len(rows) > PAGE
    lines = sorted((SignalLine(*row) for row in rows[:PAGE]), key=lambda line: line.id, reverse=True)
    has_newer = more if after is not None else before is not None
    has_older = more if after is None else True
    return Page(
        lines,
        newer=lines[0].id if lines and has_newer else None,
        older=lines[-1].id if lines and has_older else None,
    )


def one(session: Session, signal_id: int) -> SignalLine:
    row = session.execute(_lines(Signal.words).where(Signal.id == signal_id)).one_or_none()
    if row is None:
        raise NotFound
    return SignalLine(*row)


def counts(session: Session) -> dict[Tab, int]:
    """Of each tab without its filters, up to one more than UP_TO; those to decide about are people, not signals."""
    return dict(zip(Tab, session.execute(select(*map(_counted, Tab))).one(), strict=True))


def _counted(tab: Tab) -> ScalarSelect[int]:
    key = Signal.nomination_id if tab is Tab.WAITING else Signal.id
    rows = select(key).outerjoin(Nomination, Nomination.id == Signal.nomination_id).where(*conditions(Criteria(tab)))
    rows = rows.distinct() if tab is Tab.WAITING else rows
    return select(func.count()).select_from(rows.limit(UP_TO + 1).subquery()).scalar_subquery()


def conditions(criteria: Criteria) -> list[ColumnElement[bool]]:
    """Over Signal and its Nomination. Each word stands somewhere in the name, address, company or words."""
    found: list[ColumnElement[bool]] = []
    if criteria.tab is Tab.WAITING:
        found.append(Nomination.state == NominationState.WAITING)
    elif criteria.tab is Tab.DECIDED:
        found.append(Nomination.state != NominationState.WAITING)
    elif criteria.tab is Tab.OTHERS:
        found.append(Signal.nomination_id.is_(None))
    if criteria.kind:
        found.append(Signal.kind == criteria.kind)
    places = (Signal.name, Signal.email, Signal.company, Signal.words)
    return found + [
        or_(*(column.icontains(word, autoescape=True) for column in places)) for word in criteria.words.split()[:8]
    ]


def _lines(words: SQLColumnExpression[str | None]) -> Select[*tuple[Any, ...]]:
    corrector, customer = aliased(Person), aliased(Person)
    return (
        select(
            Signal.id,
            Signal.kind,
            Signal.source,
            Signal.email,
            func.coalesce(customer.name, Signal.name),
            Signal.company,
            Signal.happened_on,
            Signal.score,
            words,
            Signal.feeling,
            Signal.sentence,
            Signal.corrected_feeling,
            corrector.name,
            Signal.corrected_at,
            Signal.nomination_id,
            Nomination.state,
        )
        .outerjoin(customer, customer.id == Signal.person_id)
        .outerjoin(corrector, corrector.id == Signal.corrected_by)
        .outerjoin(Nomination, Nomination.id == Signal.nomination_id)
    )
