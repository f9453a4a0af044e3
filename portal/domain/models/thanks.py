from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key


class ThankYou(Base):
    """A note from a named person (RWD-7). On the wall only while the advocate wants it there."""

    __tablename__ = "thank_you"
    __table_args__ = (
        CheckConstraint("words <> ''", name="words_given"),
        Index("ix_thank_you_wall", text("wall_at DESC"), postgresql_where=text("wall_at IS NOT NULL")),
    )

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str]
    at: Mapped[datetime]
    wall_at: Mapped[datetime | None]
