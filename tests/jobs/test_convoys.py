"""Several messages at once: each is judged, dotted and written down as it would be alone."""

import random
import threading
import time
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jobs import together
from jobs.kit import Kit
from jobs.together import Together
from portal.domain import leases
from portal.domain.kinds import MessageState, Queue, Stage, SuppressionReason, Via
from portal.domain.leases import Claimed, LeaseLost, Outcome, Report
from portal.domain.models import Advocate, Ask, Outbox, OutboxAttempt, Person
from portal.domain.operations import asks, convoys, places, suppressions
from portal.domain.operations.deliveries import Passed
from portal.domain.queries import stops
from portal.domain.queries.deliveries import why_stop
from portal.domain.rules.caps import Policy
from portal.links import Links
from tests import make
from tests.jobs.conftest import SECRET
from tests.make import NOW, TODAY

LINKS = Links(SECRET)
POLICY = Policy(high_gap=92, low_gap=31)


def claimed(session: Session, many: int) -> list[Claimed]:
    for number in range(many):
        make.ask(session, make.advocate(session, name=f"Person {number}"), ("call", "quote")[number % 2])
    session.flush()
    return leases.claim_several(session, Queue.BULK, most=many, owner="here/one", now=NOW)


def hashes(session: Session, one: Claimed) -> list[bytes]:
    return LINKS.address_hashes(session.get_one(Person, one.recipient_id).email)


def advocate(session: Session, one: Claimed) -> Advocate:
    return session.get_one(Advocate, session.get_one(Ask, one.ask_id).advocate_id)


def stop(session: Session, one: Claimed, how: str) -> None:
    who = advocate(session, one)
    person = session.get_one(Person, who.person_id)
    if how == "suppressed":
        suppressions.suppress(
            session,
            person_id=person.id,
            address_hash=LINKS.hash_address(person.email),
            reason=SuppressionReason.UNSUBSCRIBED,
            now=NOW,
        )
    if how == "no_such_person":
        person.disabled_at = NOW
    if how == "departed":
        who.stage = Stage.DEPARTED
    if how == "on_a_break":
        places.lock(session, who.id).break_until = TODAY + timedelta(days=9)
    if how == "ask_closed":
        asks.withdraw(session, ask_id=one.ask_id or 0, via=Via.TEAM, actor_id=None, now=NOW)
    session.flush()


WAYS = ("", "", "suppressed", "no_such_person", "departed", "on_a_break", "ask_closed")


@pytest.mark.parametrize("seed", range(3))
def test_many_are_judged_as_each_would_be_alone(session: Session, seed: int) -> None:
    dice = random.Random(seed)
    claims = claimed(session, 10)
    expected = {}
    for one in claims:
        for way in dice.sample(WAYS, dice.choice((1, 1, 2))):
            stop(session, one, way)
    session.expire_all()
    addressed = {one: hashes(session, one) for one in claims}
    for one in claims:
        expected[one] = why_stop(session, one, address_hashes=addressed[one], now=NOW)
    assert stops.of_asks(session, addressed, policy=POLICY, today=TODAY) == expected
    passed = convoys.pass_points(session, addressed, now=NOW)
    session.expire_all()
    for one, reason in expected.items():
        row, ask = session.get_one(Outbox, one.id), session.get_one(Ask, one.ask_id)
        if reason:
            assert passed[one] == reason
            assert (row.state, ask.reached_at) == (MessageState.CLAIMED, None)
        else:
            assert passed[one] == Passed(one.message_id, TODAY, ask.advocate_id, ask.effort)
            assert (row.state, row.dotted_at, ask.reached_at) == (MessageState.DOTTED, NOW, NOW)


def test_a_day_that_has_to_move_is_left_to_go_alone(session: Session) -> None:
    claims = claimed(session, 2)
    addressed = {one: hashes(session, one) for one in claims}
    assert convoys.pass_points(session, addressed, now=NOW + timedelta(days=1)) == {}
    assert {session.get_one(Outbox, one.id).state for one in claims} == {MessageState.CLAIMED}


