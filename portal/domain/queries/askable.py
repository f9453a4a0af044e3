"""Who may be asked today, as SQL; `caps.why_not` is the same rule for one person, and a test keeps the two equal."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Date, and_, any_, case, cast, false, func, literal, or_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from portal.domain.kinds import Effort
from portal.domain.models import MatchRow
from portal.domain.queries.activities import Offer
from portal.domain.rules.caps import OPEN_END, Policy

T = TypeVar("T")
Value: TypeAlias = T | ColumnElement[T]


def today_for(activities: Sequence[Offer], policy: Policy, today: date) -> ColumnElement[bool]:
    """True for a match row that a person of the team may ask for at least one of these, all of one effort class."""
    if not activities:
        return false()
    effort = activities[0].effort
    return free(effort, policy.gap(effort), today, willing(activities))


def free(effort: Effort, gap: Value[int], today: Value[date], chose: ColumnElement[bool]) -> ColumnElement[bool]:
    """As `today_for`, of values or of parameters."""
    return and_(
        MatchRow.may_be_asked,
        MatchRow.reachable,
        ~MatchRow.resting,
        MatchRow.open_ask_id.is_(None),
        or_(MatchRow.break_until.is_(None), MatchRow.break_until <= today),
        rested(effort, gap, today),
        chose,
    )


def rested(effort: Effort, gap: Value[int], today: Value[date]) -> ColumnElement[bool]:
    """The quiet period of this class is over, or never began."""
    last, own = days(effort)
    return or_(last.is_(None), last + func.greatest(gap, own) <= today)


def first_day(effort: Effort, gap: Value[int]) -> ColumnElement[Any]:
    """The day on which the wait is over by itself; null where it waits for the person, or never began."""
    last, own = days(effort)
    endless = MatchRow.break_until == cast(literal(OPEN_END), Date)
    waits_for_them = or_(~MatchRow.reachable, MatchRow.resting, MatchRow.open_ask_id.is_not(None), endless.is_(True))
    return case(
        (waits_for_them, None), else_=func.greatest(last + func.greatest(gap, own), MatchRow.break_until, type_=Date)
    )


def days(effort: Effort) -> tuple[InstrumentedAttribute[date | None], InstrumentedAttribute[int]]:
    """When they were last asked for this class, and their own gap."""
    if effort is Effort.HIGH:
        return MatchRow.last_high_on, MatchRow.high_gap
    return MatchRow.last_low_on, MatchRow.low_gap


def willing(activities: Sequence[Offer]) -> ColumnElement[bool]:
    """Chose one of these, "ask me first" included, and agreed to be named where it needs that."""
    free = [one.id for one in activities if not one.needs_contact]
    named = [one.id for one in activities if one.needs_contact]
    return or_(_chose(free), and_(MatchRow.shares_contact, _chose(named)))


def _chose(ids: Sequence[int]) -> ColumnElement[bool]:
    if len(ids) < 2:
        return or_(
            *(literal(one) == any_(column) for one in ids for column in (MatchRow.happy, MatchRow.ask_first)), false()
        )
    wanted = cast(literal(list(ids), ARRAY(BigInteger)), ARRAY(BigInteger))
    return or_(MatchRow.happy.overlap(wanted), MatchRow.ask_first.overlap(wanted))
