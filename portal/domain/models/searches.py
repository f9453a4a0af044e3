from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.kinds import Channel, Stage
from portal.domain.models.base import Base, one_of


class SearchRow(Base):
    """What finding an advocate reads (SEG-1), one narrow row each, written with what it copies; `verify` recomputes it.

    Each single-valued facet has an index that ends in the list's order, newest first.
    """

    __tablename__ = "search_row"
    __table_args__ = (
        *(
            Index(f"ix_search_row_{facet}", facet, text("advocate_id DESC"))
            for facet in ("stage", "industry", "region", "persona", "channel")
        ),
        *(
            Index(f"ix_search_row_{facet}", facet, postgresql_using="gin")
            for facet in ("products", "use_cases", "tags", "words")
        ),
        Index("ix_search_row_fresh_until", "fresh_until", "advocate_id"),
    )

    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), primary_key=True, autoincrement=False)
    stage: Mapped[Stage] = mapped_column(one_of(Stage))
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    validated: Mapped[bool]
    industry: Mapped[str | None]
    region: Mapped[str | None]
    persona: Mapped[str | None]
    employees: Mapped[int | None] = mapped_column(Integer)
    products: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    use_cases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    fresh_until: Mapped[date | None]
    """The first day on which a part of the profile is stale; empty if nothing was ever confirmed."""
    words: Mapped[str] = mapped_column(TSVECTOR)
    """Name, title, company, profile, interviews and tags, `simple` configuration."""
