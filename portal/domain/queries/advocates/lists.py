"""Lists of advocates: who they are, what they chose, when each may be asked (CAP-6, CAP-8, SEG-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, false, func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, Channel, Stage
from portal.domain.models import Account, Advocate, Ask, MatchRow, Person, SearchRow
from portal.domain.queries import searches
from portal.domain.queries.grounds import Ground
from portal.domain.recordsets import among
from portal.domain.rules import freshness
from portal.domain.rules.caps import Standing
from portal.domain.rules.searches import Criteria

PAGE = 50

JOINED: Any = (
    Advocate.__table__.join(Person, Person.id == Advocate.person_id)
    .join(MatchRow, MatchRow.advocate_id == Advocate.id)
    .outerjoin(Account, Account.id == Advocate.account_id)
    .outerjoin(SearchRow, SearchRow.advocate_id == Advocate.id)
)
_REGION = func.coalesce(Advocate.region, Account.region)


@dataclass(frozen=True)
class Marked:
    """What is marked beside a name wherever somebody is listed (ADV-6)."""

    hot_on: date | None
    fresh_until: date | None
    unconfirmed: bool

    def is_hot(self, today: date) -> bool:
        return freshness.is_hot(self.hot_on, today)

    def is_stale(self, today: date) -> bool:
        """Something that was once confirmed no longer holds."""
        return self.fresh_until is not None and self.fresh_until <= today

    def is_unconfirmed(self, today: date) -> bool:
        """Nothing is out of date, but nobody ever confirmed something of it."""
        return self.unconfirmed and not self.is_stale(today)


@dataclass(frozen=True)
class AdvocateLine(Marked):
    """One line of a list. No address and no number: those are shown one at a time, and each showing is logged."""

    id: int
    name: str
    title: str | None
    company: str | None
    industry: str | None
    region: str | None
    stage: Stage
    channel: Channel
    tags: list[str]
    employees: int | None
    standing: Standing


@dataclass(frozen=True)
class Page:
    lines: list[AdvocateLine]
    newer: int | None
    """Give as `after` for the page before this one; None on the first."""
    older: int | None


def page(
    session: Session, criteria: Criteria, ground: Ground, *, before: int | None = None, after: int | None = None
) -> Page:
    """Newest first, by keyset: `before` an id for older ones, `after` an id for newer ones."""
    ids = searches.newest(session, criteria, ground, limit=PAGE + 1, before=before, after=after)
    more, shown = len(ids) > PAGE, sorted(ids[:PAGE], reverse=True)
    has_newer = more if after is not None else before is not None
    has_older = more if after is None else True
    return Page(
        listed(session, shown),
        newer=shown[0] if shown and has_newer else None,
        older=shown[-1] if shown and has_older else None,
    )


def listed(session: Session, ids: Sequence[int]) -> list[AdvocateLine]:
    """Their lines, newest first."""
    if not ids:
        return []
    statement = lines().where(among(Advocate.id, ids)).order_by(Advocate.id.desc())
    return [line(row) for row in session.execute(statement)]


def lines() -> Select[*tuple[Any, ...]]:
    return select(
        Advocate.id,
        Person.name,
        Person.title,
        Account.name.label("company"),
        Account.industry,
        _REGION.label("region"),
        Advocate.stage,
        Advocate.channel,
        Advocate.tags,
        Advocate.hot_on,
        Account.employees,
        SearchRow.fresh_until,
        func.coalesce(SearchRow.unconfirmed, false()).label("unconfirmed"),
        *(getattr(MatchRow, name) for name in _FACTS),
        _open_reply_by().label("reply_by"),
    ).select_from(JOINED)


def line(row: Row[Any]) -> AdvocateLine:
    facts = row._mapping  # noqa: SLF001 - SQLAlchemy's public name
    return AdvocateLine(
        **{name: facts[name] for name in _SHOWN},
        standing=standing(row),
    )


def standing(row: Row[Any]) -> Standing:
    """Of a row with the columns of `lines`."""
    return Standing(
        may_be_asked=row.may_be_asked,
        resting=row.resting,
        shares_contact=row.shares_contact,
        awaiting=row.open_ask_id is not None,
        reply_by=row.reply_by,
        last_high_on=row.last_high_on,
        last_low_on=row.last_low_on,
        high_gap=row.high_gap,
        low_gap=row.low_gap,
        break_until=row.break_until,
        happy=frozenset(row.happy),
        ask_first=frozenset(row.ask_first),
        reachable=row.reachable,
    )


def _open_reply_by() -> Any:  # noqa: ANN401 - an SQL expression
    open_one = and_(Ask.id == MatchRow.open_ask_id, Ask.state == AskState.SENT)
    return select(Ask.reply_by).where(open_one).correlate(MatchRow).scalar_subquery()


_SHOWN = tuple(name for name in AdvocateLine.__dataclass_fields__ if name != "standing")
_FACTS = (
    "may_be_asked",
    "resting",
    "shares_contact",
    "open_ask_id",
    "last_high_on",
    "last_low_on",
    "high_gap",
    "low_gap",
    "break_until",
    "happy",
    "ask_first",
    "reachable",
)
