"""Who suits a request best, and why, in words (REQ-3). `queries/matching` holds the same rule as one ordered query;
a test keeps the two equal on random pools.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf, log2

from portal.domain.kinds import Answer, Effort
from portal.domain.rules.caps import OPEN_END, Policy, Standing, Wanted, next_possible
from portal.domain.rules.sentences import ago

HALF_LIFE = 180
"""Days after which an ask weighs half as much."""

LOADS = {Effort.HIGH: 3, Effort.LOW: 1}
"""What one ask weighs."""

DAY_ZERO = date(2020, 1, 1)
"""Fairness keys count from here. Only their order means anything."""


class Criterion(StrEnum):
    """What a request may want, the weightiest first."""

    PRODUCT = "product"
    USE_CASE = "use_case"
    INDUSTRY = "industry"
    REGION = "region"
    PERSONA = "persona"
    SIZE = "size"
    CHANNEL = "channel"


WEIGHTS = {
    Criterion.PRODUCT: 30,
    Criterion.USE_CASE: 20,
    Criterion.INDUSTRY: 20,
    Criterion.REGION: 10,
    Criterion.PERSONA: 10,
    Criterion.SIZE: 10,
    Criterion.CHANNEL: 5,
}

_UNKNOWN = {
    Criterion.PRODUCT: "Products not known",
    Criterion.USE_CASE: "Use cases not known",
    Criterion.INDUSTRY: "Industry not known",
    Criterion.REGION: "Region not known",
    Criterion.PERSONA: "Kind of role not known",
    Criterion.SIZE: "Size not known",
}


@dataclass(frozen=True)
class Wishes:
    """What must fit; an empty one is not asked for."""

    products: frozenset[str] = frozenset()
    use_cases: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    personas: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    employees_from: int | None = None
    employees_to: int | None = None

    def wanted(self) -> list[Criterion]:
        asked: dict[Criterion, object] = {
            Criterion.PRODUCT: self.products,
            Criterion.USE_CASE: self.use_cases,
            Criterion.INDUSTRY: self.industries,
            Criterion.REGION: self.regions,
            Criterion.PERSONA: self.personas,
            Criterion.SIZE: self.employees_from is not None or self.employees_to is not None,
            Criterion.CHANNEL: self.channels,
        }
        return [criterion for criterion, value in asked.items() if value]


@dataclass(frozen=True)
class Candidate:
    advocate_id: int
    products: frozenset[str]
    use_cases: frozenset[str]
    industry: str | None
    region: str | None
    persona: str | None
    channel: str
    employees: int | None
    fair_key: float | None
    tie_seed: int
    fresh_until: date | None


@dataclass(frozen=True)
class Reason:
    words: str
    for_it: bool


def meets(wishes: Wishes, one: Candidate) -> frozenset[Criterion]:
    """What was wanted and fits."""
    fits: dict[Criterion, Callable[[], bool]] = {
        Criterion.PRODUCT: lambda: bool(wishes.products & one.products),
        Criterion.USE_CASE: lambda: bool(wishes.use_cases & one.use_cases),
        Criterion.INDUSTRY: lambda: one.industry in wishes.industries,
        Criterion.REGION: lambda: one.region in wishes.regions,
        Criterion.PERSONA: lambda: one.persona in wishes.personas,
        Criterion.SIZE: lambda: _is_of_size(wishes, one.employees),
        Criterion.CHANNEL: lambda: one.channel in wishes.channels,
    }
    return frozenset(criterion for criterion in wishes.wanted() if fits[criterion]())


def score(met: Collection[Criterion]) -> int:
    return sum(WEIGHTS[criterion] for criterion in met)


def order(wishes: Wishes, one: Candidate) -> tuple[int, float, int, int]:
    """Sort by this: the best fit first, among equals the less used, then by a random seed that each row keeps."""
    used = -inf if one.fair_key is None else one.fair_key
    return -score(meets(wishes, one)), used, one.tie_seed, one.advocate_id


def order_missed(
    wishes: Wishes, one: Candidate, standing: Standing, wanted: Wanted, policy: Policy
) -> tuple[int, bool, bool, date, int]:
    """As `order`, of those who can't be asked today: the best fit, then who chose it, then who is free soonest."""
    answer = standing.answer(wanted.activity_id)
    unwilling = answer is Answer.NOT_NOW or (wanted.needs_contact and not standing.shares_contact)
    first_day = _free_again(standing, wanted.effort, policy)
    return -score(meets(wishes, one)), unwilling, first_day is None, first_day or date.max, one.advocate_id


