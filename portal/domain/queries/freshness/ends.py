"""When the first thing known of an advocate stops being fresh, in SQL; `rules.freshness.fresh_until` for a pool.

To be used where Advocate is in the statement.
"""

from typing import Any

from sqlalchemy import Date, and_, case, cast, exists, func, literal, or_, select

from portal.domain.kinds import Answer, Part
from portal.domain.models import Activity, Advocate, Confirmation, Interview, Willingness
from portal.domain.queries.freshness.knowledge import SHELVES


def fresh_until() -> Any:  # noqa: ANN401 - an SQL expression
    parts = select(func.min(ends_on())).where(Confirmation.advocate_id == Advocate.id, says_something())
    wishes = (
        select(func.min(_day(Willingness.chosen_at) + Activity.shelf_days))
        .select_from(Willingness)
        .join(Activity, Activity.id == Willingness.activity_id)
        .where(Willingness.advocate_id == Advocate.id, Willingness.answer != Answer.NOT_NOW, ~Activity.archived)
    )
    return func.least(
        parts.correlate(Advocate).scalar_subquery(), wishes.correlate(Advocate).scalar_subquery(), type_=Date
    )


def unconfirmed() -> Any:  # noqa: ANN401 - an SQL expression
    """Whether something that the profile holds was never confirmed, nor called wrong."""
    return or_(*(never(part) for part in Part))


def never(part: Part) -> Any:  # noqa: ANN401 - an SQL expression
    said = exists().where(Confirmation.advocate_id == Advocate.id, Confirmation.part == part)
    return and_(content(part), ~said.correlate(Advocate))


def ends_on() -> Any:  # noqa: ANN401 - an SQL expression
    """Of a confirmation: the day it was called wrong, else the end of its part's shelf life."""
    days = case(
        *((Confirmation.part == part, select(column).scalar_subquery()) for part, column in SHELVES.items()),
    )
    return func.coalesce(_day(Confirmation.doubted_at), _day(Confirmation.confirmed_at) + days, type_=Date)


def says_something() -> Any:  # noqa: ANN401 - an SQL expression
    """Whether there is anything left in the part that was confirmed."""
    return or_(*(and_(Confirmation.part == part, content(part)) for part in Part))


def content(part: Part) -> Any:  # noqa: ANN401 - an SQL expression
    """Whether the advocate has this part at all."""
    if part is Part.OUTCOMES:
        return func.coalesce(Advocate.outcomes, literal("")) != ""
    if part is Part.DEPLOYMENTS:
        return func.cardinality(Advocate.products) + func.cardinality(Advocate.use_cases) > 0
    told = exists().where(
        Interview.advocate_id == Advocate.id,
        Interview.removed_at.is_(None),
        func.coalesce(Interview.story, literal("")) != "",
    )
    return func.coalesce(Advocate.story != "", told.correlate(Advocate))


def _day(instant: Any) -> Any:  # noqa: ANN401 - SQL expressions
    return cast(func.timezone("UTC", instant), Date)
