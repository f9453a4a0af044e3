"""What makes a candidate and what never does (NOM-2, NOM-3)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.kinds import Channel, Role, SignalKind, Stage
from portal.domain.rules.signals import NOBODY, Known, channel, name_of, own_id, why_not
from tests.make import TODAY

SURVEY, USAGE, MILESTONE, CALL = SignalKind.SURVEY, SignalKind.USAGE, SignalKind.MILESTONE, SignalKind.TRANSCRIPT


@pytest.mark.parametrize(
    ("kind", "score", "feeling", "expected"),
    [
        (SURVEY, 10, None, Channel.SURVEY),
        (SURVEY, 9, None, Channel.SURVEY),
        (SURVEY, 9, -60, Channel.SURVEY),  # the score speaks; the page shows the words
        (SURVEY, 9, -100, None),  # a person said it was meant so
        (SURVEY, 8, None, None),
        (SURVEY, 8, 49, None),
        (SURVEY, 8, 50, Channel.SENTIMENT),
        (SURVEY, 7, 100, Channel.SENTIMENT),
        (SURVEY, None, 60, Channel.SENTIMENT),
        (SURVEY, None, None, None),
        (SURVEY, 6, 100, None),
        (SURVEY, 0, 100, None),
        (USAGE, 9, None, Channel.CUSTOMER_SUCCESS),
        (USAGE, 8, None, None),
        (USAGE, 10, -30, None),
        (USAGE, None, None, None),
        (MILESTONE, None, None, Channel.CUSTOMER_SUCCESS),
        (MILESTONE, None, -30, None),
        (CALL, None, 50, Channel.SENTIMENT),
        (CALL, None, 49, None),
        (CALL, None, None, None),
    ],
)
def test_what_speaks_for_somebody(
    kind: SignalKind, score: int | None, feeling: int | None, expected: Channel | None
) -> None:
    assert channel(kind, score, feeling) is expected


@given(st.integers(0, 6), st.none() | st.integers(-100, 100))
def test_an_unhappy_answer_never_does_however_it_sounds(score: int, feeling: int | None) -> None:
    assert channel(SURVEY, score, feeling) is None


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (NOBODY, None),
        (replace(NOBODY, role=Role.ADVOCATE, stage=Stage.CANDIDATE), None),
        (replace(NOBODY, role=Role.COLLEAGUE), "One of us"),
        (replace(NOBODY, role=Role.ADVOCATE, stage=Stage.INVITED), "In the program already"),
        (replace(NOBODY, role=Role.ADVOCATE, stage=Stage.CONFIRMED), "In the program already"),
        (replace(NOBODY, role=Role.ADVOCATE, stage=Stage.DEPARTED), "Left the program"),
        (replace(NOBODY, stopped=True), "Asked for no more mail"),
        (replace(NOBODY, last_score=6), "Their last survey answer scored 6"),
        (replace(NOBODY, last_score=7), None),
    ],
)
def test_whoever_it_is_about_counts(known: Known, words: str | None) -> None:
    assert why_not(MILESTONE, None, None, on=TODAY, known=known, today=TODAY) == words


def test_what_is_long_ago_makes_nobody_a_candidate() -> None:
    year = timedelta(days=365)
    assert why_not(SURVEY, 10, None, on=TODAY - year, known=NOBODY, today=TODAY) is None
    late = why_not(SURVEY, 10, None, on=TODAY - year - timedelta(days=1), known=NOBODY, today=TODAY)
    assert late == "More than a year ago"


@given(st.sampled_from(SignalKind), st.none() | st.integers(0, 10), st.none() | st.integers(-100, 100))
def test_there_is_a_reason_exactly_where_there_is_no_way_in(
    kind: SignalKind, score: int | None, feeling: int | None
) -> None:
    told = why_not(kind, score, feeling, on=TODAY, known=NOBODY, today=TODAY)
    assert (told is None) is (channel(kind, score, feeling) is not None)


def test_without_an_id_the_content_is_the_id() -> None:
    assert own_id("a", 1, None) == own_id("a", 1, None)
    assert own_id("a", "b") != own_id("ab", "")


@pytest.mark.parametrize(
    ("email", "name"), [("ana.ruiz@acme.example", "Ana Ruiz"), ("b_aasen@x.example", "B Aasen"), ("@", "@")]
)
def test_a_name_is_guessed_from_the_address(email: str, name: str) -> None:
    assert name_of(email) == name
