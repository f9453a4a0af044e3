"""Times as people type them: the edges of the clocks (REQ-7; RELIABILITY 4.1, 12)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.rules import meetings as rules

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
ZONES = sorted(available_timezones() - {"localtime", "posixrules"})


@pytest.mark.parametrize(
    ("day", "at", "zone", "expected"),
    [
        (date(2027, 3, 27), time(2, 30), "Europe/Berlin", "2027-03-27T01:30:00+00:00"),
        (date(2027, 3, 28), time(1, 59), "Europe/Berlin", "2027-03-28T00:59:00+00:00"),
        (date(2027, 3, 28), time(3, 0), "Europe/Berlin", "2027-03-28T01:00:00+00:00"),
        (date(2027, 3, 28), time(10, 0), "Europe/Berlin", "2027-03-28T08:00:00+00:00"),
        (date(2027, 3, 14), time(9, 0), "America/New_York", "2027-03-14T13:00:00+00:00"),
        (date(2027, 3, 13), time(9, 0), "America/New_York", "2027-03-13T14:00:00+00:00"),
        (date(2027, 4, 4), time(9, 0), "Australia/Lord_Howe", "2027-04-03T22:30:00+00:00"),
        (date(2027, 6, 1), time(9, 0), "Asia/Kathmandu", "2027-06-01T03:15:00+00:00"),
        (date(2028, 2, 29), time(9, 0), "UTC", "2028-02-29T09:00:00+00:00"),
    ],
)
def test_a_wall_clock_is_one_moment(day: date, at: time, zone: str, expected: str) -> None:
    assert rules.instant(day, at, zone) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("day", "at", "zone", "words"),
    [
        (date(2027, 3, 28), time(2, 0), "Europe/Berlin", "02:00 does not exist"),
        (date(2027, 3, 28), time(2, 59), "Europe/Berlin", "02:59 does not exist"),
        (date(2027, 3, 14), time(2, 30), "America/New_York", "does not exist"),
        (date(2027, 4, 4), time(1, 45), "Australia/Lord_Howe", "comes twice"),
        (date(2027, 3, 1), time(12, 0), "UTC", "still to come"),
        (date(2027, 3, 1), time(12, 59), "Europe/Berlin", "still to come"),
        (date(2027, 8, 29), time(9, 0), "UTC", "within the next 180 days"),
        (date(1, 1, 1), time(0, 0), "Pacific/Kiritimati", "still to come"),
        (date(9999, 12, 31), time(23, 59), "Pacific/Pago_Pago", "within the next 180 days"),
    ],
)
def test_a_time_at_which_nobody_can_meet(day: date, at: time, zone: str, words: str) -> None:
    assert words in (rules.why_not(day, at, zone, now=NOW) or "")


def test_the_hour_that_comes_twice_is_asked_about() -> None:
    autumn = datetime(2026, 10, 1, tzinfo=UTC)
    assert "02:30 comes twice" in (rules.why_not(date(2026, 10, 25), time(2, 30), "Europe/Berlin", now=autumn) or "")
    assert rules.why_not(date(2026, 10, 25), time(3, 0), "Europe/Berlin", now=autumn) is None
    with pytest.raises(ValueError, match="not one moment"):
        rules.instant(date(2026, 10, 25), time(2, 30), "Europe/Berlin")


@given(
    days=st.integers(min_value=1, max_value=179),
    at=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
)
def test_what_is_taken_is_shown_as_it_was_typed(days: int, at: time, zone: str) -> None:
    day = NOW.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    if rules.why_not(day, at, zone, now=NOW) is None:
        there = rules.instant(day, at, zone).astimezone(ZoneInfo(zone))
        assert (there.date(), there.time()) == (day, at)
