"""Why not, and when next (CAP-2 to CAP-7): a table of cases, then laws over random histories. No database."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.kinds import Effort
from portal.domain.rules import caps
from portal.domain.rules.caps import OPEN_END, Obstacle, Policy, Reason, Standing, Wanted

TODAY = date(2026, 6, 1)
CALL, REVIEW = 1, 2
POLICY = Policy(high_gap=92, low_gap=31)
CALL_BY_HAND = Wanted(activity_id=CALL, effort=Effort.HIGH, needs_contact=True, by_hand=True)
REVIEW_BY_HAND = Wanted(activity_id=REVIEW, effort=Effort.LOW, needs_contact=False, by_hand=True)
FREE = Standing(
    may_be_asked=True,
    resting=False,
    shares_contact=True,
    awaiting=False,
    reply_by=None,
    last_high_on=None,
    last_low_on=None,
    high_gap=92,
    low_gap=31,
    break_until=None,
    happy=frozenset({CALL, REVIEW}),
    ask_first=frozenset(),
)


def days(count: int) -> timedelta:
    return timedelta(days=count)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"may_be_asked": False}, Obstacle(Reason.NOT_IN_PROGRAM)),
        ({"reachable": False}, Obstacle(Reason.UNREACHABLE)),
        ({"resting": True}, Obstacle(Reason.RESTING)),
        ({"happy": frozenset({REVIEW})}, Obstacle(Reason.NOT_CHOSEN)),
        ({"happy": frozenset(), "ask_first": frozenset({CALL})}, None),
        ({"shares_contact": False}, Obstacle(Reason.NO_CONSENT)),
        (
            {"awaiting": True, "reply_by": TODAY + days(3)},
            Obstacle(Reason.AWAITING, at_the_latest=TODAY + days(3)),
        ),
        ({"break_until": OPEN_END}, Obstacle(Reason.BREAK_OPEN)),
        ({"break_until": TODAY + days(1)}, Obstacle(Reason.BREAK, next_on=TODAY + days(1))),
        ({"break_until": TODAY}, None),
        ({"last_high_on": TODAY - days(91)}, Obstacle(Reason.QUIET, next_on=TODAY + days(1))),
        ({"last_high_on": TODAY - days(92)}, None),
        ({"last_low_on": TODAY}, None),
        ({"last_high_on": TODAY - days(100), "high_gap": 184}, Obstacle(Reason.QUIET, next_on=TODAY + days(84))),
        (
            {"last_high_on": TODAY - days(90), "break_until": TODAY + days(9)},
            Obstacle(Reason.BREAK, next_on=TODAY + days(9)),
        ),
        (
            {"last_high_on": TODAY - days(80), "break_until": TODAY + days(9)},
            Obstacle(Reason.QUIET, next_on=TODAY + days(12)),
        ),
    ],
)
def test_a_call_is_refused_for_this_reason_until_that_day(facts: dict[str, object], expected: Obstacle | None) -> None:
    assert caps.why_not(replace(FREE, **facts), CALL_BY_HAND, POLICY, TODAY) == expected  # type: ignore[arg-type]


def test_ask_me_first_is_for_a_person_only() -> None:
    standing = replace(FREE, happy=frozenset(), ask_first=frozenset({CALL}))
    assert caps.why_not(standing, CALL_BY_HAND, POLICY, TODAY) is None
    assert caps.why_not(standing, replace(CALL_BY_HAND, by_hand=False), POLICY, TODAY) == Obstacle(Reason.ONLY_BY_HAND)


def test_the_worked_dates_of_the_design() -> None:
    """After 1 June: 1 September; two a year, 2 December; one a year, 2 June of the next year."""
    asked = replace(FREE, last_high_on=TODAY)
    nexts = [caps.next_possible(replace(asked, high_gap=gap), Effort.HIGH, POLICY) for gap in (92, 184, 366)]
    assert nexts == [date(2026, 9, 1), date(2026, 12, 2), date(2027, 6, 2)]


@pytest.mark.parametrize("effort", list(Effort))
def test_no_policy_and_no_wish_is_ever_shorter_than_the_constants(effort: Effort) -> None:
    assert Policy(high_gap=1, low_gap=1).gap(effort) == caps.LEAST_GAP[effort]
    assert min(caps.GAP_CHOICES[effort]) == caps.LEAST_GAP[effort]


near = st.integers(-400, 400).map(lambda offset: TODAY + timedelta(days=offset))
past = st.none() | st.integers(-400, 0).map(lambda offset: TODAY + timedelta(days=offset))
sets = st.frozensets(st.sampled_from([CALL, REVIEW]))
standings = st.builds(
    Standing,
    may_be_asked=st.booleans(),
    resting=st.booleans(),
    shares_contact=st.booleans(),
    awaiting=st.booleans(),
    reply_by=st.just(TODAY + timedelta(days=3)),
    last_high_on=past,
    last_low_on=past,
    high_gap=st.sampled_from(caps.GAP_CHOICES[Effort.HIGH]),
    low_gap=st.sampled_from(caps.GAP_CHOICES[Effort.LOW]),
    break_until=st.none() | near | st.just(OPEN_END),
    happy=sets,
    ask_first=sets,
    reachable=st.booleans(),
)
policies = st.builds(Policy, high_gap=st.integers(92, 400), low_gap=st.integers(31, 400))
wanteds = st.sampled_from([CALL_BY_HAND, REVIEW_BY_HAND, replace(CALL_BY_HAND, by_hand=False)])


@given(standings, wanteds, policies)
def test_the_day_named_is_the_first_on_which_the_same_ask_is_accepted(
    standing: Standing, wanted: Wanted, policy: Policy
) -> None:
    obstacle = caps.why_not(standing, wanted, policy, TODAY)
    if obstacle is None or obstacle.next_on is None:
        return
    assert obstacle.next_on > TODAY
    assert caps.why_not(standing, wanted, policy, obstacle.next_on) is None
    eve = obstacle.next_on - timedelta(days=1)
    assert caps.why_not(standing, wanted, policy, eve) is not None


@given(standings, wanteds, policies)
def test_an_obstacle_without_a_day_waits_for_a_person_however_long(
    standing: Standing, wanted: Wanted, policy: Policy
) -> None:
    obstacle = caps.why_not(standing, wanted, policy, TODAY)
    if obstacle is not None and obstacle.next_on is None:
        assert caps.why_not(standing, wanted, policy, TODAY + timedelta(days=4000)) == obstacle


@given(st.lists(st.integers(0, 60), max_size=80), st.sampled_from(list(Effort)), policies, standings)
def test_no_history_of_tries_puts_two_asks_inside_one_window(
    pauses: list[int], effort: Effort, policy: Policy, start: Standing
) -> None:
    """Ask whenever the rule allows it, at random days: any two asks are at least the longest gap apart."""
    standing = replace(
        start,
        may_be_asked=True,
        reachable=True,
        resting=False,
        shares_contact=True,
        awaiting=False,
        break_until=None,
        happy=frozenset({CALL, REVIEW}),
    )
    wanted = CALL_BY_HAND if effort is Effort.HIGH else REVIEW_BY_HAND
    least = max(policy.gap(effort), standing.gap(effort), caps.LEAST_GAP[effort])
    day, asked = TODAY, [last] if (last := standing.last_on(effort)) else []
    for pause in pauses:
        day += timedelta(days=pause)
        if caps.why_not(standing, wanted, policy, day) is None:
            asked.append(day)
            standing = (
                replace(standing, last_high_on=day) if effort is Effort.HIGH else replace(standing, last_low_on=day)
            )
    assert all(later - earlier >= timedelta(days=least) for earlier, later in itertools.pairwise(asked))
