from datetime import date, datetime, time

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    Integer,
    Time,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.kinds import AskState, Effort, Via
from portal.domain.models.advocates import Advocate
from portal.domain.models.base import Base, Key, allowed, one_of
from portal.domain.models.people import Person
from portal.domain.models.program import Activity

QUIET = "daterange(asked_on, asked_on + CASE effort WHEN 'high' THEN 92 ELSE 31 END)"


class Ask(Base):
    """One small, specific question to one advocate.

    `quiet` is the bare policy's window; the exclusion constraint keeps two windows of one advocate and effort apart
    whatever wrote the rows. `asked_on` is a day of the program's time zone, empty until a draft is sent.
    """

    __tablename__ = "ask"
    __table_args__ = (
        allowed("state", AskState),
        allowed("effort", Effort),
        CheckConstraint("minutes BETWEEN 1 AND 2400", name="minutes_range"),
        CheckConstraint(
            "CASE WHEN state IN ('draft', 'undelivered') THEN NOT holds_place"
            " WHEN state = 'withdrawn' THEN true ELSE holds_place END",
            name="place_fits_state",
        ),
        CheckConstraint("state = 'draft' OR asked_on IS NOT NULL", name="asked_on_once_sent"),
        CheckConstraint(
            "(state = 'declined' OR decline_reason IS NULL)",
            name="reason_only_when_declined",
        ),
        ExcludeConstraint(
            ("advocate_id", "="),
            ("effort", "="),
            (literal_column("quiet"), "&&"),
            where=text("holds_place"),
            using="gist",
            name="quiet_period",
        ),
        Index(
            "uq_ask_awaiting",
            "advocate_id",
            unique=True,
            postgresql_where=text("state = 'sent'"),
        ),
        Index("ix_ask_advocate_newest", "advocate_id", text("id DESC")),
        Index("ix_ask_reply_by", "reply_by", postgresql_where=text("state = 'sent'")),
        Index("ix_ask_scheduled_for", "scheduled_for", postgresql_where=text("state = 'scheduled'")),
        Index("ix_ask_state_newest", "state", text("id DESC")),
    )

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    effort: Mapped[Effort] = mapped_column(one_of(Effort))
    minutes: Mapped[int] = mapped_column(Integer)
    other_role: Mapped[str]
    """Who the other side is, without a name: "supply chain director"."""
    other_industry: Mapped[str]
    other_name: Mapped[str | None]
    other_contact: Mapped[str | None]
    """Shown to a signed-in advocate only, after their yes (REQ-4)."""
    happen_by: Mapped[date]
    sentence: Mapped[str]
    why: Mapped[str]
    by_hand_note: Mapped[str | None]
    """The asker's own note; required where the advocate said "ask me first" (CAP-2)."""
    override_reason: Mapped[str | None]
    reply_by: Mapped[date]
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    state: Mapped[AskState] = mapped_column(one_of(AskState), default=AskState.DRAFT)
    holds_place: Mapped[bool] = mapped_column(default=False)
    asked_on: Mapped[date | None]
    quiet: Mapped[Range[date] | None] = mapped_column(DATERANGE, Computed(QUIET, persisted=True))
    link_version: Mapped[int] = mapped_column(Integer, default=1)
    reached_at: Mapped[datetime | None]
    """When its message passed the point of no return."""
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """The first answer; seven days from here it can be changed (ASK-4)."""
    decline_reason: Mapped[str | None]
    answer_note: Mapped[str | None]
    time_open: Mapped[bool] = mapped_column(default=False)
    """An acceptance whose time is still open ("another time")."""
    suggested_on: Mapped[date | None]
    suggested_at: Mapped[time | None] = mapped_column(Time)
    suggestion: Mapped[str | None]
    scheduled_for: Mapped[datetime | None]
    evidence: Mapped[str | None]
    """What confirms the completion: an address, a call's date, a published page (ASK-6)."""
    completed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    advocate: Mapped[Advocate] = relationship(lazy="raise")
    activity: Mapped[Activity] = relationship(lazy="raise")
    asker: Mapped[Person] = relationship(lazy="raise")


class AskEvent(Base):
    """Every change of an ask's state, with time and actor (ASK-1)."""

    __tablename__ = "ask_event"
    __table_args__ = (allowed("state", AskState), allowed("via", Via))

    id: Mapped[Key]
    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    via: Mapped[Via] = mapped_column(one_of(Via))
    was: Mapped[str | None]
    state: Mapped[AskState] = mapped_column(one_of(AskState))
    note: Mapped[str | None]
