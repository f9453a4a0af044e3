from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.kinds import MessageState, Queue, Topic
from portal.domain.models.base import Base, Key, allowed, one_of


class Outbox(Base):
    """One promise, committed with the change that made it (RELIABILITY 3.1). Ids only: no address, no token."""

    __tablename__ = "outbox"
    __table_args__ = (
        allowed("state", MessageState),
        allowed("topic", Topic),
        allowed("queue", Queue),
        CheckConstraint("attempt >= 0", name="attempt_positive"),
        Index(
            "ix_outbox_due",
            "queue",
            "not_before",
            "id",
            postgresql_where=text("state IN ('queued', 'deferred')"),
        ),
        Index(
            "ix_outbox_leased",
            "lease_until",
            postgresql_where=text("state IN ('claimed', 'dotted')"),
        ),
        Index("ix_outbox_state", "state", text("id DESC")),
    )

    id: Mapped[Key]
    topic: Mapped[Topic] = mapped_column(one_of(Topic))
    queue: Mapped[Queue] = mapped_column(one_of(Queue))
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"), index=True)
    about_id: Mapped[int | None]
    """The row its topic speaks of: an invitation, a sign-in, an address change, an import."""
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[MessageState] = mapped_column(one_of(MessageState))
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[int] = mapped_column(default=0)
    dotted_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    last_code: Mapped[int | None] = mapped_column(Integer)
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]


class OutboxAttempt(Base):
    """Append-only: what each claim came to."""

    __tablename__ = "outbox_attempt"

    id: Mapped[Key]
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), index=True)
    lease_token: Mapped[int]
    phase: Mapped[str]
    code: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str | None]
    host: Mapped[str]
    milliseconds: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class Beat(Base):
    """When a periodic process last ran; `/readyz` and the schedule read it."""

    __tablename__ = "beat"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
