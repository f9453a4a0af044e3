from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.meeting_kinds import Side, Went
from portal.domain.models.base import Base, Key, allowed, one_of


class Feedback(Base):
    """What one side said after a call, once (ASK-7). For the team; each side reads its own."""

    __tablename__ = "feedback"
    __table_args__ = (
        allowed("side", Side),
        allowed("went", Went),
        Index("uq_feedback_side", "ask_id", "side", unique=True),
    )

    id: Mapped[Key]
    ask_id: Mapped[int] = mapped_column(ForeignKey("ask.id"))
    side: Mapped[Side] = mapped_column(one_of(Side))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    went: Mapped[Went] = mapped_column(one_of(Went))
    as_said: Mapped[bool]
    """The person, the subject and the length were as they had been told."""
    words: Mapped[str | None]
    at: Mapped[datetime]
