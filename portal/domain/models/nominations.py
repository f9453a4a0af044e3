from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.kinds import Channel, NominationState
from portal.domain.models.base import Base, Key, allowed, one_of


class Nomination(Base):
    """Somebody who might make a good advocate (NOM-1), whoever named them; waits for a person's decision."""

    __tablename__ = "nomination"
    __table_args__ = (
        allowed("state", NominationState),
        allowed("channel", Channel),
        Index("ix_nomination_open", "id", postgresql_where=text("state = 'waiting'")),
        Index("ix_nomination_email", "email"),
        Index(
            "uq_nomination_waiting_own",
            "nominator_id",
            "email",
            unique=True,
            postgresql_where=text("state = 'waiting' AND ask_id IS NULL"),
        ),
    )

    id: Mapped[Key]
    name: Mapped[str]
    email: Mapped[str]
    title: Mapped[str | None]
    company: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    nominator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"))
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    note: Mapped[str | None]
    """Why, in the nominator's words."""
    how_known: Mapped[str | None]
    activity_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[NominationState] = mapped_column(one_of(NominationState), default=NominationState.WAITING)
    reason: Mapped[str | None]
    """Why not now; told to the nominator."""
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    advocate_id: Mapped[int | None] = mapped_column(ForeignKey("advocate.id"))
