"""Words and facets of a list of content."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, or_

from portal.domain.kinds import ContentKind
from portal.domain.models import Content

PAGE = 50
MOST_WORDS = 8


@dataclass(frozen=True)
class Filters:
    words: str = ""
    kind: ContentKind | None = None
    product: str = ""
    industry: str = ""
    tag: str = ""


def matching(filters: Filters, *names: SQLColumnExpression[Any]) -> list[ColumnElement[bool]]:
    """Every word somewhere, every facet as chosen. `names` are those of people and companies that may be read."""
    columns = (Content.title, Content.words, *names)
    found = [
        or_(*(column.icontains(word, autoescape=True) for column in columns))
        for word in filters.words.split()[:MOST_WORDS]
    ]
    if filters.kind:
        found.append(Content.kind == filters.kind)
    if filters.product:
        found.append(Content.products.contains([filters.product]))
    if filters.industry:
        found.append(Content.industry == filters.industry)
    if filters.tag:
        found.append(Content.tags.contains([filters.tag]))
    return found
