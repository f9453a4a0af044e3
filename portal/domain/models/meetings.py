from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.meeting_kinds import CalendarMethod, Side
from portal.domain.models.base import Base, Key, allowed, one_of


class Meeting(Base):
    """How an accepted ask comes to its time (REQ-7). The time that was agreed is the ask's own."""

    __tablename__ = "meeting"
    __table_args__ = (
        allowed("offered_by", Side),
        CheckConstraint("(offered_by IS NULL) = (offered_at IS NULL)", name="offer_dated"),
        CheckConstraint("sequence >= 0", name="sequence_positive"),
        Index("ix_meeting_unchosen", "offered_at", postgresql_where=text("offered_by = 'advocate'")),
    )

    id: Mapped[Key]
    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"), unique=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """What calendars know it by; the same for ever."""
    how: Mapped[str | None]
    """Where the two meet: the address of a video call, a phone number."""
    offered_by: Mapped[Side | None] = mapped_column(one_of(Side))
    """Whose times await the other side's choice; empty where none do."""
    offered_at: Mapped[datetime | None]
    sequence: Mapped[int | None] = mapped_column(Integer)
    """Of the newest calendar entry; empty before the first."""
    created_at: Mapped[datetime]


class MeetingTime(Base):
    """A time that is offered. The zone is that of who offered it."""

    __tablename__ = "meeting_time"
    __table_args__ = (Index("uq_meeting_time_start", "meeting_id", "starts_at", unique=True),)

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    starts_at: Mapped[datetime]
    zone: Mapped[str]


class CalendarEntry(Base):
    """Append-only: what the calendars of both were told, version by version. A message about one says what it says."""

    __tablename__ = "calendar_entry"
    __table_args__ = (
        allowed("method", CalendarMethod),
        allowed("by_side", Side),
        CheckConstraint("sequence >= 0", name="sequence_positive"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
        Index("uq_calendar_entry_sequence", "meeting_id", "sequence", unique=True),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    sequence: Mapped[int] = mapped_column(Integer)
    method: Mapped[CalendarMethod] = mapped_column(one_of(CalendarMethod))
    starts_at: Mapped[datetime]
    zone: Mapped[str]
    minutes: Mapped[int] = mapped_column(Integer)
    how: Mapped[str | None]
    by_side: Mapped[Side] = mapped_column(one_of(Side))
    """Who made it so; the other one reads it as news."""
    note: Mapped[str | None]
    """Why it is off, in their words."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
