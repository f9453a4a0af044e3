"""Texts in the team's own words hold fixed placeholders and nothing else that acts (GEN-2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.rules.wordings import TEXTS, fill, unknown


@pytest.mark.parametrize("key", TEXTS)
def test_the_built_in_words_hold_only_their_own_placeholders(key: str) -> None:
    assert unknown(TEXTS[key], TEXTS[key].words) == []


def test_what_is_no_placeholder_is_named_once() -> None:
    text = TEXTS["invitation.why"]
    assert unknown(text, "{given_name} {nobody} {nobody} {} {in_a_row}") == ["{nobody}", "{}", "{in_a_row}"]


def test_a_value_is_never_read_as_a_placeholder_again() -> None:
    assert fill("{given_name} of {company}", {"given_name": "{company}", "company": "X"}) == "{company} of X"


@given(st.text())
def test_whatever_is_typed_comes_out_as_it_is_without_values(words: str) -> None:
    assert fill(words, {}) == words


def test_a_template_is_only_words() -> None:
    assert fill("{{ 7 * 7 }} {% if x %}", {"given_name": "Dana"}) == "{{ 7 * 7 }} {% if x %}"
