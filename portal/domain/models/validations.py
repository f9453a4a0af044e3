from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key


class Validation(Base):
    """Many people's details counted as checked at once (ADV-7); whom it changed, so that it can be undone."""

    __tablename__ = "validation"

    id: Mapped[Key]
    advocate_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
