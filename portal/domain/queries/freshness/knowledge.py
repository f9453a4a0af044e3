"""What we know about each advocate, item by item, with the day it was last confirmed and the day it ends."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, Select, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.kinds import Answer, Part
from portal.domain.models import Activity, Advocate, Confirmation, Interview, Program, Willingness
from portal.domain.recordsets import among
from portal.domain.rules import freshness as rules
from portal.domain.rules.freshness import Item, Known, Wish

SHELVES: Mapping[Part, InstrumentedAttribute[int]] = MappingProxyType(
    {
        Part.STORY: Program.story_days,
        Part.DEPLOYMENTS: Program.deployments_days,
        Part.OUTCOMES: Program.outcomes_days,
    }
)
"""The setting that says how long each part stays fresh."""


def known(session: Session, advocate_ids: Collection[int]) -> dict[int, list[Known]]:
    """By advocate; items of which nothing is known are left out."""
    rows = session.execute(_ABOUT.where(among(Advocate.id, advocate_ids)))
    return {row.id: [*_parts(row), *_willingness(row)] for row in rows}


def known_of(session: Session, advocate_id: int) -> list[Known]:
    return known(session, [advocate_id]).get(advocate_id, [])


def _parts(row: Row[Any]) -> list[Known]:
    dates = {Part(part): (confirmed, wrong) for part, confirmed, wrong in row.confirmations or ()}
    found = []
    for item, (sentence, content) in _sentences(row).items():
        part = rules.PARTS[item]
        confirmed, wrong = (_read(value) for value in dates.get(part, (None, None)))
        ends_on = confirmed + timedelta(days=getattr(row, f"{part}_days")) if confirmed else None
        found.append(Known(item, sentence, rules.seen(*content), confirmed, ends_on, wrong))
    return found


def _sentences(row: Row[Any]) -> dict[Item, tuple[str, tuple[str, ...]]]:
    """Of the parts that say anything."""
    found: dict[Item, tuple[str, tuple[str, ...]]] = {}
    if row.products or row.use_cases:
        sentence = rules.deployments(row.company_name, row.products, row.use_cases)
        found[Item.DEPLOYMENTS] = sentence, (*row.products, "", *row.use_cases)
    if row.outcomes:
        found[Item.OUTCOMES] = rules.outcomes(row.outcomes), (row.outcomes,)
    if row.story:
        found[Item.STORY] = rules.story(row.story), (row.story,)
    return found


def _willingness(row: Row[Any]) -> list[Known]:
    if not row.wishes:
        return []
    said = [(plural, Answer(answer)) for _, plural, answer, *_ in row.wishes]
    happy = [plural for plural, answer in said if answer is Answer.HAPPY]
    first = [plural for plural, answer in said if answer is Answer.ASK_FIRST]
    wishes = tuple(_wish(key, date.fromisoformat(chosen), days) for key, _, _, chosen, days in row.wishes)
    return [
        Known(
            Item.WILLINGNESS,
            rules.willingness(happy, first),
            rules.seen(*happy, "", *first),
            min(wish.chosen_on for wish in wishes),
            min(wish.ends_on for wish in wishes),
            wishes=wishes,
        )
    ]


def _wish(activity_id: int, chosen_on: date, shelf_days: int) -> Wish:
    return Wish(activity_id, chosen_on, chosen_on + timedelta(days=shelf_days))


def story() -> Any:  # noqa: ANN401 - an SQL expression
    """The advocate's own words, else what the newest interview holds. To be used where Advocate is in the statement."""
    told = (
        select(Interview.story)
        .where(
            Interview.advocate_id == Advocate.id,
            Interview.removed_at.is_(None),
            func.coalesce(Interview.story, literal("")) != "",
        )
        .order_by(Interview.held_on.desc(), Interview.id.desc())
        .limit(1)
        .correlate(Advocate)
        .scalar_subquery()
    )
    return func.coalesce(Advocate.story, told)


def _read(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _iso_day(instant: Any) -> Any:  # noqa: ANN401 - SQL expressions
    return func.to_char(func.timezone("UTC", instant), "YYYY-MM-DD")


_CONFIRMED = func.jsonb_build_array(
    Confirmation.part, _iso_day(Confirmation.confirmed_at), _iso_day(Confirmation.doubted_at)
)
_CONFIRMATIONS = (
    select(func.jsonb_agg(_CONFIRMED))
    .where(Confirmation.advocate_id == Advocate.id)
    .correlate(Advocate)
    .scalar_subquery()
)
_WISH = func.jsonb_build_array(
    Activity.id, Activity.plural, Willingness.answer, _iso_day(Willingness.chosen_at), Activity.shelf_days
)
_WISHES = (
    select(func.jsonb_agg(aggregate_order_by(_WISH, Activity.effort, Activity.position, Activity.id)))
    .select_from(Willingness)
    .join(Activity, Activity.id == Willingness.activity_id)
    .where(Willingness.advocate_id == Advocate.id, Willingness.answer != Answer.NOT_NOW, ~Activity.archived)
    .correlate(Advocate)
    .scalar_subquery()
)
_ABOUT: Select[*tuple[Any, ...]] = select(
    Advocate.id,
    Advocate.products,
    Advocate.use_cases,
    Advocate.outcomes,
    story().label("story"),
    _CONFIRMATIONS.label("confirmations"),
    _WISHES.label("wishes"),
    Program.company_name,
    *(column.label(f"{part}_days") for part, column in SHELVES.items()),
).join(Program, Program.id == 1)
