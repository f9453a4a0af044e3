from datetime import UTC, date, datetime, time

import pytest

from portal import words

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (time(10), "10am"),
        (time(14, 30), "2:30pm"),
        (time(0), "12am"),
        (time(12), "12pm"),
        (time(9, 5), "9:05am"),
        (datetime(2026, 6, 9, 9, 12, tzinfo=UTC), "9:12am"),
    ],
)
def test_a_time_is_said_as_people_say_it(value: time | datetime, said: str) -> None:
    assert words.clock_time(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1, "1 minute"),
        (30, "30 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (121, "2 hours 1 minute"),
        (165, "2 hours 45 minutes"),
        (0, "0 minutes"),
    ],
)
def test_a_length_is_said_in_hours_and_minutes(value: int, said: str) -> None:
    assert words.minutes(value) == said


@pytest.mark.parametrize(("value", "said"), [(0, "0"), (999, "999"), (1240, "1,240"), (1234567, "1,234,567")])
def test_a_number_is_grouped(value: int, said: str) -> None:
    assert words.count(value) == said


def test_one_and_many_have_their_words() -> None:
    assert words.count_of(1, "ask") == "1 ask"
    assert words.count_of(2, "ask") == "2 asks"
    assert words.count_of(0, "person", "people") == "0 people"
    assert words.count_of(1240, "person", "people") == "1,240 people"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Dana Okafor", "DO"), ("Anna Maria de Souza", "AS"), ("Björn", "B"), ("élise dupont", "ÉD"), ("  ", "")],
)
def test_initials_are_of_the_first_and_the_last_name(name: str, letters: str) -> None:
    assert words.initials(name) == letters


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (31, "one a month"),
        (62, "one every 2 months"),
        (92, "one every 3 months"),
        (184, "two a year"),
        (366, "one a year"),
        (120, "one in 120 days"),
    ],
)
def test_a_pace_is_said_by_its_name(days: int, said: str) -> None:
    assert words.pace(days) == said


def test_a_moment_is_told_on_the_readers_clock() -> None:
    late = datetime(2026, 6, 8, 23, 12, tzinfo=UTC)
    assert words.moment(late, "Europe/Amsterdam", TODAY) == "Tuesday 9 June, 1:12am"
    assert words.moment(late, "America/New_York", TODAY) == "Monday 8 June, 7:12pm"


def test_the_year_is_said_only_when_it_is_another() -> None:
    day, short_day = words.FILTERS["day"], words.FILTERS["short_day"]
    assert day(date(2026, 6, 4), TODAY) == "Thursday 4 June"
    assert day(date(2027, 6, 4), TODAY) == "Friday 4 June 2027"
    assert short_day(date(2025, 11, 18), TODAY) == "18 November 2025"