def is_stale(one: Candidate, today: date) -> bool:
    """Something that was once confirmed no longer holds; who looks only for fresh ones leaves them out (ADV-6)."""
    return one.fresh_until is not None and one.fresh_until <= today


def key_after(key: float | None, effort: Effort, on: date) -> float:
    """The fairness key after one more ask: the logarithm of all asks, each halved every HALF_LIFE days.

    Waiting changes no order, so that the key is stored once and never recomputed.
    """
    added = (on - DAY_ZERO).days + HALF_LIFE * log2(LOADS[effort])
    if key is None:
        return added
    return max(key, added) + HALF_LIFE * log2(1 + 2 ** (-abs(key - added) / HALF_LIFE))


def reasons(wishes: Wishes, one: Candidate, last_on: date | None, today: date) -> list[Reason]:
    """What fits, what does not, and when they were last asked."""
    met = meets(wishes, one)
    wanted = sorted(wishes.wanted(), key=lambda criterion: criterion not in met)
    told = [
        Reason(_fits(criterion, wishes, one) if criterion in met else _differs(criterion, one), criterion in met)
        for criterion in wanted
    ]
    return [*told, Reason(asked_ago(last_on, today), for_it=True)]


def asked_ago(last_on: date | None, today: date) -> str:
    """As in "Last asked 5 months ago"."""
    return f"Last asked {ago(last_on, today)}" if last_on else "Not asked yet"


def _free_again(standing: Standing, effort: Effort, policy: Policy) -> date | None:
    """The day on which the wait is over by itself; None where it waits for the person, or never began."""
    if not standing.reachable or standing.resting or standing.awaiting or standing.break_until == OPEN_END:
        return None
    days = [day for day in (next_possible(standing, effort, policy), standing.break_until) if day]
    return max(days, default=None)


def _is_of_size(wishes: Wishes, employees: int | None) -> bool:
    if employees is None:
        return False
    return (wishes.employees_from or 0) <= employees <= (inf if wishes.employees_to is None else wishes.employees_to)


def _fits(criterion: Criterion, wishes: Wishes, one: Candidate) -> str:
    if criterion is Criterion.PRODUCT:
        return f"Uses {_listed(wishes.products & one.products)}"
    if criterion is Criterion.USE_CASE:
        return f"Has done {_listed(wishes.use_cases & one.use_cases)}"
    return {
        Criterion.INDUSTRY: f"Same industry, {one.industry}",
        Criterion.REGION: f"Same region, {one.region}",
        Criterion.PERSONA: f"Same kind of role, {one.persona}",
        Criterion.SIZE: f"Same size, {one.employees or 0:,} people",
        Criterion.CHANNEL: "Came in the way that was asked for",
    }[criterion]


def _differs(criterion: Criterion, one: Candidate) -> str:
    other = {
        Criterion.PRODUCT: one.products and "Other products",
        Criterion.USE_CASE: one.use_cases and "Other use cases",
        Criterion.INDUSTRY: one.industry and f"Other industry, {one.industry}",
        Criterion.REGION: one.region and f"Other region, {one.region}",
        Criterion.PERSONA: one.persona and f"Other kind of role, {one.persona}",
        Criterion.SIZE: "" if one.employees is None else f"Other size, {one.employees:,} people",
        Criterion.CHANNEL: "Came in another way",
    }[criterion]
    return str(other) if other else _UNKNOWN[criterion]


def _listed(values: Collection[str]) -> str:
    *most, last = sorted(values)
    return f"{', '.join(most)} and {last}" if most else last
