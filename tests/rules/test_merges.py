"""A merge never lets anybody be asked earlier than either entry would (CAP-3, SEG-2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.kinds import Effort, SuppressionReason
from portal.domain.rules import caps, merges
from portal.domain.rules.caps import OPEN_END, Policy, Standing, Wanted
from portal.domain.rules.merges import Word

TODAY = date(2026, 11, 23)
SOON = st.one_of(st.none(), st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days)))
WORDS = st.builds(
    Word,
    left=st.booleans(),
    resting=st.booleans(),
    break_until=st.one_of(SOON, st.just(OPEN_END)),
    high_gap=st.sampled_from(caps.GAP_CHOICES[Effort.HIGH]),
    low_gap=st.sampled_from(caps.GAP_CHOICES[Effort.LOW]),
    last_high_on=SOON,
    last_low_on=SOON,
    unwanted=st.one_of(st.none(), st.sampled_from(SuppressionReason)),
)
NEVER = date.max


def first_day(word: Word, effort: Effort, policy: Policy) -> date:
    """From which day on a willing person with this word may be asked."""
    standing = Standing(
        may_be_asked=not word.left,
        resting=word.resting,
        shares_contact=True,
        awaiting=False,
        reply_by=None,
        last_high_on=word.last_high_on,
        last_low_on=word.last_low_on,
        high_gap=word.high_gap,
        low_gap=word.low_gap,
        break_until=word.break_until,
        happy=frozenset({1}),
        ask_first=frozenset(),
    )
    wanted = Wanted(activity_id=1, effort=effort, needs_contact=False, by_hand=True)
    obstacle = caps.why_not(standing, wanted, policy, TODAY)
    return TODAY if obstacle is None else obstacle.next_on or NEVER


@given(WORDS, WORDS, st.sampled_from(Effort), st.integers(92, 400), st.integers(31, 200))
def test_nobody_is_asked_earlier_after_a_merge(
    survivor: Word, loser: Word, effort: Effort, high_gap: int, low_gap: int
) -> None:
    policy = Policy(high_gap=high_gap, low_gap=low_gap)
    after = first_day(merges.carried(survivor, loser), effort, policy)
    assert after >= max(first_day(survivor, effort, policy), first_day(loser, effort, policy))


@given(WORDS, WORDS)
def test_an_unwanted_mail_stays_unwanted(survivor: Word, loser: Word) -> None:
    after = merges.carried(survivor, loser).unwanted
    if survivor.unwanted:
        assert after is survivor.unwanted
    elif loser.unwanted in merges.OF_THE_PERSON:
        assert after is loser.unwanted
    else:
        assert after is None, "a bounced address says nothing about another one"


@pytest.mark.parametrize(
    ("address", "masked", "domain"),
    [
        ("dana.okafor@harbour.example", "d…r@harbour.example", "harbour.example"),
        ("do@gmail.com", "d…@gmail.com", None),
    ],
)
def test_an_address_is_told_apart_but_not_told(address: str, masked: str, domain: str | None) -> None:
    assert merges.masked(address) == masked
    assert merges.own_domain(address) == domain
