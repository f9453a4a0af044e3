"""What the team promises, in working days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.rules.requests import Sla, due_on, sla, working_day_after

MONDAY, FRIDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 28)
LATER = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (MONDAY, 1, date(2026, 11, 24)),
        (FRIDAY, 1, date(2026, 11, 30)),
        (SATURDAY, 1, date(2026, 11, 30)),
        (MONDAY, 10, date(2026, 12, 7)),
        (SATURDAY, 10, date(2026, 12, 11)),
    ],
)
def test_working_days_pass_weekends_by(day: date, count: int, expected: date) -> None:
    assert working_day_after(day, count) == expected


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 30))
def test_a_due_day_is_a_working_day_and_one_more_is_later(day: date, count: int) -> None:
    due = working_day_after(day, count)
    assert due.weekday() < 5
    assert day < due < working_day_after(day, count + 1)
    assert working_day_after(working_day_after(day, count), 1) == working_day_after(day, count + 1)


def test_an_answer_is_due_first_then_somebody_and_never_after_it_is_needed() -> None:
    assert due_on(began_on=MONDAY, answered=False, needed_by=LATER) == date(2026, 11, 24)
    assert due_on(began_on=MONDAY, answered=True, needed_by=LATER) == date(2026, 12, 7)
    assert due_on(began_on=MONDAY, answered=True, needed_by=FRIDAY) == FRIDAY


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 12, 8), Sla.LATE),
        (date(2026, 12, 7), Sla.TODAY),
        (date(2026, 12, 5), Sla.SOON),
        (date(2026, 12, 3), Sla.SOON),
        (date(2026, 12, 2), Sla.IN_TIME),
    ],
)
def test_where_it_stands(today: date, expected: Sla) -> None:
    assert sla(date(2026, 12, 7), today) is expected
