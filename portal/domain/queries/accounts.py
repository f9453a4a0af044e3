"""Customer companies: found by words, by name in keyset pages, and one with its people."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import Role, Stage
from portal.domain.models import Account, Advocate, MatchRow, Person, SearchRow
from portal.domain.queries.advocates.lists import Marked

PAGE = 50


@dataclass(frozen=True)
class AccountLine:
    id: int
    name: str
    domain: str | None
    industry: str | None
    region: str | None
    country: str | None
    employees: int | None
    csm: str | None
    people: int


@dataclass(frozen=True)
class Page:
    lines: list[AccountLine]
    before: int | None
    """Give as `before` for the page before this one."""
    after: int | None


@dataclass(frozen=True)
class Company:
    id: int
    name: str
    domain: str | None
    industry: str | None
    region: str | None
    country: str | None
    employees: int | None
    revenue: int | None
    external_id: str | None
    csm_id: int | None
    csm: str | None
    owner_approves: bool
    created_at: datetime


@dataclass(frozen=True)
class Employee(Marked):
    """One of the company's people in the program. No address and no number here."""

    id: int
    name: str
    title: str | None
    stage: Stage
    validated: bool
    last_asked_on: date | None


def page(session: Session, words: str, *, before: int | None = None, after: int | None = None) -> Page:
    """In the order of their names; `before` and `after` name the account next to the page."""
    found = _lines(words)
    if before is not None:
        found = found.where(_place() < _place_of(before)).order_by(_place().desc())
    else:
        found = found.order_by(_place())
        if after is not None:
            found = found.where(_place() > _place_of(after))
    rows = session.execute(found.limit(PAGE + 1)).all()
    more, shown = len(rows) > PAGE, [_line(row) for row in rows[:PAGE]]
    if before is not None:
        shown.reverse()
    has_before = more if before is not None else after is not None
    has_after = more if before is None else True
    return Page(
        shown,
        before=shown[0].id if shown and has_before else None,
        after=shown[-1].id if shown and has_after else None,
    )


def how_many(session: Session, words: str) -> int:
    return session.execute(select(func.count()).select_from(_matching(words).subquery())).scalar_one()


def one(session: Session, account_id: int) -> Company:
    columns = (getattr(Account, name) for name in Company.__dataclass_fields__ if name != "csm")
    row = session.execute(
        select(*columns, Person.name.label("csm"))
        .outerjoin(Person, Person.id == Account.csm_id)
        .where(Account.id == account_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Company(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name


def people(session: Session, account_id: int, *, before: int | None = None) -> list[Employee]:
    """Newest first; one more than PAGE where there are more."""
    statement = (
        select(
            Advocate.hot_on,
            SearchRow.fresh_until,
            func.coalesce(SearchRow.unconfirmed, false()),
            Advocate.id,
            Person.name,
            Person.title,
            Advocate.stage,
            Advocate.validated_at.is_not(None),
            func.greatest(MatchRow.last_high_on, MatchRow.last_low_on),
        )
        .join(Person, Person.id == Advocate.person_id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .outerjoin(SearchRow, SearchRow.advocate_id == Advocate.id)
        .where(Advocate.account_id == account_id, Advocate.merged_into_id.is_(None))
        .order_by(Advocate.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        statement = statement.where(Advocate.id < before)
    return [Employee(*row) for row in session.execute(statement)]


def managers(session: Session) -> dict[int, str]:
    """Who can own an account: the company's own people who have access."""
    statement = (
        select(Person.id, Person.name)
        .where(Person.role != Role.ADVOCATE, Person.disabled_at.is_(None))
        .order_by(func.lower(Person.name), Person.id)
    )
    return {row.id: row.name for row in session.execute(statement)}


def _matching(words: str) -> Select[int]:
    found = select(Account.id)
    for word in words.split():
        places = (Account.name, Account.domain, Account.industry)
        found = found.where(or_(*(column.icontains(word, autoescape=True) for column in places)))
    return found


def _lines(words: str) -> Select[int, str, str | None, str | None, str | None, str | None, int | None, str, int]:
    csm = aliased(Person)
    here = select(func.count()).where(Advocate.account_id == Account.id, Advocate.merged_into_id.is_(None))
    return (
        select(
            Account.id,
            Account.name,
            Account.domain,
            Account.industry,
            Account.region,
            Account.country,
            Account.employees,
            csm.name.label("csm"),
            here.correlate(Account).scalar_subquery().label("people"),
        )
        .outerjoin(csm, csm.id == Account.csm_id)
        .where(Account.id.in_(_matching(words)))
    )


def _line(row: Row[int, str, str | None, str | None, str | None, str | None, int | None, str, int]) -> AccountLine:
    return AccountLine(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name


def _place() -> ColumnElement[str]:
    return func.lower(Account.name)


def _place_of(account_id: int) -> ScalarSelect[str]:
    other = aliased(Account)
    return select(func.lower(other.name)).where(other.id == account_id).scalar_subquery()
