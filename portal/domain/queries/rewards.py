"""The menu, as one person sees it and as the team keeps it (RWD-2)."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.kinds import ActivityKind, Role
from portal.domain.models import Activity, Person, Reward, RewardCode
from portal.domain.queries import gifts
from portal.domain.rules import money
from portal.domain.rules import rewards as rules
from portal.domain.rules.rewards import Offer, Short, Taker
from portal.domain.value_kinds import Fulfilment, RewardGroup, RewardKind


@dataclass(frozen=True)
class Item:
    """A reward as one person sees it; `short` says why it can't be chosen now."""

    id: int
    name: str
    what: str
    group: RewardGroup
    points: int
    stock: int | None
    fulfilment: Fulfilment
    question: str | None
    charities: tuple[str, ...]
    happens: str
    if_plans_change: str | None
    short: Short | None


@dataclass(frozen=True)
class Entry:
    """A reward as the team keeps it."""

    id: int
    kind: RewardKind
    name: str
    what: str
    points: int
    cents: int
    currency: str | None
    stock: int | None
    regions: list[str]
    fulfilment: Fulfilment
    owner_id: int | None
    question: str | None
    charities: list[str]
    happens: str
    if_plans_change: str | None
    position: int
    archived: bool
    owner: str | None
    codes_free: int

    @property
    def cost(self) -> str:
        return money.words(self.cents, self.currency) if self.currency else "No cost"


KEPT = tuple(field.name for field in fields(Entry))[:-2]


def offer(reward: Reward, *, taken: int = 0) -> Offer:
    """The facts of a reward. `taken`: how many of the stock the asker holds already."""
    return Offer(
        kind=reward.kind,
        points=reward.points,
        cents=reward.cents,
        currency=reward.currency,
        stock=None if reward.stock is None else reward.stock + taken,
        regions=tuple(reward.regions),
    )


def menu(session: Session, taker: Taker) -> list[Item]:
    """All that this person may see; what can't be chosen now comes last."""
    rows = session.scalars(select(Reward).where(~Reward.archived).order_by(Reward.position, Reward.id))
    seen = [_item(row, taker) for row in rows if rules.may_see(offer(row), taker)]
    return sorted(seen, key=lambda item: item.short is not None)


def one(session: Session, *, reward_id: int, advocate_id: int, now: datetime) -> tuple[Item, Taker]:
    """What this person may see. Raises NotFound."""
    taker = gifts.taker(session, advocate_id, now=now)
    reward = session.get(Reward, reward_id)
    if reward is None or reward.archived or not rules.may_see(offer(reward), taker):
        raise NotFound
    return _item(reward, taker), taker


def catalogue(session: Session) -> list[Entry]:
    free = (
        select(func.count())
        .where(RewardCode.reward_id == Reward.id, RewardCode.redemption_id.is_(None))
        .scalar_subquery()
    )
    statement: Select[*tuple[Any, ...]] = (
        select(*(getattr(Reward, name) for name in KEPT), Person.name, free)
        .outerjoin(Person, Person.id == Reward.owner_id)
        .order_by(Reward.archived, Reward.position, Reward.id)
    )
    return [Entry(*row) for row in session.execute(statement)]


def entry(session: Session, reward_id: int) -> Entry:
    found = next((each for each in catalogue(session) if each.id == reward_id), None)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Earning:
    """What an activity credits when it is done."""

    id: int
    name: str
    points: int


def earnings(session: Session) -> list[Earning]:
    statement = select(Activity.id, Activity.name, Activity.points).where(~Activity.archived)
    return [Earning(*row) for row in session.execute(statement.order_by(Activity.effort, Activity.position))]


def for_a_review(session: Session, activity_id: int) -> int:
    """What a review credits, which is said with each ask for one; nothing for any other activity."""
    statement = select(Activity.points).where(Activity.id == activity_id, Activity.kind == ActivityKind.REVIEW)
    return session.scalar(statement) or 0


def owners(session: Session) -> list[tuple[int, str]]:
    """Who of the company may give their time."""
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.role != Role.ADVOCATE, Person.disabled_at.is_(None))
        .order_by(Person.name)
    )
    return [(person_id, name) for person_id, name in rows]


def _item(reward: Reward, taker: Taker) -> Item:
    return Item(
        id=reward.id,
        name=reward.name,
        what=reward.what,
        group=rules.GROUPS[reward.kind],
        points=reward.points,
        stock=reward.stock,
        fulfilment=reward.fulfilment,
        question=reward.question,
        charities=tuple(reward.charities),
        happens=reward.happens,
        if_plans_change=reward.if_plans_change,
        short=rules.what_is_short(offer(reward), taker),
    )
