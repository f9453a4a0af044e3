from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.models.base import Base, Key
from portal.domain.models.people import Person


class Interview(Base):
    """What an advocate told us, by whom and when (ADV-5). Searchable."""

    __tablename__ = "interview"

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), index=True)
    held_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    experience: Mapped[str]
    story: Mapped[str | None]
    interests: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    expertise: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """Can be put back for some days, then goes for good."""
    by: Mapped[Person] = relationship(lazy="raise")
