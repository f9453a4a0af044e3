from sqlalchemy import Identity, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base


class Facet(Base):
    """The small number that stands for one value of a profile in match rows. It never changes and never goes."""

    __tablename__ = "facet"
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: Mapped[int] = mapped_column(Integer, Identity(always=False), primary_key=True)
    kind: Mapped[str]
    """The `rules.matching.Criterion` that it is compared for."""
    value: Mapped[str]
