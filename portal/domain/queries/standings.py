"""An advocate's standing for asks, as the pure rule reads it."""

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.domain.kinds import Effort
from portal.domain.models import Activity, Ask, MatchRow, Person
from portal.domain.queries.merges import everyone_of
from portal.domain.rules.caps import Standing, Wanted


def of(row: MatchRow, reply_by: date | None) -> Standing:
    return Standing(
        may_be_asked=row.may_be_asked,
        resting=row.resting,
        shares_contact=row.shares_contact,
        awaiting=row.open_ask_id is not None,
        reply_by=reply_by,
        last_high_on=row.last_high_on,
        last_low_on=row.last_low_on,
        high_gap=row.high_gap,
        low_gap=row.low_gap,
        break_until=row.break_until,
        happy=frozenset(row.happy),
        ask_first=frozenset(row.ask_first),
        reachable=row.reachable,
    )


def rows() -> Select[MatchRow, date | None]:
    """Match rows with the open ask's reply-by day; narrow it with `where`."""
    return select(MatchRow, Ask.reply_by).outerjoin(Ask, Ask.id == MatchRow.open_ask_id)


def one(session: Session, advocate_id: int) -> Standing:
    row, reply_by = session.execute(
        rows().where(MatchRow.advocate_id == advocate_id), execution_options={"populate_existing": True}
    ).one()
    return of(row, reply_by)


def wanted(activity: Activity, *, by_hand: bool) -> Wanted:
    return Wanted(
        activity_id=activity.id, effort=activity.effort, needs_contact=activity.needs_contact, by_hand=by_hand
    )


def last_asked(session: Session, advocate_id: int, effort: Effort) -> tuple[str, date] | None:
    """Who asked last in this class, and on which day."""
    found = session.execute(
        select(Person.name, Ask.asked_on)
        .join(Ask, Ask.asker_id == Person.id)
        .where(Ask.advocate_id.in_(everyone_of(advocate_id)), Ask.effort == effort, Ask.holds_place)
        .order_by(Ask.asked_on.desc())
        .limit(1)
    ).first()
    return (found[0], found[1]) if found and found[1] else None
