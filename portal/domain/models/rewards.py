from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key, allowed, one_of
from portal.domain.value_kinds import Fulfilment, RewardKind


class Reward(Base):
    """One thing on the menu (RWD-2). Money is in cents of its currency; no stock means there is always enough."""

    __tablename__ = "reward"
    __table_args__ = (
        allowed("kind", RewardKind),
        allowed("fulfilment", Fulfilment),
        CheckConstraint("points >= 0", name="points_positive"),
        CheckConstraint("cents >= 0", name="cents_positive"),
        CheckConstraint("(cents > 0) = (currency IS NOT NULL)", name="currency_where_due"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_code"),
        CheckConstraint("stock >= 0", name="stock_positive"),
        CheckConstraint("fulfilment <> 'code' OR stock IS NOT NULL", name="codes_are_counted"),
        CheckConstraint("fulfilment <> 'owner' OR owner_id IS NOT NULL", name="owner_where_due"),
        CheckConstraint("(fulfilment = 'donation') = (kind = 'donation')", name="donations_are_given"),
        CheckConstraint("fulfilment <> 'donation' OR cardinality(charities) > 0", name="charities_to_choose"),
    )

    id: Mapped[Key]
    kind: Mapped[RewardKind] = mapped_column(one_of(RewardKind))
    name: Mapped[str]
    what: Mapped[str]
    points: Mapped[int]
    cents: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str | None]
    stock: Mapped[int | None] = mapped_column(Integer)
    regions: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """Who may have it, by region; nobody named means everybody."""
    fulfilment: Mapped[Fulfilment] = mapped_column(one_of(Fulfilment))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    question: Mapped[str | None]
    """What the person may tell us, such as "What would you like to talk about?"."""
    charities: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    happens: Mapped[str]
    if_plans_change: Mapped[str | None]
    position: Mapped[int] = mapped_column(Integer, default=0)
    archived: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class RewardCode(Base):
    """A voucher's code from an imported file, handed out once."""

    __tablename__ = "reward_code"
    __table_args__ = (
        Index("uq_reward_code_once", "reward_id", "code", unique=True),
        CheckConstraint("(redemption_id IS NULL) = (handed_at IS NULL)", name="handed_to_somebody"),
    )

    id: Mapped[Key]
    reward_id: Mapped[int] = mapped_column(ForeignKey("reward.id"))
    code: Mapped[str]
    redemption_id: Mapped[int | None] = mapped_column(ForeignKey("redemption.id"), index=True)
    handed_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RewardRules(Base):
    """One row: the program's own rules of giving."""

    __tablename__ = "reward_rules"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("expires_after_months BETWEEN 3 AND 120", name="expires_after_range"),
        CheckConstraint("second_points > 0 AND second_cents > 0", name="second_positive"),
        CheckConstraint("gift_limit_cents >= 0", name="gift_limit_positive"),
        CheckConstraint("promised_days BETWEEN 1 AND 60", name="promised_range"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    expires_after_months: Mapped[int] = mapped_column(Integer)
    second_points: Mapped[int]
    second_cents: Mapped[int]
    """From these on, a second person approves."""
    gift_limit_cents: Mapped[int]
    """What one person may be given in one calendar year, in each currency by itself."""
    promised_days: Mapped[int] = mapped_column(Integer)
    """Working days within which a redemption is fulfilled."""
    review_sites: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Hosts of sites whose reviews may be thanked for with points (RWD-6)."""
