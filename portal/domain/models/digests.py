from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key


class Digest(Base):
    """One reader's one mail of a day. With a month it also tells of that month's new proof (ADO-1)."""

    __tablename__ = "digest"
    __table_args__ = (
        Index("uq_digest_person_day", "person_id", "day", unique=True),
        Index("uq_digest_person_month", "person_id", "month", unique=True),
        CheckConstraint("month = date_trunc('month', month)::date", name="month_begins"),
        CheckConstraint("(month IS NULL) = (proof_since IS NULL)", name="proof_dated"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    """In the reader's time zone."""
    month: Mapped[date | None]
    """Its first day."""
    proof_since: Mapped[datetime | None]
    at: Mapped[datetime]


class DigestWish(Base):
    """Which digests somebody wants; without a row, both."""

    __tablename__ = "digest_wish"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    daily: Mapped[bool]
    proof: Mapped[bool]
    changed_at: Mapped[datetime]
