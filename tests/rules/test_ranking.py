"""Which candidate comes first, and why (NOM-2)."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.kinds import SignalKind
from portal.domain.rules.feelings import Leaning
from portal.domain.rules.ranking import Moment, Relationship, rank

TODAY = date(2026, 11, 23)
NOBODY = Relationship(nominations=0, advocates=0, known_since=None, csm=None, interviewed=False)
TEN = Moment(SignalKind.SURVEY, TODAY - timedelta(days=5), 10, Leaning.GLAD)


def points(*moments: Moment, relationship: Relationship = NOBODY) -> int:
    return rank(list(moments), relationship, TODAY).points


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (replace(TEN, score=9), TEN),
        (replace(TEN, on=TODAY - timedelta(days=60)), TEN),
        (replace(TEN, on=TODAY - timedelta(days=200)), replace(TEN, on=TODAY - timedelta(days=60))),
        (replace(TEN, on=TODAY - timedelta(days=400)), replace(TEN, on=TODAY - timedelta(days=200))),
        (replace(TEN, kind=SignalKind.USAGE), replace(TEN, score=9)),
        (replace(TEN, leaning=Leaning.UNHAPPY), replace(TEN, leaning=Leaning.NEITHER)),
    ],
)
def test_a_recent_glad_moment_counts_more(less: Moment, more: Moment) -> None:
    assert points(less) < points(more)


@pytest.mark.parametrize(
    "known",
    [
        replace(NOBODY, nominations=1),
        replace(NOBODY, advocates=2),
        replace(NOBODY, csm="Sara Lindholm"),
        replace(NOBODY, interviewed=True),
        replace(NOBODY, known_since=TODAY - timedelta(days=400)),
    ],
)
def test_a_relationship_counts(known: Relationship) -> None:
    assert points(TEN, relationship=known) > points(TEN)


def test_the_reasons_are_told() -> None:
    known = replace(NOBODY, csm="Sara Lindholm", known_since=TODAY - timedelta(days=425), advocates=1)
    ranked = rank([TEN, replace(TEN, score=3, leaning=Leaning.UNHAPPY, on=TODAY - timedelta(days=50))], known, TODAY)
    assert [(reason.words, reason.for_it) for reason in ranked.reasons] == [
        ("Scored 10 on 18 November", True),
        ("Scored 3 on 4 October", False),
        ("1 person from their company in the program", True),
        ("Sara Lindholm looks after the company", True),
        ("Company known for 14 months", True),
    ]


@pytest.mark.parametrize(
    ("score", "leaning", "words"),
    [
        (9, Leaning.UNHAPPY, "Scored 9, but sounded unhappy, on 18 November"),
        (8, Leaning.GLAD, "Scored 8, and sounded glad, on 18 November"),
        (3, Leaning.UNHAPPY, "Scored 3 on 18 November"),
    ],
)
def test_words_that_turn_a_score_are_told(score: int, leaning: Leaning, words: str) -> None:
    reason = rank([replace(TEN, score=score, leaning=leaning)], NOBODY, TODAY).reasons[0]
    assert (reason.words, reason.for_it) == (words, leaning is Leaning.GLAD)


moments = st.builds(
    Moment,
    st.sampled_from(SignalKind),
    st.dates(TODAY - timedelta(days=800), TODAY),
    st.none() | st.integers(0, 10),
    st.sampled_from(Leaning),
)


@given(st.lists(moments, max_size=6), st.randoms())
def test_the_order_of_what_was_heard_does_not_matter(heard: list[Moment], chance: Random) -> None:
    mixed = list(heard)
    chance.shuffle(mixed)
    assert points(*mixed) == points(*heard)


@given(st.lists(moments, max_size=6))
def test_somebody_unhappy_this_month_never_leads_anybody_glad(heard: list[Moment]) -> None:
    unhappy = replace(TEN, score=2, leaning=Leaning.UNHAPPY)
    assert points(unhappy, *heard) < points(TEN)
