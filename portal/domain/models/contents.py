from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.kinds import ContentKind, ContentState, Use, WorkStep
from portal.domain.models.advocates import Account, Advocate
from portal.domain.models.base import Base, Key, allowed, one_of


class Content(Base):
    """A quote, story, video, recording or review link, tagged like people (CON-1). Links, never files."""

    __tablename__ = "content"
    __table_args__ = (
        allowed("kind", ContentKind),
        allowed("state", ContentState),
        CheckConstraint("url IS NULL OR url ~ '^https?://'", name="url_is_web"),
        CheckConstraint(
            "state NOT IN ('approved', 'published') OR approved_version = version OR advocate_id IS NULL",
            name="approved_words",
        ),
        Index("ix_content_state_newest", "state", text("id DESC")),
    )

    id: Mapped[Key]
    kind: Mapped[ContentKind] = mapped_column(one_of(ContentKind))
    title: Mapped[str]
    words: Mapped[str]
    """The exact text that the advocate approves."""
    url: Mapped[str | None]
    advocate_id: Mapped[int | None] = mapped_column(ForeignKey("advocate.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[ContentState] = mapped_column(one_of(ContentState), default=ContentState.DRAFT)
    version: Mapped[int] = mapped_column(Integer, default=1)
    approved_version: Mapped[int | None] = mapped_column(Integer)
    approved_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    uses: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """What the advocate is asked to agree to, of `Use`."""
    ends_on: Mapped[date | None]
    """First day it may no longer be used."""
    industry: Mapped[str | None]
    region: Mapped[str | None]
    persona: Mapped[str | None]
    products: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    use_cases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    advocate: Mapped[Advocate | None] = relationship(lazy="raise")
    account: Mapped[Account | None] = relationship(lazy="raise")


class ContentConsent(Base):
    """One use of one item that its advocate agreed to; dated, with an end, revocable (CON-1)."""

    __tablename__ = "content_consent"
    __table_args__ = (
        allowed("use", Use),
        Index(
            "uq_content_consent_current", "content_id", "use", unique=True, postgresql_where=text("revoked_at IS NULL")
        ),
    )

    id: Mapped[Key]
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"), index=True)
    use: Mapped[Use] = mapped_column(one_of(Use))
    given_at: Mapped[datetime]
    ends_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]


class ContentEvent(Base):
    """Each change of an item's state or words, with time and actor."""

    __tablename__ = "content_event"
    __table_args__ = (allowed("state", ContentState),)

    id: Mapped[Key]
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[ContentState] = mapped_column(one_of(ContentState))
    version: Mapped[int] = mapped_column(Integer)
    words: Mapped[str | None]
    """The exact words, where this change made a new version of them."""
    place: Mapped[str | None]
    """Where it was published."""
    note: Mapped[str | None]


class ContentUse(Base):
    """An item was used; counted once per use (CON-2)."""

    __tablename__ = "content_use"

    id: Mapped[Key]
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opportunity: Mapped[str]
    at: Mapped[datetime]


class Work(Base):
    """One step of long-lead work such as a case study, with an owner and a day (ASK-8)."""

    __tablename__ = "work"
    __table_args__ = (
        allowed("step", WorkStep),
        Index("uq_work_content_step", "content_id", "step", unique=True),
        Index("ix_work_due", "due_on", postgresql_where=text("done_at IS NULL")),
    )

    id: Mapped[Key]
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"))
    step: Mapped[WorkStep] = mapped_column(one_of(WorkStep))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
