"""Who matches, as conditions on the search row and, where asking is meant, the match row."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.kinds import Answer
from portal.domain.models import MatchRow, SearchRow
from portal.domain.queries import askable
from portal.domain.queries.grounds import Ground
from portal.domain.queries.searches import words
from portal.domain.rules.searches import Criteria, Freshness

COUNT_TO = 1_000
"""Counts stop here: "1,000+" says enough, and a count over a million rows does not."""


def members(criteria: Criteria, ground: Ground, *, looked_for: Collection[str] = ()) -> Select[int]:
    """Ids of everybody who matches, for campaigns, goals and reports to stand on. `looked_for`: see `words.py`."""
    source: Any = SearchRow
    statement = select(SearchRow.advocate_id).select_from(source)
    if _asks(criteria):
        statement = statement.join(MatchRow, MatchRow.advocate_id == SearchRow.advocate_id)
    return statement.where(*conditions(criteria, ground, looked_for)).execution_options(plan_anew=True)


def newest(
    session: Session,
    criteria: Criteria,
    ground: Ground,
    *,
    limit: int,
    before: int | None = None,
    after: int | None = None,
) -> list[int]:
    """Newest first, those older than `before`; or those newer than `after`, beginning with the oldest of them."""
    looked_for = _looked_for(session, criteria, words.PAGE)
    # Few have all the words: found first and then put in order, never sought along the list.
    place: Any = SearchRow.advocate_id if looked_for >= set(criteria.terms) else SearchRow.advocate_id + 0
    matching = members(criteria, ground, looked_for=looked_for).limit(limit)
    if after is not None:
        return list(session.scalars(matching.where(SearchRow.advocate_id > after).order_by(place)))
    if before is not None:
        matching = matching.where(SearchRow.advocate_id < before)
    return list(session.scalars(matching.order_by(place.desc())))


def how_many(session: Session, criteria: Criteria, ground: Ground) -> int:
    """At most COUNT_TO + 1."""
    looked_for = _looked_for(session, criteria, words.COUNT)
    matching = members(criteria, ground, looked_for=looked_for).limit(COUNT_TO + 1).subquery()
    counted = select(func.count()).select_from(matching).execution_options(plan_anew=True)
    return session.execute(counted).scalar_one()


def conditions(criteria: Criteria, ground: Ground, looked_for: Collection[str] = ()) -> list[ColumnElement[bool]]:
    """On SearchRow, joined with MatchRow by whoever uses them."""
    said = _words(criteria, looked_for)
    return [*said, *_facets(criteria), *_freshness(criteria, ground), *_asking(criteria, ground)]


def _looked_for(session: Session, criteria: Criteria, evens_at: int) -> frozenset[str]:
    narrowed = bool(_facets(criteria))
    return words.looked_for(words.sample(session, criteria.terms), evens_at=evens_at, narrowed=narrowed)


def _words(criteria: Criteria, looked_for: Collection[str]) -> list[ColumnElement[bool]]:
    if not criteria.words:
        return []
    hits = {word: SearchRow.words.op("@@", is_comparison=True)(words.prefix(word)) for word in criteria.terms}
    # What is asked about as a fact of the row, the database does not look up in the index of words.
    return [hit.is_(true()) if word in looked_for else hit for word, hit in hits.items()] or [false()]


def _facets(criteria: Criteria) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, values in (
        (SearchRow.industry, criteria.industries),
        (SearchRow.region, criteria.regions),
        (SearchRow.persona, criteria.personas),
        (SearchRow.channel, criteria.channels),
        (SearchRow.stage, criteria.stages),
    ):
        if values:
            found.append(one_of(column, values))
    for lists, values in (
        (SearchRow.products, criteria.products),
        (SearchRow.use_cases, criteria.use_cases),
        (SearchRow.tags, criteria.tags),
    ):
        if values:
            found.append(lists.overlap(cast(list(values), ARRAY(Text))))
    if criteria.employees_from is not None:
        found.append(SearchRow.employees >= criteria.employees_from)
    if criteria.employees_to is not None:
        found.append(SearchRow.employees <= criteria.employees_to)
    return found


def one_of(column: InstrumentedAttribute[Any], values: tuple[str, ...]) -> ColumnElement[bool]:
    if len(values) == 1:
        return column == values[0]
    return cast(column, Text) == any_(cast([str(value) for value in values], ARRAY(Text)))


def _freshness(criteria: Criteria, ground: Ground) -> list[ColumnElement[bool]]:
    if criteria.freshness is Freshness.FRESH:
        return [SearchRow.fresh_until > ground.today, ~SearchRow.unconfirmed]
    if criteria.freshness is Freshness.STALE:
        return [SearchRow.fresh_until <= ground.today]
    never = or_(and_(SearchRow.unconfirmed, SearchRow.fresh_until > ground.today), SearchRow.fresh_until.is_(None))
    return [never] if criteria.freshness is Freshness.NEVER else []


def _asks(criteria: Criteria) -> bool:
    return criteria.effort is not None or criteria.activity_id is not None


def _asking(criteria: Criteria, ground: Ground) -> list[ColumnElement[bool]]:
    """The rule that an ask is made by, for somebody of the team."""
    if not _asks(criteria):
        return []
    chosen = [one for one in ground.activities if criteria.activity_id in (None, one.id)]
    said = [_said(criteria.answer, criteria.activity_id)] if criteria.answer and criteria.activity_id else []
    if criteria.effort is None:
        return [and_(askable.willing(chosen) if chosen else false(), *said)]
    of_class = [one for one in chosen if one.effort is criteria.effort]
    return [askable.today_for(of_class, ground.policy, ground.today), *said]


def _said(answer: Answer, activity_id: int) -> ColumnElement[bool]:
    column = MatchRow.happy if answer is Answer.HAPPY else MatchRow.ask_first
    return or_(column.contains(cast(literal([activity_id], ARRAY(BigInteger)), ARRAY(BigInteger))))
