from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.kinds import SignalKind
from portal.domain.models.base import Base, Key, allowed, one_of


class Signal(Base):
    """Something that happened that may make a candidate (NOM-2, NOM-3). It never makes an advocate.

    `source` and `external_id` name it once, so that taking in the same file twice changes nothing.
    """

    __tablename__ = "signal"
    __table_args__ = (
        allowed("kind", SignalKind),
        CheckConstraint("score IS NULL OR score BETWEEN 0 AND 10", name="score_range"),
        CheckConstraint("feeling IS NULL OR feeling BETWEEN -100 AND 100", name="feeling_range"),
        CheckConstraint("(corrected_feeling IS NULL) = (corrected_at IS NULL)", name="correction_dated"),
        Index("uq_signal_source_external", "source", "external_id", unique=True),
        Index("ix_signal_email_newest", "email", "happened_on"),
    )

    id: Mapped[Key]
    kind: Mapped[SignalKind] = mapped_column(one_of(SignalKind))
    source: Mapped[str]
    external_id: Mapped[str]
    email: Mapped[str]
    name: Mapped[str | None]
    company: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    happened_on: Mapped[date]
    score: Mapped[int | None] = mapped_column(Integer)
    words: Mapped[str | None]
    feeling: Mapped[int | None] = mapped_column(Integer)
    """-100 to 100, by the scorer; empty when the language is not scored."""
    sentence: Mapped[str | None]
    """The sentence that caused it."""
    corrected_feeling: Mapped[int | None] = mapped_column(Integer)
    corrected_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    corrected_at: Mapped[datetime | None]
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"), index=True)
    created_at: Mapped[datetime]
