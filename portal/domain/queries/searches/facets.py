"""What can be chosen, and how many each choice would leave. A count stops at COUNT_TO + 1."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.models import SearchRow
from portal.domain.queries.grounds import Ground
from portal.domain.queries.searches.matching import how_many
from portal.domain.rules import searches as rules
from portal.domain.rules.searches import Criteria

SHOWN = 60
"""Values of one facet that are on offer."""
LOOKED_AT = 2_000
"""Newest people whose lists are looked through for values."""

SINGLE: dict[str, InstrumentedAttribute[Any]] = {
    "industry": SearchRow.industry,
    "region": SearchRow.region,
    "persona": SearchRow.persona,
}
LISTS: dict[str, InstrumentedAttribute[Any]] = {
    "product": SearchRow.products,
    "use_case": SearchRow.use_cases,
    "tag": SearchRow.tags,
}
COUNTED = 12
"""Values of one facet that are counted beside each other."""


@dataclass(frozen=True)
class FacetCount:
    value: str
    count: int


def choices(session: Session) -> dict[str, list[str]]:
    """The values in use, by their name in the address; read in one statement."""
    parts = [_walked(key, column) for key, column in SINGLE.items()]
    parts += [_of_lists(key, column) for key, column in LISTS.items()]
    found: dict[str, list[str]] = {key: [] for key in (*SINGLE, *LISTS)}
    for key, value in session.execute(union_all(*parts)):
        found[key].append(value)
    return {key: sorted(values) for key, values in found.items()}


def counts(session: Session, criteria: Criteria, ground: Ground, key: str, values: Sequence[str]) -> list[FacetCount]:
    """How many would match with this value of the facet and no other, largest first."""
    name, many, make = rules.KEYS[key]
    found = []
    for value in values[:COUNTED]:
        chosen: Any = (make(value),) if many else make(value)
        found.append(FacetCount(value, how_many(session, replace(criteria, **{name: chosen}), ground)))
    return sorted(found, key=lambda each: (-each.count, each.value))


def _walked(key: str, column: InstrumentedAttribute[Any]) -> Select[str, str]:
    """From value to value along the facet's index, never over all rows."""
    walk = select(func.min(column).label("value")).cte(f"walk_{key}", recursive=True, nesting=True)
    following = select(func.min(column)).where(column > walk.c.value).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.value.is_not(None)))
    values = select(walk.c.value).where(walk.c.value.is_not(None), walk.c.value != "").limit(SHOWN).subquery()
    return select(literal(key), values.c.value)


def _of_lists(key: str, column: InstrumentedAttribute[Any]) -> Select[str, str]:
    newest = select(column.label("each")).order_by(SearchRow.advocate_id.desc()).limit(LOOKED_AT).subquery()
    used = select(func.unnest(newest.c.each).label("value")).distinct().subquery()
    values = select(used.c.value).order_by(used.c.value).limit(SHOWN).subquery()
    return select(literal(key), values.c.value)
