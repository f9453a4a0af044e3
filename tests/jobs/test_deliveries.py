"""Asks on their way out, through a real mail server."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import select, update

from jobs import dispatch
from jobs.kit import Kit
from portal.clock import SetClock
from portal.domain.errors import Refused
from portal.domain.kinds import Answer, AskState, MessageState, Queue, SuppressionReason, Topic, Via
from portal.domain.models import Advocate, Ask, Outbox, OutboxAttempt
from portal.domain.operations import asks, deliveries, lines, places, preferences, requests, suppressions
from tests import make
from tests.fixtures.services import Smtp

MONDAY = date(2026, 11, 23)


def send_ask(kit: Kit) -> int:
    with kit.database.writing() as session:
        who = make.advocate(session, email="dana@customer.example")
        return make.ask(session, who).id


def ask(kit: Kit, ask_id: int) -> Ask:
    with kit.database.reading() as session:
        return session.get_one(Ask, ask_id)


def message(kit: Kit, topic: Topic = Topic.ASK_SENT) -> Outbox:
    with kit.database.reading() as session:
        return (
            session.scalars(select(Outbox).where(Outbox.topic == topic).order_by(Outbox.id.desc())).first() or Outbox()
        )


def dispatch_bulk(kit: Kit) -> None:
    dispatch.take(kit, Queue.BULK)


def test_an_ask_arrives_with_its_headers_and_moves_its_day(kit: Kit, smtp: Smtp, clock: SetClock) -> None:
    ask_id = send_ask(kit)
    clock.instant += timedelta(days=1)
    dispatch_bulk(kit)
    [captured] = smtp.messages
    row, found = message(kit), ask(kit, ask_id)
    assert captured.recipients == ["dana@customer.example"]
    assert captured.message["Message-ID"] == row.message_id
    assert captured.message["Auto-Submitted"] == "auto-generated"
    assert captured.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert captured.sender is not None
    assert captured.sender.startswith(f"bounces+{row.id}.1.")
    assert row.state is MessageState.SENT
    assert (found.asked_on, found.reached_at) == (MONDAY + timedelta(days=1), clock.instant)
    with kit.database.writing() as session:
        assert places.lock(session, found.advocate_id).last_high_on == MONDAY + timedelta(days=1)
        assert places.differences(session) == []
    [line] = [json.loads(line) for line in kit.journal.path.read_text().splitlines()]
    assert line == {
        "message_id": row.message_id,
        "day": "2026-11-24",
        "advocate_id": found.advocate_id,
        "effort": "high",
    }


def test_a_second_dispatch_sends_nothing(kit: Kit, smtp: Smtp) -> None:
    send_ask(kit)
    dispatch_bulk(kit)
    dispatch_bulk(kit)
    assert len(smtp.messages) == 1


def test_a_refusal_for_good_gives_the_place_back_and_tells_the_asker(kit: Kit, smtp: Smtp) -> None:
    ask_id = send_ask(kit)
    smtp.replies["RCPT"] = "550 5.1.1 No such person: dana@customer.example"
    dispatch_bulk(kit)
    row, found = message(kit), ask(kit, ask_id)
    assert (row.state, row.last_code) == (MessageState.FAILED, 550)
    assert row.last_error is not None
    assert "dana" not in row.last_error
    assert (found.state, found.holds_place) == (AskState.UNDELIVERED, False)
    smtp.replies.clear()
    dispatch.take(kit, Queue.URGENT)
    assert "never reached" in smtp.messages[0].message["Subject"]


def test_not_now_is_tried_again_after_a_minute_with_the_same_message_id(kit: Kit, smtp: Smtp, clock: SetClock) -> None:
    send_ask(kit)
    smtp.replies["DOT"] = "451 4.3.0 Later"
    dispatch_bulk(kit)
    first = message(kit)
    assert (first.state, first.attempt, first.dotted_at) == (MessageState.DEFERRED, 1, None)
    wait = first.not_before - clock.instant
    assert timedelta(seconds=50) < wait < timedelta(seconds=70)
    smtp.replies.clear()
    dispatch_bulk(kit)
    assert smtp.messages == []
    clock.instant = first.not_before
    dispatch_bulk(kit)
    assert [one.message["Message-ID"] for one in smtp.messages] == [first.message_id]
    with kit.database.reading() as session:
        phases = session.execute(select(OutboxAttempt.phase, OutboxAttempt.code).order_by(OutboxAttempt.id)).all()
    assert [tuple(one) for one in phases] == [("dot", 451), ("dot", 250)]


def test_what_cannot_be_sent_in_time_fails(kit: Kit, smtp: Smtp, clock: SetClock) -> None:
    ask_id = send_ask(kit)
    clock.instant += timedelta(days=30)
    dispatch_bulk(kit)
    assert smtp.messages == []
    assert message(kit).state is MessageState.FAILED
    assert ask(kit, ask_id).state is AskState.UNDELIVERED


def test_a_break_wins_against_a_message_on_its_way(kit: Kit, smtp: Smtp) -> None:
    ask_id = send_ask(kit)
    with kit.database.writing() as session:
        row = places.lock(session, ask(kit, ask_id).advocate_id)
        row.break_until = MONDAY + timedelta(days=30)
    dispatch_bulk(kit)
    assert smtp.messages == []
    assert (message(kit).state, message(kit).last_error) == (MessageState.CANCELLED, "on_a_break")
    assert ask(kit, ask_id).state is AskState.UNDELIVERED
    dispatch.take(kit, Queue.URGENT)
    assert "They have begun a break, so it was not sent." in " ".join(smtp.messages[0].part("plain").split())


def test_a_withdrawn_ask_is_not_sent(kit: Kit, smtp: Smtp) -> None:
    ask_id = send_ask(kit)
    with kit.database.writing() as session:
        asks.withdraw(session, ask_id=ask_id, via=Via.TEAM, actor_id=None, now=make.NOW)
    dispatch_bulk(kit)
    assert smtp.messages == []


def test_resend_is_for_the_uncertain_only(kit: Kit, smtp: Smtp) -> None:
    send_ask(kit)
    dispatch_bulk(kit)
    row = message(kit)
    with kit.database.writing() as session, pytest.raises(Refused):
        deliveries.resend(session, outbox_id=row.id, actor_id=None, now=make.NOW)  # type: ignore[arg-type]
    assert len(smtp.messages) == 1


def test_an_answer_by_link_settles_an_uncertain_message(kit: Kit) -> None:
    ask_id = send_ask(kit)
    with kit.database.writing() as session:
        session.execute(update(Outbox).values(state=MessageState.UNCERTAIN, dotted_at=make.NOW))
    with kit.database.writing() as session:
        asks.accept(session, ask_id=ask_id, via=Via.PORTAL, actor_id=None, now=make.NOW)
        session.flush()
        assert deliveries.settle_by_answers(session, now=make.NOW) == 0
    with kit.database.writing() as session:
        asks.decline(session, ask_id=ask_id, via=Via.LINK, actor_id=None, now=make.NOW)
        session.flush()
        assert deliveries.settle_by_answers(session, now=make.NOW) == 1
    assert message(kit).state is MessageState.SENT


def test_a_mail_server_that_is_away_is_left_in_peace(kit: Kit, redis_url: str) -> None:
    with kit.database.writing() as session:
        for _ in range(4):
            make.ask(session, make.advocate(session))
    away = replace(kit, host=replace(kit.host, port=1))
    dispatch_bulk(away)
    with kit.database.reading() as session:
        states = session.scalars(select(Outbox.state)).all()
    assert sorted(states) == [MessageState.DEFERRED] * 2 + [MessageState.QUEUED] * 2
    with Redis.from_url(redis_url) as connection:
        assert connection.llen("rq:queue:bulk") == 0


def test_of_news_that_was_overtaken_only_the_newest_is_told(kit: Kit, smtp: Smtp) -> None:
    ask_id = send_ask(kit)
    for answer in (asks.accept, asks.decline):
        with kit.database.writing() as session:
            answer(session, ask_id=ask_id, via=Via.LINK, actor_id=None, now=make.NOW)
    dispatch.take(kit, Queue.URGENT)
    assert sorted(one.message["Subject"] for one in smtp.messages) == [
        "Dana Okafor can't do it after all: Reference call",
        "You said not this time: Reference call",
    ]


def test_what_became_of_a_request_is_told_once(kit: Kit, smtp: Smtp) -> None:
    with kit.database.writing() as session:
        who, priya = make.advocate(session), make.person(session)
        request_id = make.request(session).id
        facts: dict[str, Any] = {"request_id": request_id, "actor_id": priya.id, "now": make.NOW}
        requests.assign(session, owner_id=priya.id, **facts)
        asked = lines.ask(session, advocate_id=who.id, **facts)
        asks.accept(session, ask_id=asked.id, via=Via.LINK, actor_id=None, now=make.NOW)
    for queue in Queue:
        dispatch.take(kit, queue)
    subjects = [str(one.message["Subject"]) for one in smtp.messages]
    assert [one for one in subjects if "There is somebody" in one] == ["There is somebody for Supply chain director"]


def test_not_now_wins_against_an_ask_that_waits_to_be_sent(kit: Kit, smtp: Smtp) -> None:
    found = ask(kit, send_ask(kit))
    with kit.database.writing() as session:
        person_id = session.get_one(Advocate, found.advocate_id).person_id
        nothing = preferences.Wishes({}, 92, 31, frozenset())
        preferences.save(session, advocate_id=found.advocate_id, wishes=nothing, actor_id=person_id, now=make.NOW)
    dispatch_bulk(kit)
    assert smtp.messages == []
    assert ask(kit, found.id).state is AskState.UNDELIVERED


def test_who_chose_again_meanwhile_is_not_told_that_a_rest_begins(kit: Kit, smtp: Smtp) -> None:
    with kit.database.writing() as session:
        make.program(session).rest_after = 1
        made = make.ask(session, make.advocate(session))
        asks.decline(session, ask_id=made.id, via=Via.LINK, actor_id=None, now=make.NOW)
        happy = preferences.Wishes({made.activity_id: Answer.HAPPY}, 92, 31, frozenset())
        preferences.save(session, advocate_id=made.advocate_id, wishes=happy, actor_id=None, now=make.NOW)
    dispatch_bulk(kit)
    assert smtp.messages == []
    rest = message(kit, Topic.REST_STARTED)
    assert (rest.state, rest.last_error) == (MessageState.CANCELLED, "chose_again")


@pytest.mark.parametrize("wish", ["none", "break", "no_mail"])
def test_that_an_ask_is_taken_care_of_is_told_to_nobody_who_wants_no_mail(kit: Kit, smtp: Smtp, wish: str) -> None:
    found = ask(kit, send_ask(kit))
    dispatch_bulk(kit)
    with kit.database.writing() as session:
        row, hashed = places.lock(session, found.advocate_id), kit.links.hash_address("dana@customer.example")
        person_id = session.get_one(Advocate, found.advocate_id).person_id
        if wish == "break":
            row.break_until = MONDAY + timedelta(days=30)
        if wish == "no_mail":
            unwanted = SuppressionReason.UNSUBSCRIBED
            suppressions.suppress(session, person_id=person_id, address_hash=hashed, reason=unwanted, now=make.NOW)
        asks.release(session, ask_id=found.id, now=make.NOW)
    for queue in Queue:
        dispatch.take(kit, queue)
    told = [one.message for one in smtp.messages if "Taken care of" in one.message["Subject"]]
    assert len(told) == (wish == "none")
    assert all("/u/" in one["List-Unsubscribe"] for one in told)


def test_what_may_have_arrived_keeps_its_day_when_its_second_try_is_stopped(kit: Kit, smtp: Smtp) -> None:
    found = ask(kit, send_ask(kit))
    dispatch_bulk(kit)
    assert len(smtp.messages) == 1
    with kit.database.writing() as session:  # as if the process had died before it wrote the reply down
        uncertain = {"state": MessageState.UNCERTAIN, "finished_at": None}
        session.execute(update(Outbox).where(Outbox.topic == Topic.ASK_SENT).values(**uncertain))
    with kit.database.writing() as session:
        deliveries.resend(session, outbox_id=message(kit).id, actor_id=make.person(session).id, now=make.NOW)
        places.lock(session, found.advocate_id).break_until = MONDAY + timedelta(days=3)
    dispatch_bulk(kit)
    assert len(smtp.messages) == 1
    dispatch.take(kit, Queue.URGENT)
    said = " ".join(smtp.messages[1].part("plain").split())
    assert "They have begun a break, so it was not sent. The first may have arrived" in said
    with kit.database.writing() as session:
        assert places.lock(session, found.advocate_id).last_high_on == MONDAY
