"""Who of a segment a campaign asks, and why not the others: the rule as SQL, so that every count is exact (REQ-9).

`caps.why_not` is the same rule for one person, and a test keeps the two equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Text,
    any_,
    case,
    cast,
    func,
    literal,
    not_,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import Session

from portal.domain.kinds import ActivityKind, Effort, Role, Stage
from portal.domain.models import Account, Advocate, MatchRow, Person, Program
from portal.domain.queries import segments
from portal.domain.queries.activities import Offer
from portal.domain.queries.grounds import Ground
from portal.domain.rules.asks import SCORE_SHELF_DAYS
from portal.domain.rules.campaigns import LeftOut
from portal.domain.rules.caps import OPEN_END, Policy, Reason

SHOWN = 10


@dataclass(frozen=True)
class Left:
    """So many of them; those who wait for a day are free between the two."""

    reason: str
    number: int
    earliest: date | None
    latest: date | None


@dataclass(frozen=True)
class Tally:
    """`asked` and everybody left out are the whole segment."""

    asked: int
    left: list[Left]

    @property
    def left_out(self) -> int:
        return sum(one.number for one in self.left)

    @property
    def everybody(self) -> int:
        return self.asked + self.left_out


def tally(session: Session, segment_id: int, activity: Offer, ground: Ground) -> Tally:
    facts = standings(activity, ground.policy, ground.today).where(
        MatchRow.advocate_id.in_(segments.members(session, segment_id, ground))
    )
    each = facts.subquery()
    found = session.execute(
        select(each.c.reason, func.count(), func.min(each.c.next_on), func.max(each.c.next_on))
        .group_by(each.c.reason)
        .order_by(func.count().desc(), each.c.reason)
    ).all()
    return Tally(
        asked=sum(number for reason, number, *_ in found if reason is None),
        left=[Left(reason, number, low, high) for reason, number, low, high in found if reason is not None],
    )


def first_asked(session: Session, segment_id: int, activity: Offer, ground: Ground) -> Sequence[int]:
    """Whose turn comes first: those who were asked least."""
    each = (
        standings(activity, ground.policy, ground.today)
        .where(MatchRow.advocate_id.in_(segments.members(session, segment_id, ground)))
        .add_columns(MatchRow.fair_key, MatchRow.tie_seed)
        .subquery()
    )
    statement = (
        select(each.c.advocate_id)
        .where(each.c.reason.is_(None))
        .order_by(each.c.fair_key.asc().nulls_first(), each.c.tie_seed, each.c.advocate_id)
        .limit(SHOWN)
    )
    return session.scalars(statement).all()


def standings(activity: Offer, policy: Policy, today: date) -> Select[*tuple[Any, ...]]:
    """Match rows with the reason why a campaign leaves them out, if any, and the day on which that is over."""
    quiet_ends = _quiet_ends(activity.effort, policy)
    waits = func.greatest(quiet_ends, MatchRow.break_until)
    return (
        select(
            MatchRow.advocate_id,
            why_not(activity, policy, today).label("reason"),
            case((waits > today, waits), else_=cast(null(), Date)).label("next_on"),
        )
        .join(Advocate, Advocate.id == MatchRow.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
    )


def why_not(activity: Offer, policy: Policy, today: date) -> ColumnElement[Any]:
    """Null for who may be asked. Reads the match row, the advocate, the person and the account."""
    happy = literal(activity.id) == any_(MatchRow.happy)
    asks_first = literal(activity.id) == any_(MatchRow.ask_first)
    quiet_ends = _quiet_ends(activity.effort, policy)
    on_break = func.coalesce(MatchRow.break_until > today, literal(value=False))
    is_quiet = func.coalesce(quiet_ends > today, literal(value=False))
    cases: list[tuple[ColumnElement[bool], str]] = [
        (not_(MatchRow.may_be_asked), Reason.NOT_IN_PROGRAM),
        (not_(MatchRow.reachable), Reason.UNREACHABLE),
        (MatchRow.resting.is_(other=True), Reason.RESTING),
        (MatchRow.break_until == cast(literal(OPEN_END), Date), Reason.BREAK_OPEN),
        (not_(happy) & not_(asks_first), Reason.NOT_CHOSEN),
    ]
    if activity.needs_contact:
        cases.append((not_(MatchRow.shares_contact), Reason.NO_CONSENT))
    cases += [
        (not_(happy), Reason.ONLY_BY_HAND),
        (MatchRow.open_ask_id.is_not(None), Reason.AWAITING),
        (on_break & (func.coalesce(quiet_ends, today) < MatchRow.break_until), Reason.BREAK),
        (is_quiet, Reason.QUIET),
        *_by_hand_only(activity, today),
    ]
    return case(*((condition, literal(str(reason), Text)) for condition, reason in cases), else_=cast(null(), Text))


def _by_hand_only(activity: Offer, today: date) -> list[tuple[ColumnElement[bool], str]]:
    """What a person of the team may still do with a reason of their own (ADV-2, ASK-3, ID-4, RWD-6)."""
    found: list[tuple[ColumnElement[bool], str]] = [
        ((Advocate.stage != Stage.CONFIRMED) | Advocate.validated_at.is_(None), LeftOut.NOT_CONFIRMED),
        (Account.leave_alone_until > today, LeftOut.LEFT_ALONE),
    ]
    if activity.kind is ActivityKind.REVIEW:
        return [*found, (_is_ours(), LeftOut.OWN_PEOPLE)]
    if activity.effort is Effort.HIGH:
        found.append((Advocate.score_on < date.fromordinal(today.toordinal() - SCORE_SHELF_DAYS), LeftOut.TOO_MUCH))
    return found


def _is_ours() -> ColumnElement[bool]:
    """`reviews.is_ours` as SQL."""
    ours = (func.lower(func.split_part(own, "@", 2)) for own in (Program.sender_address, Program.help_address))
    domains = select(array(ours)).scalar_subquery()
    domain = func.lower(func.split_part(Person.email, "@", 2))
    return (Person.role != Role.ADVOCATE) | (domain == any_(cast(domains, ARRAY(Text))))


def _quiet_ends(effort: Effort, policy: Policy) -> Any:  # noqa: ANN401 - an SQL expression
    if effort is Effort.HIGH:
        return MatchRow.last_high_on + func.greatest(policy.gap(effort), MatchRow.high_gap)
    return MatchRow.last_low_on + func.greatest(policy.gap(effort), MatchRow.low_gap)
