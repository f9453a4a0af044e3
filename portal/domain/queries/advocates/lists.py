"""Lists of advocates: who they are, what they chose, when each may be asked (CAP-6, CAP-8, SEG-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, Effort, Stage
from portal.domain.models import Account, Advocate, Ask, MatchRow, Person
from portal.domain.queries import activities, askable, programs
from portal.domain.queries.activities import Offer
from portal.domain.rules.caps import Policy, Standing

PAGE = 50
COUNT_TO = 1_000
"""Counts stop here: "1,000+" says enough, and a count over a million rows does not."""

JOINED: Any = (
    Advocate.__table__.join(Person, Person.id == Advocate.person_id)
    .join(MatchRow, MatchRow.advocate_id == Advocate.id)
    .outerjoin(Account, Account.id == Advocate.account_id)
)
_REGION = func.coalesce(Advocate.region, Account.region)


@dataclass(frozen=True)
class Filters:
    """What the list's form says. Everything left empty matches everyone."""

    words: str = ""
    stage: Stage | None = None
    effort: Effort | None = None
    """Can be asked today for something of this class."""
    activity_id: int | None = None
    industry: str = ""
    region: str = ""


@dataclass(frozen=True)
class Ground:
    """What decides who can be asked today."""

    activities: Sequence[Offer]
    policy: Policy
    rest_after: int
    today: date

    def ids(self, effort: Effort) -> frozenset[int]:
        return frozenset(one.id for one in self.activities if one.effort is effort)


@dataclass(frozen=True)
class AdvocateLine:
    """One line of a list. No address and no number: those are shown one at a time, and each showing is logged."""

    id: int
    name: str
    title: str | None
    company: str | None
    industry: str | None
    region: str | None
    stage: Stage
    standing: Standing


@dataclass(frozen=True)
class Page:
    lines: list[AdvocateLine]
    newer: int | None
    """Give as `after` for the page before this one; None on the first."""
    older: int | None


def ground(session: Session, now: datetime) -> Ground:
    program = programs.current(session)
    return Ground(
        activities=activities.offers(session),
        policy=programs.policy(program),
        rest_after=program.rest_after,
        today=programs.today(program, now),
    )


def page(
    session: Session, filters: Filters, ground: Ground, *, before: int | None = None, after: int | None = None
) -> Page:
    """Newest first, by keyset: `before` an id for older ones, `after` an id for newer ones."""
    statement = lines().where(*conditions(filters, ground)).limit(PAGE + 1)
    if after is not None:
        statement = statement.where(Advocate.id > after).order_by(Advocate.id)
    else:
        statement = statement.order_by(Advocate.id.desc())
        if before is not None:
            statement = statement.where(Advocate.id < before)
    found = [line(row) for row in session.execute(statement)]
    more, shown = len(found) > PAGE, found[:PAGE]
    if after is not None:
        shown.reverse()
    has_newer = more if after is not None else before is not None
    has_older = more if after is None else True
    return Page(
        shown,
        newer=shown[0].id if shown and has_newer else None,
        older=shown[-1].id if shown and has_older else None,
    )


def how_many(session: Session, filters: Filters, ground: Ground) -> int:
    """At most COUNT_TO + 1."""
    matching = (
        select(Advocate.id).select_from(JOINED).where(*conditions(filters, ground)).limit(COUNT_TO + 1).subquery()
    )
    return session.execute(select(func.count()).select_from(matching)).scalar_one()


def industries(session: Session) -> list[str]:
    used = select(Account.industry).where(Account.industry.is_not(None), Account.industry != "").distinct()
    return sorted(name for name in session.scalars(used.limit(200)) if name)


def regions(session: Session) -> list[str]:
    used = select(_REGION).select_from(JOINED).where(_REGION.is_not(None), _REGION != "").distinct()
    return sorted(name for name in session.scalars(used.limit(200)) if name)


def lines() -> Select[Any]:
    return select(
        Advocate.id,
        Person.name,
        Person.title,
        Account.name.label("company"),
        Account.industry,
        _REGION.label("region"),
        Advocate.stage,
        *(getattr(MatchRow, name) for name in _FACTS),
        _open_reply_by().label("reply_by"),
    ).select_from(JOINED)


def line(row: Row[Any]) -> AdvocateLine:
    facts = row._mapping  # noqa: SLF001 - SQLAlchemy's public name
    return AdvocateLine(
        **{name: facts[name] for name in ("id", "name", "title", "company", "industry", "region", "stage")},
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
    )


def conditions(filters: Filters, ground: Ground) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_says(word) for word in filters.words.split()[:8]]
    if filters.stage:
        found.append(Advocate.stage == filters.stage)
    if filters.industry:
        found.append(Account.industry == filters.industry)
    if filters.region:
        found.append(_REGION.in_([filters.region]))
    chosen = [one for one in ground.activities if filters.activity_id in (None, one.id)]
    if filters.activity_id and not filters.effort:
        found.append(askable.willing(chosen) if chosen else false())
    if filters.effort:
        of_class = [one for one in chosen if one.effort is filters.effort]
        found.append(askable.today_for(of_class, ground.policy, ground.today))
    return found


def _says(word: str) -> ColumnElement[bool]:
    """The word stands in the name, address, title or company."""
    return or_(
        *(column.icontains(word, autoescape=True) for column in (Person.name, Person.email, Person.title, Account.name))
    )


def _open_reply_by() -> Any:  # noqa: ANN401 - an SQL expression
    open_one = and_(Ask.id == MatchRow.open_ask_id, Ask.state == AskState.SENT)
    return select(Ask.reply_by).where(open_one).correlate(MatchRow).scalar_subquery()


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
)
