from datetime import date
from typing import Any

import pytest

from portal.domain.kinds import Effort
from portal.domain.rules.caps import OPEN_END, Policy, Standing
from portal.web.quiets import Quiet, quiet

TODAY = date(2026, 6, 1)
CALL, TALK, REVIEW = 1, 2, 3


def seen(*, effort: Effort = Effort.HIGH, to_them: bool = False, **changed: object) -> Quiet:
    facts: dict[str, object] = {
        "may_be_asked": True,
        "resting": False,
        "shares_contact": True,
        "awaiting": False,
        "reply_by": None,
        "last_high_on": None,
        "last_low_on": None,
        "high_gap": 92,
        "low_gap": 31,
        "break_until": None,
        "happy": frozenset({CALL, REVIEW}),
        "ask_first": frozenset({TALK}),
    }
    activities = frozenset({CALL, TALK}) if effort is Effort.HIGH else frozenset({REVIEW})
    standing = Standing(**(facts | changed))  # type: ignore[arg-type]
    return quiet(standing, effort, Policy(92, 31), activities=activities, today=TODAY, to_them=to_them)


def test_never_asked_is_free_now() -> None:
    view = seen()
    assert (view.status, view.when, view.lead, view.last, view.percent) == (
        "free",
        "Now",
        "Possible now",
        "Not asked yet",
        100,
    )


def test_free_again_says_since_when() -> None:
    view = seen(last_high_on=date(2026, 2, 24))
    assert (view.status, view.foot) == ("free", "Last asked 24 February. Free since 27 May")


def test_inside_the_quiet_period_the_bar_runs_to_the_date() -> None:
    view = seen(effort=Effort.LOW, last_low_on=date(2026, 5, 6))
    assert (view.name, view.status, view.when, view.last) == ("Small asks", "resting", "From 6 June", "Asked 6 May")
    assert (view.lead, view.day, view.percent) == ("Next possible", "6 June", 83.9)


def test_the_first_free_day_is_free() -> None:
    assert seen(effort=Effort.LOW, last_low_on=date(2026, 5, 1)).status == "free"
    assert seen(effort=Effort.LOW, last_low_on=date(2026, 5, 2)).status == "resting"


def test_their_own_longer_pace_moves_the_date() -> None:
    assert seen(last_high_on=date(2026, 6, 1), high_gap=184).day == "2 December"
    assert seen(last_high_on=date(2026, 6, 1), high_gap=366).day == "2 June 2027"


def test_a_break_with_a_date_says_it() -> None:
    view = seen(last_high_on=date(2026, 3, 2), break_until=date(2026, 9, 1))
    assert (view.status, view.when, view.lead, view.day) == (
        "break",
        "From 1 September",
        "On a break until",
        "1 September",
    )


def test_a_quiet_period_longer_than_the_break_has_the_last_word() -> None:
    view = seen(last_high_on=date(2026, 5, 27), break_until=date(2026, 6, 10))
    assert (view.status, view.when) == ("resting", "From 27 August")


def test_a_break_that_is_over_is_over() -> None:
    assert seen(break_until=TODAY).status == "free"


WAITS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"may_be_asked": False}, "none", "When they join", "When you join"),
    ({"resting": True}, "waiting", "When they choose again", "When you choose again"),
    ({"break_until": OPEN_END}, "waiting", "When they end their break", "When you end your break"),
    ({"happy": frozenset({REVIEW}), "ask_first": frozenset()}, "none", "When they choose one", "When you choose one"),
    (
        {"awaiting": True, "reply_by": date(2026, 6, 5)},
        "waiting",
        "When they answer, at the latest on 5 June",
        "When you answer, at the latest on 5 June",
    ),
]


@pytest.mark.parametrize(("changed", "status", "they", "you"), WAITS)
def test_what_waits_for_the_person_says_for_what(changed: dict[str, Any], status: str, they: str, you: str) -> None:
    assert (seen(**changed).status, seen(**changed).when) == (status, they)
    assert seen(to_them=True, **changed).lead == you


def test_an_open_ask_is_no_wait_when_its_answer_comes_before_the_quiet_period_ends() -> None:
    view = seen(awaiting=True, reply_by=date(2026, 6, 4), last_high_on=TODAY)
    assert (view.status, view.when) == ("resting", "From 1 September")
