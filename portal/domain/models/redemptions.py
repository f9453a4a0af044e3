from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key, allowed, one_of
from portal.domain.value_kinds import RedemptionState


class Redemption(Base):
    """An advocate chose a reward; its price is fixed here (RWD-3)."""

    __tablename__ = "redemption"
    __table_args__ = (
        allowed("state", RedemptionState),
        CheckConstraint("points >= 0 AND cents >= 0", name="price_positive"),
        CheckConstraint("(cents > 0) = (currency IS NOT NULL)", name="currency_where_due"),
        CheckConstraint("second_by IS NULL OR first_by <> second_by", name="two_people"),
        CheckConstraint("state NOT IN ('approved', 'fulfilled') OR first_by IS NOT NULL", name="approved_by_somebody"),
        CheckConstraint("(line_id IS NOT NULL) = (cents > 0 AND state IN ('approved', 'fulfilled'))", name="paid_from"),
        CheckConstraint("state IN ('held', 'approved') OR address IS NULL", name="address_erased"),
        Index("uq_redemption_key", "advocate_id", "key", unique=True),
        Index("ix_redemption_state_due", "state", "due_on", "id"),
    )

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"))
    reward_id: Mapped[int] = mapped_column(ForeignKey("reward.id"), index=True)
    key: Mapped[str]
    """Made by the server with the form; the same form sent again is the same redemption."""
    params_hash: Mapped[bytes] = mapped_column(LargeBinary)
    price_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Over whose, what and for how much: a price that was changed later is found."""
    points: Mapped[int]
    cents: Mapped[int]
    currency: Mapped[str | None]
    state: Mapped[RedemptionState] = mapped_column(one_of(RedemptionState), default=RedemptionState.HELD)
    round: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    """Counts the tries to fulfil it: a failure opens it again."""
    charity: Mapped[str | None]
    words: Mapped[str | None]
    address: Mapped[str | None]
    due_on: Mapped[date]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    first_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    second_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_line.id"), index=True)
    chosen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RedemptionEvent(Base):
    """What became of it, for the advocate to read."""

    __tablename__ = "redemption_event"
    __table_args__ = (allowed("state", RedemptionState),)

    id: Mapped[Key]
    redemption_id: Mapped[int] = mapped_column(ForeignKey("redemption.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[RedemptionState] = mapped_column(one_of(RedemptionState))
    note: Mapped[str | None]
