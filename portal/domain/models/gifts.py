from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, allowed, one_of
from portal.domain.value_kinds import GiftPolicy


class AccountGifts(Base):
    """What the people of one customer company may accept. No row: as its sector has it (RWD-5)."""

    __tablename__ = "account_gifts"
    __table_args__ = (allowed("policy", GiftPolicy),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    policy: Mapped[GiftPolicy] = mapped_column(one_of(GiftPolicy))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    changed_at: Mapped[datetime]


class AdvocateGifts(Base):
    """What one person says they may accept; with credits turned off they earn none."""

    __tablename__ = "advocate_gifts"
    __table_args__ = (allowed("policy", GiftPolicy),)

    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), primary_key=True, autoincrement=False)
    policy: Mapped[GiftPolicy] = mapped_column(one_of(GiftPolicy))
    off_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    changed_at: Mapped[datetime]
