"""The whole life of an ask, on a clock that stands still (ASK-1 to ASK-6, CAP-3 to CAP-7)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.kinds import Answer, AskState, MessageState, Stage, Topic, Via
from portal.domain.models import AskEvent, Nomination, Outbox
from portal.domain.operations import asks, places, preferences
from tests import make
from tests.make import NOW


def topics(session: Session) -> list[Topic]:
    return list(session.scalars(select(Outbox.topic).order_by(Outbox.id)))


def test_a_sent_ask_takes_its_place_and_promises_one_message(session: Session) -> None:
    dana = make.advocate(session)
    ask = make.ask(session, dana)
    row = make.match_row(session, dana)
    assert (ask.state, ask.holds_place, ask.asked_on) == (AskState.SENT, True, NOW.date())
    assert (row.open_ask_id, row.last_high_on, row.last_low_on) == (ask.id, NOW.date(), None)
    assert topics(session) == [Topic.ASK_SENT]
    assert ask.sentence.startswith(
        "Would you take one 30-minute call with a supply chain director at a logistics company"
    )


def test_a_second_ask_is_refused_with_who_asked_and_the_day_it_would_work(session: Session) -> None:
    dana = make.advocate(session)
    first = make.ask(session, dana)
    asks.decline(session, ask_id=first.id, via=Via.LINK, actor_id=None, now=NOW)
    with pytest.raises(Refused) as refusal:
        make.ask(session, dana, "speak", now=NOW + timedelta(days=91))
    assert refusal.value.reason == "quiet"
    assert refusal.value.next_on == NOW.date() + timedelta(days=92)
    assert "Priya Raman asked on 23 November" in refusal.value.sentence
    assert make.ask(session, dana, "speak", now=NOW + timedelta(days=92)).state is AskState.SENT


def test_nobody_is_asked_while_another_ask_awaits_its_answer(session: Session) -> None:
    dana = make.advocate(session)
    make.ask(session, dana, "call")
    with pytest.raises(Refused) as refusal:
        make.ask(session, dana, "review")
    assert refusal.value.reason == "awaiting"
    assert "at the latest on 30 November" in refusal.value.sentence


@pytest.mark.parametrize(
    ("willing", "note", "reason"),
    [
        ({}, "A note", "not_chosen"),
        ({"call": Answer.NOT_NOW}, "A note", "not_chosen"),
        ({"call": Answer.ASK_FIRST}, None, "needs_note"),
    ],
)
def test_only_their_own_word_makes_anyone_askable(
    session: Session, willing: dict[str, Answer], note: str | None, reason: str
) -> None:
    dana = make.advocate(session, willing=willing)
    asker = make.person(session)
    ask = asks.draft(session, advocate_id=dana.id, words=make.words(session, note=note), asker_id=asker.id, now=NOW)
    with pytest.raises(Refused) as refusal:
        asks.send(session, ask_id=ask.id, actor_id=asker.id, now=NOW)
    assert refusal.value.reason == reason


def test_calls_need_the_consent_to_share_contact(session: Session) -> None:
    dana = make.advocate(session, consents=frozenset())
    with pytest.raises(Refused) as refusal:
        make.ask(session, dana, "call")
    assert refusal.value.reason == "no_consent"
    assert make.ask(session, dana, "review").state is AskState.SENT


def test_a_break_is_respected_to_the_day(session: Session) -> None:
    dana = make.advocate(session, break_until=NOW.date() + timedelta(days=5))
    with pytest.raises(Refused) as refusal:
        make.ask(session, dana, now=NOW + timedelta(days=4))
    assert (refusal.value.reason, refusal.value.next_on) == ("break", NOW.date() + timedelta(days=5))
    assert make.ask(session, dana, now=NOW + timedelta(days=5)).state is AskState.SENT


def test_a_yes_is_told_to_both_sides_and_said_twice_is_one_yes(session: Session) -> None:
    dana = make.advocate(session)
    ask = make.ask(session, dana)
    for _ in range(2):
        asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)
    assert ask.state is AskState.ACCEPTED
    assert topics(session) == [Topic.ASK_SENT, Topic.ASK_ANSWERED, Topic.ASK_TOLD]
    assert make.match_row(session, dana).open_ask_id is None
    assert list(session.scalars(select(AskEvent.state).order_by(AskEvent.id))) == [AskState.SENT, AskState.ACCEPTED]


def test_an_answer_can_be_changed_for_seven_days_and_no_longer(session: Session) -> None:
    ask = make.ask(session, make.advocate(session))
    asks.decline(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW, reason="busy")
    asks.accept(session, ask_id=ask.id, via=Via.PORTAL, actor_id=None, now=NOW + timedelta(days=6))
    assert (ask.state, ask.decline_reason) == (AskState.ACCEPTED, None)
    with pytest.raises(Refused) as refusal:
        asks.decline(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW + timedelta(days=7))
    assert refusal.value.reason == "too_late"


def test_a_no_becomes_no_yes_while_another_ask_awaits(session: Session) -> None:
    dana = make.advocate(session)
    call = make.ask(session, dana, "call")
    asks.decline(session, ask_id=call.id, via=Via.LINK, actor_id=None, now=NOW)
    make.ask(session, dana, "review")
    with pytest.raises(Refused) as refusal:
        asks.accept(session, ask_id=call.id, via=Via.LINK, actor_id=None, now=NOW)
    assert refusal.value.reason == "awaiting"


def test_a_yes_that_becomes_a_no_calls_the_other_side_off(session: Session) -> None:
    ask = make.ask(session, make.advocate(session))
    asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)
    asks.decline(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW + timedelta(hours=1))
    assert Topic.ASK_CALLED_OFF in topics(session)


def test_a_call_already_held_cannot_be_undone(session: Session) -> None:
    ask = make.ask(session, make.advocate(session))
    asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)
    asks.schedule(session, ask_id=ask.id, at=NOW + timedelta(days=1), actor_id=ask.asker_id, now=NOW)
    with pytest.raises(Refused) as refusal:
        asks.decline(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW + timedelta(days=2))
    assert refusal.value.reason == "held"


def test_another_time_is_a_yes_whose_time_is_open(session: Session) -> None:
    ask = make.ask(session, make.advocate(session))
    with pytest.raises(Refused):
        asks.suggest_time(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW, on=None, at=None, words=" ")
    asks.suggest_time(
        session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW, on=None, at=None, words="any Thursday"
    )
    assert (ask.state, ask.time_open, ask.suggestion) == (AskState.ACCEPTED, True, "any Thursday")


def test_handing_on_ends_the_ask_and_writes_to_nobody_new(session: Session) -> None:
    dana = make.advocate(session)
    ask = make.ask(session, dana)
    asks.hand_on(
        session,
        ask_id=ask.id,
        via=Via.LINK,
        actor_id=None,
        now=NOW,
        name="Ines Vidal",
        email="Ines@Customer.Example",
    )
    nomination = session.execute(select(Nomination)).scalar_one()
    assert (ask.state, nomination.email, nomination.nominator_id) == (
        AskState.HANDED_ON,
        "ines@customer.example",
        dana.person_id,
    )
    recipients = set(session.scalars(select(Outbox.recipient_id)))
    assert recipients == {dana.person_id, ask.asker_id}


def test_an_unanswered_ask_expires_keeps_its_place_and_its_asker_is_told(session: Session) -> None:
    dana = make.advocate(session)
    ask = make.ask(session, dana)
    assert asks.expire_due(session, now=NOW + timedelta(days=7)) == 0
    assert asks.expire_due(session, now=NOW + timedelta(days=8)) == 1
    assert asks.expire_due(session, now=NOW + timedelta(days=8)) == 0
    assert (ask.state, ask.holds_place) == (AskState.EXPIRED, True)
    assert topics(session)[-1] is Topic.ASK_TOLD
    assert session.scalars(select(Outbox.state).where(Outbox.topic == Topic.ASK_SENT)).one() is MessageState.CANCELLED


def test_two_reminders_at_most_and_only_for_what_arrived(session: Session) -> None:
    ask = make.ask(session, make.advocate(session))
    assert asks.remind_due(session, now=NOW + timedelta(days=3)) == 0
    ask.reached_at = NOW
    session.flush()
    assert asks.remind_due(session, now=NOW + timedelta(days=2)) == 0
    sent = [asks.remind_due(session, now=NOW + timedelta(days=day)) for day in (3, 4, 5, 6, 7)]
    assert sent == [1, 0, 0, 1, 0]


def test_an_ask_withdrawn_before_it_reached_anyone_gives_its_place_back(session: Session) -> None:
    dana = make.advocate(session)
    ask = make.ask(session, dana)
    asks.withdraw(session, ask_id=ask.id, via=Via.TEAM, actor_id=ask.asker_id, now=NOW)
    row = make.match_row(session, dana)
    assert (ask.holds_place, row.last_high_on, row.open_ask_id) == (False, None, None)
    assert make.ask(session, dana).state is AskState.SENT


def test_an_ask_withdrawn_after_it_reached_them_keeps_its_place(session: Session) -> None:
    dana = make.advocate(session)
    ask = make.ask(session, dana)
    ask.reached_at = NOW
    session.flush()
    asks.withdraw(session, ask_id=ask.id, via=Via.TEAM, actor_id=ask.asker_id, now=NOW)
    with pytest.raises(Refused):
        make.ask(session, dana)


def test_an_undelivered_ask_gives_its_place_back_unless_it_was_answered(session: Session) -> None:
    dana, ines = make.advocate(session), make.advocate(session, name="Ines Vidal")
    lost, answered = make.ask(session, dana), make.ask(session, ines)
    asks.accept(session, ask_id=answered.id, via=Via.PORTAL, actor_id=None, now=NOW)
    assert asks.undeliver(session, ask_id=lost.id, now=NOW)
    assert not asks.undeliver(session, ask_id=answered.id, now=NOW)
    assert make.match_row(session, dana).last_high_on is None
    assert make.match_row(session, ines).last_high_on == NOW.date()


def test_three_in_a_row_declined_or_unanswered_begin_a_rest_until_they_choose_again(session: Session) -> None:
    dana = make.advocate(session)
    day = NOW
    for slug in ("call", "review", "call"):
        ask = make.ask(session, dana, slug, now=day)
        asks.decline(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=day)
        day += timedelta(days=92)
    assert make.match_row(session, dana).resting
    assert topics(session).count(Topic.REST_STARTED) == 1
    with pytest.raises(Refused) as refusal:
        make.ask(session, dana, now=day)
    assert refusal.value.reason == "resting"
    wishes = preferences.Wishes(
        answers={make.activity(session, "call").id: Answer.HAPPY},
        high_gap=92,
        low_gap=31,
        consents=make.EVERYTHING,
    )
    preferences.save(session, advocate_id=dana.id, wishes=wishes, actor_id=dana.person_id, now=day)
    assert make.ask(session, dana, now=day + timedelta(days=1)).state is AskState.SENT


def test_done_needs_evidence_and_counts_once(session: Session) -> None:
    ask = make.ask(session, make.advocate(session))
    with pytest.raises(Refused) as refusal:
        asks.complete(session, ask_id=ask.id, on=NOW.date(), evidence="held", actor_id=ask.asker_id, now=NOW)
    assert refusal.value.reason == "is_sent"
    asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)
    with pytest.raises(Refused):
        asks.complete(session, ask_id=ask.id, on=NOW.date(), evidence=" ", actor_id=ask.asker_id, now=NOW)
    for _ in range(2):
        asks.complete(session, ask_id=ask.id, on=NOW.date(), evidence="held", actor_id=ask.asker_id, now=NOW)
    assert ask.state is AskState.COMPLETED
    assert len(session.scalars(select(AskEvent).where(AskEvent.state == AskState.COMPLETED)).all()) == 1


def test_speaking_as_a_first_ask_needs_a_reason(session: Session) -> None:
    dana = make.advocate(session, stage=Stage.JOINED)
    with pytest.raises(Refused) as refusal:
        make.ask(session, dana, "speak")
    assert refusal.value.reason == "too_large"


def test_history_and_match_rows_never_differ(session: Session) -> None:
    dana = make.advocate(session)
    ask = make.ask(session, dana)
    assert places.differences(session) == []
    make.match_row(session, dana).last_high_on = None
    session.flush()
    assert [row.advocate_id for row in places.differences(session)] == [dana.id]
    places.refresh(session, dana.id)
    session.refresh(make.match_row(session, dana))
    assert make.match_row(session, dana).last_high_on == ask.asked_on


def test_a_yes_costs_seven_statements(session: Session, statements: list[str]) -> None:
    """The locks, the event, the freed place, the audit row, the ask and one insert for both messages (G2)."""
    ask = make.ask(session, make.advocate(session))
    ask_id = ask.id
    session.expire_all()
    statements.clear()
    asks.accept(session, ask_id=ask_id, via=Via.LINK, actor_id=None, now=NOW)
    session.flush()
    assert len(statements) == 7
