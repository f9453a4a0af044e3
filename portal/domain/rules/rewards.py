"""Which rewards somebody sees, and why one can't be chosen now (RWD-2, RWD-5)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.domain.rules import gifts
from portal.domain.value_kinds import GiftPolicy, RewardGroup, RewardKind

GROUPS = {
    RewardKind.EARLY_ACCESS: RewardGroup.ACCESS,
    RewardKind.EXECUTIVE_TIME: RewardGroup.ACCESS,
    RewardKind.PEER_NETWORKING: RewardGroup.PEERS,
    RewardKind.TRAINING: RewardGroup.LEARNING,
    RewardKind.DONATION: RewardGroup.GIVING,
    RewardKind.CO_MARKETING: RewardGroup.RECOGNITION,
    RewardKind.SWAG: RewardGroup.GIFTS,
    RewardKind.GIFT_CARD: RewardGroup.GIFTS,
}
FRIDAY = 4


class Short(StrEnum):
    """Why a reward that somebody may see can't be chosen now."""

    POINTS = "points"
    STOCK = "stock"
    YEAR = "year"


@dataclass(frozen=True)
class Offer:
    kind: RewardKind
    points: int
    cents: int
    currency: str | None
    stock: int | None
    regions: tuple[str, ...]


@dataclass(frozen=True)
class Taker:
    """Facts about one person. `given` is the value given to them this year, in cents by currency."""

    points: int
    region: str | None
    policy: GiftPolicy
    off: bool
    given: dict[str, int]
    year_limit: int


def may_see(offer: Offer, taker: Taker) -> bool:
    """What their policy or region rules out is not shown, and not found."""
    if taker.off or offer.kind not in gifts.ALLOWED[taker.policy]:
        return False
    return not offer.regions or taker.region in offer.regions


def what_is_short(offer: Offer, taker: Taker) -> Short | None:
    if offer.stock == 0:
        return Short.STOCK
    if offer.currency and gifts.counts(offer.kind):
        given = taker.given.get(offer.currency, 0)
        if given + offer.cents > taker.year_limit:
            return Short.YEAR
    return Short.POINTS if offer.points > taker.points else None


def due_on(day: date, working_days: int) -> date:
    """So many working days later."""
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() <= FRIDAY
    return day
