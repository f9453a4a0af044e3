"""Deals of the CRM: found by words, in keyset pages, and one with what it was and what touched it."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import LinkKind, Outcome
from portal.domain.errors import NotFound
from portal.domain.kinds import Role
from portal.domain.models import (
    Account,
    ContentUse,
    Opportunity,
    OpportunityLink,
    OpportunityOwner,
    OpportunityVersion,
    Person,
    Product,
)

PAGE = 50


@dataclass(frozen=True)
class Filters:
    words: str = ""
    outcome: Outcome | None = None
    owner: str = ""
    """As the CRM names them."""
    without_account: bool = False


@dataclass(frozen=True)
class OpportunityLine:
    """`company` and `owner_account` are names: of the account, and of the colleague who is tied to the owner.

    `manager` is the owner's, `series` the product's.
    """

    id: int
    external_id: str
    name: str
    account_id: int | None
    company: str | None
    owner_name: str | None
    owner_account: str | None
    team: str | None
    manager: str | None
    product: str | None
    series: str | None
    stage: str
    outcome: Outcome
    amount_cents: int | None
    currency: str | None
    opened_on: date | None
    closes_on: date | None
    changed_at: datetime


@dataclass(frozen=True)
class Page:
    lines: list[OpportunityLine]
    newer: int | None
    """Give as `after` for the page before this one."""
    older: int | None


@dataclass(frozen=True)
class Version:
    """What a deal was from `at` on."""

    at: datetime
    stage: str
    outcome: Outcome
    amount_cents: int | None
    currency: str | None
    closes_on: date | None


@dataclass(frozen=True)
class Touch:
    """Something of the program that touched the deal: the request, the ask, the content or the nomination."""

    kind: LinkKind
    about_id: int
    by: str | None
    at: datetime


@dataclass(frozen=True)
class Owner:
    """A seller as the CRM names them. `colleague` is who is tied to the name."""

    id: int
    name: str
    team: str | None
    manager: str | None
    colleague_id: int | None
    colleague: str | None
    deals: int
    open: int


def page(session: Session, filters: Filters, *, before: int | None = None, after: int | None = None) -> Page:
    """Newest first."""
    statement = _lines().where(*_matching(filters)).limit(PAGE + 1)
    if after is not None:
        statement = statement.where(Opportunity.id > after).order_by(Opportunity.id)
    else:
        statement = statement.order_by(Opportunity.id.desc())
        if before is not None:
            statement = statement.where(Opportunity.id < before)
    found = [OpportunityLine(*row) for row in session.execute(statement)]
    more, shown = len(found) > PAGE, found[:PAGE]
    if after is not None:
        shown.reverse()
    has_newer = more if after is not None else before is not None
    has_older = more or after is not None
    return Page(shown, shown[0].id if shown and has_newer else None, shown[-1].id if shown and has_older else None)


def counts(session: Session, filters: Filters) -> dict[Outcome, int]:
    """Of each outcome, whichever is chosen."""
    matching = _matching(replace(filters, outcome=None))
    statement = select(Opportunity.outcome, func.count().label("number")).outerjoin(
        Account, Account.id == Opportunity.account_id
    )
    rows = session.execute(statement.where(*matching).group_by(Opportunity.outcome))
    found = {row.outcome: row.number for row in rows}
    return {outcome: found.get(outcome, 0) for outcome in Outcome}


def one(session: Session, opportunity_id: int) -> OpportunityLine:
    row = session.execute(_lines().where(Opportunity.id == opportunity_id)).one_or_none()
    if row is None:
        raise NotFound
    return OpportunityLine(*row)


def versions(session: Session, opportunity_id: int) -> list[Version]:
    """The newest first."""
    columns = (getattr(OpportunityVersion, field.name) for field in fields(Version))
    statement = select(*columns).where(OpportunityVersion.opportunity_id == opportunity_id)
    return [Version(*row) for row in session.execute(statement.order_by(OpportunityVersion.id.desc()))]


def touches(session: Session, opportunity_id: int) -> list[Touch]:
    """The newest first."""
    statement = (
        select(
            OpportunityLink.kind,
            func.coalesce(ContentUse.content_id, OpportunityLink.about_id),
            Person.name,
            OpportunityLink.at,
        )
        .outerjoin(Person, Person.id == OpportunityLink.actor_id)
        .outerjoin(
            ContentUse, and_(ContentUse.id == OpportunityLink.about_id, OpportunityLink.kind == LinkKind.CONTENT)
        )
        .where(OpportunityLink.opportunity_id == opportunity_id)
        .order_by(OpportunityLink.id.desc())
    )
    return [Touch(*row) for row in session.execute(statement)]


def without_account(session: Session) -> int:
    """How many deals name no account."""
    statement = select(func.count()).select_from(Opportunity).where(Opportunity.account_id.is_(None))
    return session.execute(statement).scalar_one()


def owners(session: Session) -> list[Owner]:
    """Names that no colleague is tied to come first, those with the most deals before the rest."""
    open_ones = func.count(Opportunity.id).filter(Opportunity.outcome == Outcome.OPEN)
    number = func.count(Opportunity.id)
    statement = (
        select(
            OpportunityOwner.id,
            OpportunityOwner.name,
            OpportunityOwner.team,
            OpportunityOwner.manager,
            OpportunityOwner.colleague_id,
            Person.name.label("colleague"),
            number.label("deals"),
            open_ones.label("open"),
        )
        .outerjoin(Person, Person.id == OpportunityOwner.colleague_id)
        .outerjoin(Opportunity, func.lower(Opportunity.owner_name) == func.lower(OpportunityOwner.name))
        .group_by(OpportunityOwner.id, Person.name)
        .order_by(OpportunityOwner.colleague_id.is_not(None), number.desc(), func.lower(OpportunityOwner.name))
    )
    return [Owner(*row) for row in session.execute(statement)]


def colleagues(session: Session) -> dict[int, str]:
    """The company's own people who can be tied to a name."""
    statement = (
        select(Person.id, Person.name)
        .where(Person.role != Role.ADVOCATE, Person.disabled_at.is_(None))
        .order_by(func.lower(Person.name), Person.id)
    )
    return {row.id: row.name for row in session.execute(statement)}


def _matching(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for word in filters.words.split():
        places = (Opportunity.name, Opportunity.external_id, Opportunity.owner_name, Opportunity.product, Account.name)
        found.append(or_(*(column.icontains(word, autoescape=True) for column in places)))
    if filters.outcome:
        found.append(Opportunity.outcome == filters.outcome)
    if filters.owner:
        found.append(func.lower(Opportunity.owner_name) == func.lower(filters.owner))
    if filters.without_account:
        found.append(Opportunity.account_id.is_(None))
    return found


def _lines() -> Select[*tuple[Any, ...]]:
    named: dict[str, Any] = {
        "company": Account.name,
        "owner_account": Person.name,
        "manager": OpportunityOwner.manager,
        "series": Product.series,
    }
    names = [field.name for field in fields(OpportunityLine)]
    columns = (named[name] if name in named else getattr(Opportunity, name) for name in names)
    return (
        select(*columns)
        .outerjoin(Account, Account.id == Opportunity.account_id)
        .outerjoin(Person, Person.id == Opportunity.owner_id)
        .outerjoin(OpportunityOwner, func.lower(OpportunityOwner.name) == func.lower(Opportunity.owner_name))
        .outerjoin(Product, func.lower(Product.name) == func.lower(Opportunity.product))
    )
