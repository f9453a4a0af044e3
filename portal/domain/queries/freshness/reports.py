"""Whose details are out of date, will be soon, were never confirmed, or were called wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, and_, exists, func, select, tuple_
from sqlalchemy.orm import Session

from portal.domain.kinds import ASKABLE_STAGES, Part
from portal.domain.models import Advocate, Confirmation, Reconfirmation, SearchRow
from portal.domain.queries.advocates import AdvocateLine, listed
from portal.domain.queries.freshness import ends
from portal.domain.queries.freshness.facts import candidates
from portal.domain.queries.invitations import AddressHashes
from portal.domain.queries.searches import COUNT_TO
from portal.domain.recordsets import among
from portal.domain.rules.freshness import Known, Obstacle

PAGE = 50
SOON = timedelta(days=31)


class View(StrEnum):
    DUE = "due"
    WRONG = "wrong"
    NEVER = "never"
    SOON = "soon"


@dataclass(frozen=True)
class Mark:
    """The last line of a page: where the next one begins."""

    fresh_until: date | None
    advocate_id: int


@dataclass(frozen=True)
class DueLine:
    line: AdvocateLine
    due: list[Known]
    obstacle: Obstacle | None
    asked_at: datetime | None
    """When they were last asked to confirm."""


def due(
    session: Session,
    view: View,
    *,
    today: date,
    address_hashes: AddressHashes,
    after: Mark | None = None,
) -> tuple[list[DueLine], Mark | None]:
    """Out of date for longest first, and the mark of the page's end if there is more."""
    rows = session.execute(_page(view, today, after).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    ids = [row.advocate_id for row in shown]
    lines = {line.id: line for line in listed(session, ids)}
    found = candidates(session, ids, address_hashes=address_hashes, today=today)
    asked = _asked(session, ids)
    shown_lines = [
        DueLine(
            lines[key],
            found[key].due,
            found[key].obstacle,
            asked.get(key),
        )
        for key in ids
        if key in found
    ]
    more = Mark(shown[-1].fresh_until, shown[-1].advocate_id) if len(rows) > PAGE else None
    return shown_lines, more


def members(session: Session, view: View, today: date, *, limit: int) -> list[int]:
    """Out of date for longest first."""
    return [row.advocate_id for row in session.execute(_page(view, today, None).limit(limit))]


def counts(session: Session, today: date) -> dict[View, int]:
    """Each at most COUNT_TO + 1."""
    return {view: how_many(session, view, today) for view in View}


def how_many(session: Session, view: View, today: date) -> int:
    return _count(session, _matching(view, today))


def part_counts(session: Session, today: date) -> dict[Part, int]:
    """By the part that ended, each at most COUNT_TO + 1."""
    found = {}
    for part in Part:
        ended = exists().where(
            Confirmation.advocate_id == Advocate.id, Confirmation.part == part, ends.ends_on() <= today
        )
        found[part] = _count(session, _matching(View.DUE, today).where(ended, ends.content(part)))
    return found


def _page(view: View, today: date, after: Mark | None) -> Select[Any, Any]:
    statement = _matching(view, today)
    if view in {View.DUE, View.SOON}:
        place: Any = tuple_(SearchRow.fresh_until, SearchRow.advocate_id)
        statement = statement.order_by(SearchRow.fresh_until, SearchRow.advocate_id)
        return statement.where(place > (after.fresh_until, after.advocate_id)) if after else statement
    statement = statement.order_by(SearchRow.advocate_id)
    return statement.where(SearchRow.advocate_id > after.advocate_id) if after else statement


def _matching(view: View, today: date) -> Select[Any, Any]:
    return (
        select(SearchRow.advocate_id, SearchRow.fresh_until)
        .join(Advocate, Advocate.id == SearchRow.advocate_id)
        .where(SearchRow.stage.in_(ASKABLE_STAGES), Advocate.left_at.is_(None), _condition(view, today))
    )


def _condition(view: View, today: date) -> SQLColumnExpression[bool]:
    mine = select(Confirmation.part).where(Confirmation.advocate_id == Advocate.id).correlate(Advocate)
    if view is View.DUE:
        return SearchRow.fresh_until <= today
    if view is View.SOON:
        return and_(SearchRow.fresh_until > today, SearchRow.fresh_until <= today + SOON)
    if view is View.WRONG:
        return mine.where(Confirmation.doubted_at.is_not(None), ends.says_something()).exists()
    return SearchRow.unconfirmed


def _asked(session: Session, advocate_ids: Sequence[int]) -> dict[int, datetime]:
    statement = (
        select(Reconfirmation.advocate_id, func.max(Reconfirmation.created_at))
        .where(among(Reconfirmation.advocate_id, advocate_ids))
        .group_by(Reconfirmation.advocate_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _count(session: Session, matching: Select[Any, Any]) -> int:
    limited = matching.limit(COUNT_TO + 1).subquery()
    return session.execute(select(func.count()).select_from(limited)).scalar_one()