def test_a_lease_that_was_lost_dots_none_of_them(session: Session) -> None:
    claims = claimed(session, 3)
    addressed = {one: hashes(session, one) for one in claims}
    session.get_one(Outbox, claims[1].id).lease_token += 1
    session.flush()
    with pytest.raises(LeaseLost), session.begin_nested():
        convoys.pass_points(session, addressed, now=NOW)
    session.expire_all()
    assert {session.get_one(Outbox, one.id).state for one in claims} == {MessageState.CLAIMED}


def test_only_who_still_holds_the_lease_is_written_down_as_sent(session: Session) -> None:
    claims = claimed(session, 3)
    convoys.pass_points(session, {one: hashes(session, one) for one in claims}, now=NOW)
    session.get_one(Outbox, claims[1].id).lease_token += 1
    session.flush()
    reports = {one: Report(Outcome.SENT, "dot", code=250, milliseconds=7) for one in claims}
    assert convoys.finish_sent(session, reports, host="mx:25", now=NOW) == {claims[0], claims[2]}
    session.expire_all()
    states = [session.get_one(Outbox, one.id).state for one in claims]
    assert states == [MessageState.SENT, MessageState.DOTTED, MessageState.SENT]
    noted = session.execute(select(OutboxAttempt.outbox_id, OutboxAttempt.lease_token, OutboxAttempt.code)).all()
    assert {tuple(row) for row in noted} == {(one.id, one.lease_token, 250) for one in (claims[0], claims[2])}


def test_whose_row_somebody_else_holds_goes_alone(kit: Kit) -> None:
    with kit.database.writing() as session:
        claims = claimed(session, 2)
        addressed = {one: hashes(session, one) for one in claims}
        held = advocate(session, claims[0]).id
    with kit.database.writing() as other:
        places.lock(other, held)
        with kit.database.writing() as session:
            assert set(convoys.pass_points(session, addressed, now=NOW)) == {claims[1]}


def test_who_comes_while_it_runs_goes_together_with_the_next() -> None:
    batches: list[Sequence[int]] = []
    begun = threading.Event()

    def work(items: Sequence[int]) -> list[int]:
        batches.append(items)
        begun.set()
        time.sleep(0.2)
        return [2 * one for one in items]

    gathered: Together[int, int] = Together(work)
    found: dict[int, int] = {}
    threads = [threading.Thread(target=lambda one=one: found.update({one: gathered(one)})) for one in range(6)]
    threads[0].start()
    begun.wait(5)
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert found == {one: 2 * one for one in range(6)}
    assert [sorted(each) for each in batches] == [[0], [1, 2, 3, 4, 5]]


def test_whoever_comes_first_waits_for_whom_it_may_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOMENT", 60)
    batches: list[Sequence[int]] = []

    def work(items: Sequence[int]) -> Sequence[int]:
        batches.append(sorted(items))
        return items

    gathered: Together[int, int] = Together(work, lambda: 3)
    threads = [threading.Thread(target=gathered, args=[one]) for one in range(3)]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    for thread in threads:
        thread.join(5)
    assert batches == [[0, 1, 2]]


def test_what_is_given_back_waits_as_before_and_what_was_recovered_is_left_alone(session: Session) -> None:
    ours, recovered = claimed(session, 2)
    moved = {"state": MessageState.CLAIMED, "lease_token": recovered.lease_token + 1}
    session.execute(update(Outbox).where(Outbox.id == recovered.id).values(**moved))
    leases.give_back(session, [ours, recovered])
    rows = session.execute(select(Outbox.id, Outbox.state, Outbox.attempt).order_by(Outbox.id)).all()
    assert {row[0]: row[1:] for row in rows} == {
        ours.id: (MessageState.QUEUED, 0),
        recovered.id: (MessageState.CLAIMED, 1),
    }


def test_a_mistake_in_one_is_raised_to_that_one_and_a_mistake_of_all_to_all() -> None:
    def work(items: Sequence[int]) -> list[int | Exception]:
        if 9 in items:
            raise OSError("all of them")
        return [ValueError(one) if one == 3 else one for one in items]

    gathered: Together[int, int] = Together(work)
    assert gathered(1) == 1
    with pytest.raises(ValueError, match="3"):
        gathered(3)
    with pytest.raises(OSError, match="all of them"):
        gathered(9)
    assert gathered(4) == 4
