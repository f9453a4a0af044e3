from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.kinds import Part
from portal.domain.models.base import Base, Key, allowed, one_of


class Confirmation(Base):
    """When a part of a profile was last confirmed (ADV-6), or called wrong by the advocate and not put right since.

    Each activity's own date is its willingness row's.
    """

    __tablename__ = "confirmation"
    __table_args__ = (
        allowed("part", Part),
        CheckConstraint("num_nonnulls(confirmed_at, doubted_at) >= 1", name="says_something"),
    )

    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), primary_key=True, autoincrement=False)
    part: Mapped[Part] = mapped_column(one_of(Part), primary_key=True)
    confirmed_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Reconfirmation(Base):
    """One mail that asks an advocate to confirm what went stale; at most one program mail in 31 days (CAP-9)."""

    __tablename__ = "reconfirmation"

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
