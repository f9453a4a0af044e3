from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.kinds import InvitationState, JoinRequestState
from portal.domain.models.advocates import Advocate
from portal.domain.models.base import Base, Key, allowed, one_of
from portal.domain.models.people import Person


class Invitation(Base):
    """To join the program: once, one reminder after 7 days, not again for 184 days (CAP-9)."""

    __tablename__ = "invitation"
    __table_args__ = (
        allowed("state", InvitationState),
        Index(
            "uq_invitation_open",
            "advocate_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_invitation_newest", "advocate_id", text("id DESC")),
    )

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"))
    inviter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[InvitationState] = mapped_column(one_of(InvitationState), default=InvitationState.OPEN)
    note: Mapped[str | None]
    """The inviter's own words, shown in the letter."""
    version: Mapped[int] = mapped_column(Integer, default=1)
    import_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    reached_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    advocate: Mapped[Advocate] = relationship(lazy="raise")
    inviter: Mapped[Person] = relationship(lazy="raise")


class JoinRequest(Base):
    """Someone who asked to join on the public page; the team decides (ID-5)."""

    __tablename__ = "join_request"
    __table_args__ = (
        allowed("state", JoinRequestState),
        Index(
            "uq_join_request_waiting",
            "email",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[Key]
    email: Mapped[str]
    name: Mapped[str]
    company: Mapped[str]
    title: Mapped[str | None]
    activities: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    words: Mapped[str | None]
    link_id: Mapped[int | None] = mapped_column(ForeignKey("join_link.id"), index=True)
    state: Mapped[JoinRequestState] = mapped_column(one_of(JoinRequestState), default=JoinRequestState.WAITING)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    advocate_id: Mapped[int | None] = mapped_column(ForeignKey("advocate.id"))
