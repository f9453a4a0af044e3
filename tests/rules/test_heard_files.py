"""What the rows of a file of answers, usage or milestones mean (NOM-2)."""

from datetime import date

import pytest

from portal.domain.rules import imports
from portal.domain.rules.imports import HeardRow, Noun
from tests.make import TODAY


@pytest.mark.parametrize(
    ("noun", "headings", "expected"),
    [
        (
            Noun.ANSWERS,
            ["Response ID", "E-mail", "Full name", "Company", "NPS score", "Feedback", "Submitted at", "Channel"],
            ["external_id", "email", "name", "company", "score", "words", "on", ""],
        ),
        (
            Noun.ANSWERS,
            ["Email", "How likely are you to recommend us?", "Why?", "Date"],
            ["email", "score", "words", "on"],
        ),
        (Noun.USAGE, ["email", "health_score", "as of", "notes"], ["email", "health", "on", "words"]),
        (Noun.MILESTONES, ["Mail", "Milestone", "Reached on"], ["email", "words", "on"]),
    ],
)
def test_columns_are_guessed(noun: Noun, headings: list[str], expected: list[str]) -> None:
    assert imports.guess(headings, [], noun) == expected


@pytest.mark.parametrize(
    ("mapping", "noun", "words"),
    [
        (["email", "score", "on"], Noun.ANSWERS, None),
        (["email", "words", "on"], Noun.MILESTONES, None),
        (["email", "health", "on"], Noun.USAGE, None),
        (["score", "on"], Noun.ANSWERS, "Choose the column that holds the email address."),
        (["email", "score"], Noun.ANSWERS, "Choose the column that holds the date."),
        (["email", "on"], Noun.ANSWERS, "Choose the column that holds the score or the words."),
    ],
)
def test_what_is_missing_is_asked_for(mapping: list[str], noun: Noun, words: str | None) -> None:
    assert imports.incomplete(mapping, noun) == words


def test_a_row_is_read() -> None:
    mapping = ["email", "first_name", "last_name", "score", "words", "on"]
    cells = ["Ana@Acme.example", "Ana", "Ruiz", "9", "Good.\n\n  Very   good. ", "2026-11-02"]
    assert imports.heard(mapping, cells, TODAY) == HeardRow(
        email="ana@acme.example",
        name="Ana Ruiz",
        company=None,
        score=9,
        words="Good.\nVery good.",
        on=date(2026, 11, 2),
        external_id=None,
    )


@pytest.mark.parametrize(
    ("cell", "score"), [("100", 10), ("99.4", 9), ("90%", 9), ("89", 8), ("89 %", 8), ("0", 0), ("5", 0)]
)
def test_health_is_told_on_the_scale_of_scores(cell: str, score: int) -> None:
    row = imports.heard(["email", "health", "on"], ["a@x.example", cell, "2026-11-02"], TODAY)
    assert isinstance(row, HeardRow)
    assert row.score == score


@pytest.mark.parametrize(
    ("mapping", "cells", "why"),
    [
        (["email", "score", "on"], ["nowhere", "9", "2026-11-02"], "Not an email address"),
        (["email", "score", "on"], ["a@x.example", "11", "2026-11-02"], "Not a score from 0 to 10"),
        (["email", "health", "on"], ["a@x.example", "101", "2026-11-02"], "Not a number from 0 to 100"),
        (["email", "score", "on"], ["a@x.example", "", "2026-11-02"], "No score and no words"),
        (["email", "score", "on"], ["a@x.example", "9", ""], "Empty. We need to know when it was"),
        (["email", "score", "on"], ["a@x.example", "9", "2099-01-01"], "A day that has not come yet"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(mapping: list[str], cells: list[str], why: str) -> None:
    problems = imports.heard(mapping, cells, TODAY)
    assert isinstance(problems, list)
    assert [one.why for one in problems] == [why]
