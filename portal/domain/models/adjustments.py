from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key, allowed, one_of
from portal.domain.value_kinds import AdjustmentState


class Adjustment(Base):
    """Points given or taken by hand, with a reason that the advocate reads. Above a limit a second person decides."""

    __tablename__ = "adjustment"
    __table_args__ = (
        allowed("state", AdjustmentState),
        CheckConstraint("points <> 0", name="points_some"),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("decided_by IS NULL OR decided_by <> by_id", name="two_people"),
    )

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    points: Mapped[int]
    reason: Mapped[str]
    state: Mapped[AdjustmentState] = mapped_column(one_of(AdjustmentState))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_at: Mapped[datetime | None]
