from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, literal_column
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key, allowed, one_of
from portal.domain.value_kinds import RewardGroup


class BudgetLine(Base):
    """Money for one group of rewards in one period (RWD-4). Its figures are its accounts in the ledger."""

    __tablename__ = "budget_line"
    __table_args__ = (
        allowed("pays_for", RewardGroup),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_code"),
        CheckConstraint("starts_on < ends_on", name="period_forward"),
        ExcludeConstraint(
            ("pays_for", "="),
            ("currency", "="),
            (literal_column("daterange(starts_on, ends_on)"), "&&"),
            using="gist",
            name="one_line_a_day",
        ),
    )

    id: Mapped[Key]
    name: Mapped[str]
    pays_for: Mapped[RewardGroup] = mapped_column(one_of(RewardGroup))
    currency: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The first day that is no longer in it."""
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
