from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.rules.retries import next_try

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(("attempt", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 120), (5, 120), (50, 120)])
def test_each_pause_is_longer_up_to_two_hours(attempt: int, minutes: int) -> None:
    due = next_try(attempt, now=NOW, expires_at=NOW + timedelta(days=2), jitter=0.5)
    assert due == NOW + timedelta(minutes=minutes)


def test_jitter_spreads_by_a_tenth_each_way() -> None:
    early = next_try(3, now=NOW, expires_at=NOW + timedelta(days=2), jitter=0)
    late = next_try(3, now=NOW, expires_at=NOW + timedelta(days=2), jitter=1)
    assert (early, late) == (NOW + timedelta(minutes=27), NOW + timedelta(minutes=33))


def test_a_message_that_would_be_too_late_is_not_tried_again() -> None:
    assert next_try(4, now=NOW, expires_at=NOW + timedelta(minutes=60), jitter=0.5) is None
