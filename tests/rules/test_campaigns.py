"""When the slices of a campaign are due (REQ-9)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain.rules import caps
from portal.domain.rules.campaigns import LARGEST, SPREADS, WORDS, LeftOut, after, first, last_day, plan, words

ZONE = "Europe/Berlin"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""10 in the morning in Berlin."""
FRIDAY_EVENING = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize("people", [1, 2, 7, 38, 240, 5_000, 100_000])
@pytest.mark.parametrize("hours", SPREADS)
def test_even_slices_reach_everybody_within_the_time(people: int, hours: int) -> None:
    spread = plan(people, hours)
    slices = -(-people // spread.size)
    assert 1 <= spread.size <= LARGEST
    assert slices * spread.size >= people
    assert slices * spread.seconds <= hours * 3600
    assert last_day(people, MONDAY, 1, ZONE) == MONDAY.date()


def test_hours_begin_at_once_and_days_when_work_begins() -> None:
    assert first(FRIDAY_EVENING, 4, ZONE) == FRIDAY_EVENING
    assert first(FRIDAY_EVENING, 24, ZONE) == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert first(MONDAY, 24, ZONE) == MONDAY
    assert first(MONDAY - timedelta(hours=5), 24, ZONE) == MONDAY - timedelta(hours=1)


def test_a_slice_falls_on_working_time_only() -> None:
    assert after(MONDAY, 3600, 24, ZONE) == MONDAY + timedelta(hours=1)
    assert after(MONDAY, 7 * 3600, 24, ZONE) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    friday = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
    assert after(friday, 3600, 24, ZONE) == datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
    assert after(friday, 3600, 1, ZONE) == friday + timedelta(hours=1)


def test_the_last_day_counts_working_days() -> None:
    assert last_day(1, MONDAY, 40, ZONE) == MONDAY.date()
    assert last_day(300, MONDAY - timedelta(hours=2), 40, ZONE) == date(2026, 11, 27)
    assert last_day(300, FRIDAY_EVENING, 8, ZONE) == date(2026, 11, 30)


def test_across_the_end_of_summer_time_it_stays_nine() -> None:
    friday = datetime(2026, 10, 23, 14, 0, tzinfo=UTC)
    assert after(friday, 3600, 24, ZONE) == datetime(2026, 10, 26, 8, 0, tzinfo=UTC)


def test_every_reason_has_words() -> None:
    assert set(WORDS) == {*caps.Reason, *LeftOut}
    assert words("not_chosen", "Quotes") == "Have not chosen quotes"
