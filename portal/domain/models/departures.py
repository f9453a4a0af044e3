from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.kinds import DepartureKind, Stage
from portal.domain.models.advocates import Account, Advocate
from portal.domain.models.base import Base, Key, allowed, one_of


class Departure(Base):
    """Somebody left their company, or moved to another (ADV-2). Their history stays with them."""

    __tablename__ = "departure"
    __table_args__ = (
        allowed("kind", DepartureKind),
        allowed("stage_before", Stage),
        Index("uq_departure_current", "advocate_id", unique=True, postgresql_where=text("back_at IS NULL")),
        Index("ix_departure_newest", "advocate_id", text("id DESC")),
    )

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"))
    kind: Mapped[DepartureKind] = mapped_column(one_of(DepartureKind))
    stage_before: Mapped[Stage] = mapped_column(one_of(Stage))
    from_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    to_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    back_at: Mapped[datetime | None]
    """When they came back into the program."""
    advocate: Mapped[Advocate] = relationship(lazy="raise")
    to_account: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[to_account_id])
