"""How often one advocate may be asked (CAP-2 to CAP-7): "why not, and when next", from facts alone.

Days are days of the program's time zone. `operations/places.py` holds the same rule as one guarded update;
a test keeps the two equal on random facts.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.domain.kinds import Answer, Effort

LEAST_GAP = {Effort.HIGH: 92, Effort.LOW: 31}
"""Days between two asks of one class: the longest quarter and the longest month. Constants; nothing shortens them."""

GAP_CHOICES = {Effort.HIGH: (92, 184, 366), Effort.LOW: (31, 62, 92, 184)}
"""What an advocate may choose instead: never more often."""

OPEN_END = date.max
"""`break_until` of a break with no end."""


class Reason(StrEnum):
    NOT_IN_PROGRAM = "not_in_program"
    UNREACHABLE = "unreachable"
    RESTING = "resting"
    BREAK_OPEN = "break_open"
    NOT_CHOSEN = "not_chosen"
    NO_CONSENT = "no_consent"
    ONLY_BY_HAND = "only_by_hand"
    AWAITING = "awaiting"
    BREAK = "break"
    QUIET = "quiet"


@dataclass(frozen=True)
class Policy:
    """The program's gaps in days; never below LEAST_GAP."""

    high_gap: int
    low_gap: int

    def gap(self, effort: Effort) -> int:
        return max(LEAST_GAP[effort], self.high_gap if effort is Effort.HIGH else self.low_gap)


@dataclass(frozen=True)
class Standing:
    """The facts of one match row. `reply_by` is the open ask's last day to answer, when one is open."""

    may_be_asked: bool
    resting: bool
    shares_contact: bool
    awaiting: bool
    reply_by: date | None
    last_high_on: date | None
    last_low_on: date | None
    high_gap: int
    low_gap: int
    break_until: date | None
    happy: frozenset[int]
    ask_first: frozenset[int]
    reachable: bool = True

    def last_on(self, effort: Effort) -> date | None:
        return self.last_high_on if effort is Effort.HIGH else self.last_low_on

    def gap(self, effort: Effort) -> int:
        return self.high_gap if effort is Effort.HIGH else self.low_gap

    def answer(self, activity_id: int) -> Answer:
        if activity_id in self.happy:
            return Answer.HAPPY
        return Answer.ASK_FIRST if activity_id in self.ask_first else Answer.NOT_NOW


@dataclass(frozen=True)
class Wanted:
    """An ask that someone would like to make. `by_hand`: a person of the team, one advocate, a note of their own."""

    activity_id: int
    effort: Effort
    needs_contact: bool
    by_hand: bool


@dataclass(frozen=True)
class Obstacle:
    """Why not. Either `next_on`, a day on which the same ask is accepted if nothing else changes, or it waits for
    the person; `at_the_latest` is then the day by which the wait for an answer is over.
    """

    reason: Reason
    next_on: date | None = None
    at_the_latest: date | None = None


def next_possible(standing: Standing, effort: Effort, policy: Policy) -> date | None:
    """The first day after the quiet period of this class; None if never asked."""
    last = standing.last_on(effort)
    if last is None:
        return None
    return last + timedelta(days=max(policy.gap(effort), standing.gap(effort)))


def why_not(standing: Standing, wanted: Wanted, policy: Policy, today: date) -> Obstacle | None:
    """The first obstacle that a person must lift, else the latest of the dated ones; None: may be asked today."""
    return _waits_for_them(standing, wanted) or _waits_for_a_day(standing, wanted.effort, policy, today)


def _waits_for_them(standing: Standing, wanted: Wanted) -> Obstacle | None:
    answer = standing.answer(wanted.activity_id)
    waits = (
        (Reason.NOT_IN_PROGRAM, not standing.may_be_asked),
        (Reason.UNREACHABLE, not standing.reachable),
        (Reason.RESTING, standing.resting),
        (Reason.BREAK_OPEN, standing.break_until == OPEN_END),
        (Reason.NOT_CHOSEN, answer is Answer.NOT_NOW),
        (Reason.NO_CONSENT, wanted.needs_contact and not standing.shares_contact),
        (Reason.ONLY_BY_HAND, answer is Answer.ASK_FIRST and not wanted.by_hand),
    )
    for reason, is_so in waits:
        if is_so:
            return Obstacle(reason)
    if standing.awaiting:
        return Obstacle(Reason.AWAITING, at_the_latest=standing.reply_by)
    return None


def _waits_for_a_day(standing: Standing, effort: Effort, policy: Policy, today: date) -> Obstacle | None:
    quiet_ends = next_possible(standing, effort, policy)
    days = [(day, reason) for day, reason in ((quiet_ends, Reason.QUIET), (standing.break_until, Reason.BREAK)) if day]
    day, reason = max(days, default=(today, Reason.QUIET))
    return Obstacle(reason, next_on=day) if day > today else None
