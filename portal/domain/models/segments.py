from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key


class Segment(Base):
    """A saved search over advocates (SEG-1). Dynamic: who is in it is asked anew each time."""

    __tablename__ = "segment"
    __table_args__ = (
        Index("uq_segment_name_lower", text("lower(name)"), unique=True, postgresql_where=text("deleted_at IS NULL")),
    )

    id: Mapped[Key]
    name: Mapped[str]
    criteria: Mapped[dict[str, Any]] = mapped_column(JSONB)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    """Kept, so that deleting can be undone."""


class SearchMiss(Base):
    """A search that found nobody; each tells of a gap."""

    __tablename__ = "search_miss"

    id: Mapped[Key]
    criteria: Mapped[dict[str, Any]] = mapped_column(JSONB)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(index=True)
