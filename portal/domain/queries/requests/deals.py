"""Deals that a request can be for: one's own first, others by their name or number (REQ-1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import Outcome
from portal.domain.models import Account, Opportunity

OWN, FOUND = 50, 20


@dataclass(frozen=True)
class Deal:
    id: int
    name: str
    product: str | None
    closes_on: date | None
    company: str | None
    industry: str | None
    region: str | None
    employees: int | None

    @property
    def words(self) -> str:
        return ", ".join(filter(None, (self.company or self.name, self.product)))


def of_mine(session: Session, person_id: int) -> list[Deal]:
    """Open ones, those that close first before the rest."""
    own = _deals().where(Opportunity.owner_id == person_id, Opportunity.outcome == Outcome.OPEN)
    ordered = own.order_by(Opportunity.closes_on.asc().nulls_last(), Opportunity.id.desc()).limit(OWN)
    return [Deal(*row) for row in session.execute(ordered)]


def named(session: Session, words: str) -> list[Deal]:
    """Whose number it is, or whose name or company begins like this; open ones first."""
    tidy = " ".join(words.split())
    if not tidy:
        return []
    begins = tidy.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    found = _deals().where(
        or_(
            func.lower(Opportunity.external_id) == func.lower(tidy),
            func.lower(Opportunity.name).like(func.lower(begins)),
            func.lower(Account.name).like(func.lower(begins)),
        )
    )
    ordered = found.order_by(Opportunity.outcome != Outcome.OPEN, Opportunity.id.desc()).limit(FOUND)
    return [Deal(*row) for row in session.execute(ordered)]


def deal(session: Session, opportunity_id: int) -> Deal | None:
    row = session.execute(_deals().where(Opportunity.id == opportunity_id)).one_or_none()
    return Deal(*row) if row else None


def _deals() -> Select[*tuple[Any, ...]]:
    return select(
        Opportunity.id,
        Opportunity.name,
        Opportunity.product,
        Opportunity.closes_on,
        Account.name.label("company"),
        Account.industry,
        Account.region,
        Account.employees,
    ).outerjoin(Account, Account.id == Opportunity.account_id)
