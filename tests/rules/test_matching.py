"""Who suits a request, why, and who comes first among equals (REQ-3). No database."""

import random
from dataclasses import replace
from datetime import date, timedelta
from math import pow  # noqa: A004 - of floats

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.kinds import Effort
from portal.domain.rules import matching
from portal.domain.rules.matching import Candidate, Criterion, Wishes

TODAY = date(2026, 6, 1)
DANA = Candidate(
    advocate_id=1,
    products=frozenset({"Larkfield Trace", "Larkfield Route"}),
    use_cases=frozenset({"carrier onboarding"}),
    industry="logistics",
    region="Nordics",
    persona="operations director",
    channel="survey",
    employees=4000,
    fair_key=None,
    tie_seed=5,
    fresh_until=None,
)
EVERYTHING = Wishes(
    products=frozenset({"Larkfield Trace"}),
    use_cases=frozenset({"carrier onboarding"}),
    industries=frozenset({"logistics"}),
    regions=frozenset({"Nordics"}),
    personas=frozenset({"operations director"}),
    channels=frozenset({"survey"}),
    employees_from=1000,
    employees_to=10000,
)
STRANGER = Candidate(2, frozenset(), frozenset(), None, None, None, "import", None, None, 1, None)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def test_everything_that_is_wanted_can_be_met() -> None:
    assert matching.meets(EVERYTHING, DANA) == set(Criterion)
    assert matching.score(set(Criterion)) == 105
    assert not matching.meets(EVERYTHING, STRANGER)


def test_what_is_not_wanted_neither_helps_nor_harms() -> None:
    assert matching.order(Wishes(), DANA)[0] == matching.order(Wishes(), STRANGER)[0] == 0


@pytest.mark.parametrize(
    ("employees", "least", "most", "fits"),
    [
        (4000, 4000, 4000, True),
        (4000, None, 4000, True),
        (4000, 4001, None, False),
        (4000, None, 3999, False),
        (0, None, 10, True),
        (None, None, 10, False),
    ],
)
def test_size_has_two_ends_and_both_belong_to_it(
    employees: int | None, least: int | None, most: int | None, *, fits: bool
) -> None:
    wishes = Wishes(employees_from=least, employees_to=most)
    assert bool(matching.meets(wishes, replace(DANA, employees=employees))) is fits


def test_the_reasons_say_what_fits_first_then_what_does_not_then_when_they_were_asked() -> None:
    wishes = replace(EVERYTHING, regions=frozenset({"DACH"}), channels=frozenset())
    told = matching.reasons(wishes, DANA, TODAY - days(155), TODAY)
    assert [(reason.words, reason.for_it) for reason in told] == [
        ("Uses Larkfield Trace", True),
        ("Has done carrier onboarding", True),
        ("Same industry, logistics", True),
        ("Same kind of role, operations director", True),
        ("Same size, 4,000 people", True),
        ("Other region, Nordics", False),
        ("Last asked 5 months ago", True),
    ]


def test_what_is_not_known_is_said_to_be_not_known() -> None:
    told = [reason.words for reason in matching.reasons(EVERYTHING, STRANGER, None, TODAY)]
    assert told == [
        "Products not known",
        "Use cases not known",
        "Industry not known",
        "Region not known",
        "Kind of role not known",
        "Size not known",
        "Came in another way",
        "Not asked yet",
    ]


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (0, "Last asked today"),
        (1, "Last asked 1 day ago"),
        (6, "Last asked 6 days ago"),
        (7, "Last asked 1 week ago"),
        (29, "Last asked 4 weeks ago"),
        (30, "Last asked 1 month ago"),
        (364, "Last asked 12 months ago"),
        (365, "Last asked 1 year ago"),
        (800, "Last asked 2 years ago"),
    ],
)
def test_how_long_ago(ago: int, words: str) -> None:
    assert matching.asked_ago(TODAY - days(ago), TODAY) == words


def test_a_better_fit_comes_before_somebody_less_used() -> None:
    used = replace(DANA, fair_key=3000.0)
    assert sorted([STRANGER, used], key=lambda one: matching.order(EVERYTHING, one)) == [used, STRANGER]


def test_among_equals_the_less_used_comes_first_and_the_seed_decides_the_rest() -> None:
    often = replace(DANA, advocate_id=2, fair_key=matching.key_after(None, Effort.HIGH, TODAY))
    once = replace(DANA, advocate_id=3, fair_key=matching.key_after(None, Effort.LOW, TODAY))
    never = replace(DANA, advocate_id=4, tie_seed=9)
    also_never = replace(DANA, advocate_id=5, tie_seed=7)
    found = sorted([often, once, never, also_never], key=lambda one: matching.order(EVERYTHING, one))
    assert [one.advocate_id for one in found] == [5, 4, 3, 2]


asked = st.lists(st.tuples(st.sampled_from(Effort), st.integers(0, 900)), min_size=1, max_size=6)


def key_of(history: list[tuple[Effort, int]]) -> float:
    key = None
    for effort, day in history:
        key = matching.key_after(key, effort, matching.DAY_ZERO + days(day))
    assert key is not None
    return key


def load(history: list[tuple[Effort, int]], on: int) -> float:
    """What the key is the logarithm of: every ask, halved each HALF_LIFE days."""
    return sum(matching.LOADS[effort] * pow(0.5, (on - day) / matching.HALF_LIFE) for effort, day in history)


@given(asked, asked, st.integers(900, 3000))
def test_the_key_orders_as_the_decayed_loads_do_on_any_later_day(
    one: list[tuple[Effort, int]], other: list[tuple[Effort, int]], on: int
) -> None:
    keys, loads = key_of(one) - key_of(other), load(one, on) / load(other, on)
    assert abs(keys) < 1e-6 or (keys > 0) == (loads > 1)


@given(asked)
def test_the_order_in_which_asks_are_added_does_not_matter(history: list[tuple[Effort, int]]) -> None:
    assert key_of(history) == pytest.approx(key_of(history[::-1]))


def test_no_three_people_carry_the_program() -> None:
    """A hundred requests, two a week, on a pool of forty who all fit equally well.

    Bound: each request takes who was asked least, so nobody is asked a second time before everybody was asked once
    and counts differ by at most one plus what the quiet period of 92 days holds back. 100 / 40 = 2.5, so nobody is
    asked more than 3 times, and the top three are asked at most 9 of 100 times.
    """
    dice = random.Random(1)
    pool = [replace(DANA, advocate_id=number, tie_seed=dice.randrange(10**9)) for number in range(40)]
    last: dict[int, date] = {}
    counts = dict.fromkeys(range(40), 0)
    for request in range(100):
        day = TODAY + days(request * 7 // 2)
        free = [one for one in pool if one.advocate_id not in last or (day - last[one.advocate_id]).days >= 92]
        chosen = min(free, key=lambda one: matching.order(EVERYTHING, one))
        counts[chosen.advocate_id] += 1
        last[chosen.advocate_id] = day
        pool[chosen.advocate_id] = replace(chosen, fair_key=matching.key_after(chosen.fair_key, Effort.HIGH, day))
    assert sum(sorted(counts.values())[-3:]) <= 9
    assert min(counts.values()) >= 2
