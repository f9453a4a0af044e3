from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key


class Tagging(Base):
    """One tag put on many people at once, or taken off; whom it changed, so that it can be undone."""

    __tablename__ = "tagging"

    id: Mapped[Key]
    tag: Mapped[str] = mapped_column(Text)
    taken_off: Mapped[bool] = mapped_column(default=False)
    advocate_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
