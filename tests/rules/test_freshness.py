"""What is fresh, hot or due, and who may be asked about it."""

from datetime import date, timedelta

import pytest

from portal.domain.kinds import Stage, SuppressionReason
from portal.domain.rules import freshness
from portal.domain.rules.caps import OPEN_END
from portal.domain.rules.freshness import Facts, Item, Known, Reason, State, why_not

TODAY = date(2026, 11, 23)


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def known(*, confirmed_on: date | None = None, ends_on: date | None = None, wrong_on: date | None = None) -> Known:
    return Known(Item.OUTCOMES, "Your results: “12% faster.”", "seen", confirmed_on, ends_on, wrong_on)


def facts(
    *,
    stage: Stage = Stage.CONFIRMED,
    left: bool = False,
    suppressed: SuppressionReason | None = None,
    awaiting: bool = False,
    break_until: date | None = None,
    last_mail_on: date | None = None,
    anything_due: bool = True,
) -> Facts:
    return Facts(stage, left, suppressed, awaiting, break_until, last_mail_on, anything_due)


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (known(), State.NEVER),
        (known(confirmed_on=days(-10), ends_on=days(1)), State.FRESH),
        (known(confirmed_on=days(-10), ends_on=TODAY), State.STALE),
        (known(confirmed_on=days(-10), ends_on=days(5), wrong_on=days(-1)), State.WRONG),
        (known(wrong_on=days(-1)), State.WRONG),
    ],
)
def test_a_part_is_fresh_until_its_last_day(one: Known, state: State) -> None:
    assert one.state(TODAY) is state
    assert freshness.due([one], TODAY) == ([] if state is State.FRESH else [one])


def test_what_ends_first_counts_and_what_was_called_wrong_ended_then() -> None:
    never, later = known(), known(confirmed_on=days(-5), ends_on=days(300))
    assert freshness.fresh_until([never]) is None
    assert freshness.fresh_until([never, later]) == days(300)
    assert freshness.fresh_until([never, later, known(ends_on=days(400), wrong_on=days(-3))]) == days(-3)


@pytest.mark.parametrize(("hot_on", "hot"), [(None, False), (TODAY, True), (days(-90), True), (days(-91), False)])
def test_hot_lasts_90_days(hot_on: date | None, hot: bool) -> None:
    assert freshness.is_hot(hot_on, TODAY) is hot


@pytest.mark.parametrize(
    ("about", "reason", "next_on"),
    [
        (facts(), None, None),
        (facts(left=True), Reason.DEPARTED, None),
        (facts(stage=Stage.DEPARTED), Reason.DEPARTED, None),
        (facts(stage=Stage.CANDIDATE), Reason.NOT_JOINED, None),
        (facts(stage=Stage.INVITED), Reason.NOT_JOINED, None),
        (facts(suppressed=SuppressionReason.UNSUBSCRIBED), Reason.NO_MAIL, None),
        (facts(suppressed=SuppressionReason.BOUNCED), Reason.BOUNCES, None),
        (facts(anything_due=False), Reason.NOTHING_DUE, None),
        (facts(awaiting=True), Reason.AWAITING, None),
        (facts(break_until=OPEN_END), Reason.BREAK, None),
        (facts(break_until=days(1)), Reason.BREAK, days(1)),
        (facts(break_until=TODAY), None, None),
        (facts(last_mail_on=days(-30)), Reason.RECENT, days(1)),
        (facts(last_mail_on=days(-31)), None, None),
        (facts(last_mail_on=days(-1), break_until=days(5)), Reason.RECENT, days(30)),
        (facts(last_mail_on=days(-1), break_until=days(50)), Reason.BREAK, days(50)),
    ],
)
def test_who_is_not_asked_and_when_next(about: Facts, reason: Reason | None, next_on: date | None) -> None:
    obstacle = why_not(about, mail_gap=31, today=TODAY)
    assert (obstacle.reason if obstacle else None) is reason
    assert (obstacle.next_on if obstacle else None) == next_on


def test_one_sentence_for_each() -> None:
    assert freshness.deployments("Larkfield", ["Plan", "Trace"], ["Order visibility"]) == (
        "You use Plan and Trace for order visibility."
    )
    assert freshness.deployments("Larkfield", [], ["ERP exchange", "Returns"]) == (
        "You use Larkfield for ERP exchange and returns."
    )
    assert freshness.outcomes("12% faster.\nAnd happier.") == "Your results: “12% faster.”"
    assert freshness.story("word " * 100).endswith("word …”")
    assert freshness.willingness(["Reference calls", "Quotes"], []) == (
        "You’re happy to be asked for reference calls and quotes."
    )
    assert freshness.willingness(["Quotes"], ["Speaking"]) == (
        "You’re happy to be asked for quotes; for speaking, one of us asks you first."
    )
    assert freshness.willingness([], ["Speaking"]) == "For speaking, one of us asks you first."


def test_other_words_are_another_content() -> None:
    assert freshness.seen("a", "b") != freshness.seen("ab")
    assert freshness.seen("a", "b") == freshness.seen("a", "b")
