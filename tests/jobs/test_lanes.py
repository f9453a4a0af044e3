"""Many messages by several lanes: once each, together where that is cheaper, none kept by a lane that hangs (R4)."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from jobs import dispatch, lanes, presence, together
from jobs.convoys import Convoy
from jobs.deliver import Delivery
from jobs.kit import Kit
from jobs.lanes import Lanes
from portal.clock import SetClock
from portal.domain import leases
from portal.domain.kinds import MessageState, Queue, Topic
from portal.domain.leases import Claimed
from portal.domain.meeting_kinds import Side
from portal.domain.models import Ask, MatchRow, Outbox, OutboxAttempt
from portal.domain.operations import convoys, meetings, places
from portal.domain.operations.deliveries import Passed
from portal.domain.queries.stops import Addressed
from portal.mail.conversations import host
from portal.mail.transport import Line
from tests import make
from tests.faults.sink import Misdeed, Phase, Sink, serving
from tests.fixtures.services import Smtp
from tests.jobs import meeting_letters
from tests.jobs.letter_world import World
from tests.make import TODAY

MANY = 24


@pytest.fixture(autouse=True)
def eight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lanes for so few messages."""
    monkeypatch.setattr(lanes, "SHARE", MANY // lanes.MOST)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with serving(Sink()) as running:
        yield running


@pytest.fixture
def promised(kit: Kit) -> None:
    with kit.database.writing() as session:
        for number in range(MANY):
            make.ask(session, make.advocate(session, name=f"Person {number}"), "quote")


def take_breaks(kit: Kit, many: int) -> None:
    with kit.database.writing() as session:
        for one in session.scalars(select(Ask).order_by(Ask.id).limit(many)).all():
            places.lock(session, one.advocate_id).break_until = TODAY + timedelta(days=9)


def states(kit: Kit) -> Counter[tuple[MessageState, int]]:
    with kit.database.reading() as session:
        rows = session.execute(select(Outbox.state, Outbox.attempt).where(Outbox.topic == Topic.ASK_SENT))
        return Counter((state, attempt) for state, attempt in rows)


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


@pytest.mark.usefixtures("promised")
def test_many_arrive_once_each(kit: Kit, smtp: Smtp, clock: SetClock) -> None:
    take_breaks(kit, 4)
    dispatch.take(kit, Queue.BULK)
    assert len(smtp.messages) == 20
    assert set(Counter(one.message["Message-ID"] for one in smtp.messages).values()) == {1}
    assert states(kit) == {(MessageState.SENT, 1): 20, (MessageState.CANCELLED, 1): 4}
    with kit.database.reading() as session:
        assert session.scalar(select(func.count()).where(Ask.reached_at == clock.instant)) == 20
        assert session.scalar(select(func.count()).select_from(OutboxAttempt)) == 24
        assert session.scalar(select(func.count()).where(MatchRow.open_ask_id.is_not(None))) == 20
        assert not places.differences(session)
    lines = [json.loads(line) for line in kit.journal.path.read_text().splitlines()]
    assert len({line["message_id"] for line in lines}) == len(lines) == 20


@pytest.mark.usefixtures("promised")
def test_lanes_go_together_and_none_waits_for_one_that_waits_for_it(
    kit: Kit, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four are stopped, so their lanes are back for more while the others still send."""
    take_breaks(kit, 4)
    monkeypatch.setattr(together, "MOMENT", 60)
    monkeypatch.setattr(lanes, "SLOW", 60)
    batches: list[int] = []
    passing = convoys.pass_points

    def noted(session: Session, addressed: Addressed, *, now: datetime) -> dict[Claimed, Passed | str]:
        batches.append(len(addressed))
        return passing(session, addressed, now=now)

    monkeypatch.setattr(convoys, "pass_points", noted)
    begun = time.monotonic()
    dispatch.take(kit, Queue.BULK)
    assert time.monotonic() - begun < 30
    assert len(smtp.messages) == sum(batches) == 20
    assert max(batches) == 8


@pytest.mark.usefixtures("promised")
def test_while_all_lanes_hang_what_waits_behind_them_is_anybodys(kit: Kit, sink: Sink) -> None:
    sink.plan = lambda phase: Misdeed.HANG if phase is Phase.MAIL else None
    of_it = replace(kit, host=host(f"smtp://127.0.0.1:{sink.port}"))
    running = threading.Thread(target=Lanes(of_it, Queue.BULK, owner="here/one").run)
    running.start()
    until(lambda: states(kit) == {(MessageState.CLAIMED, 1): 8, (MessageState.QUEUED, 0): 16})
    running.join(20)
    assert not running.is_alive()
    assert states(kit)[MessageState.CLAIMED, 1] == 0


@pytest.mark.usefixtures("promised")
def test_told_to_stop_it_keeps_nothing(kit: Kit, sink: Sink) -> None:
    sink.delay = lambda: 0.3
    of_it = replace(kit, host=host(f"smtp://127.0.0.1:{sink.port}"))
    Lanes(of_it, Queue.BULK, owner="here/one").run(stop=lambda: bool(sink.taken))
    found = states(kit)
    sent = found[MessageState.SENT, 1]
    assert 0 < sent == len(sink.taken) < MANY
    assert found == {(MessageState.SENT, 1): sent, (MessageState.QUEUED, 0): MANY - sent}


@pytest.mark.usefixtures("promised")
def test_what_was_given_back_is_not_kept_in_memory(kit: Kit, sink: Sink) -> None:
    sink.delay = lambda: 0.7
    running = Lanes(replace(kit, host=host(f"smtp://127.0.0.1:{sink.port}")), Queue.BULK, owner="here/one")
    running.run()
    assert not running.convoy.kept


def test_only_asks_are_written_ahead_for_the_rest_is_judged_by_its_writing(kit: Kit, smtp: Smtp) -> None:
    """The call is called off between the two reminders of it."""
    with kit.database.writing() as session:
        ask = meeting_letters.agreed(session, World(session).priya)
        meetings.remind_due(session, now=meeting_letters.FIRST - timedelta(hours=24))
        session.flush()
        reminder = Outbox.topic == Topic.MEETING_REMINDED
        session.execute(update(Outbox).where(~reminder).values(state=MessageState.CANCELLED))
        session.execute(update(Outbox).where(reminder).values(not_before=make.NOW))
        ask_id, requester_id = ask.id, meeting_letters.requester(session, ask)
    with kit.database.writing() as session:
        first, second = leases.claim_several(session, Queue.BULK, most=4, owner="here/one", now=make.NOW)
    convoy, line = Convoy(kit, ahead=lambda: [second]), Line(kit.host, kit.patience)
    Delivery(kit, first, convoy).run(line)
    with kit.database.writing() as session:
        meetings.call_off(session, ask_id=ask_id, by=Side.REQUESTER, note="No", actor_id=requester_id, now=make.NOW)
    Delivery(kit, second, convoy).run(line)
    line.close()
    assert len(smtp.messages) == 1


def test_a_claim_that_is_committed_after_the_look_for_the_dead_is_taken_back_by_the_next(kit: Kit) -> None:
    """Whoever claimed was killed while its commit was on the way."""
    with kit.database.writing() as session:
        make.ask(session, make.advocate(session), "quote")
    folder = kit.settings.journal_dir
    with presence.presence(folder) as owner:
        pass
    presence.give_up(owner, folder)
    with kit.database.writing() as session:
        leases.claim_several(session, Queue.BULK, most=1, owner=owner, now=make.NOW)
        dispatch.recover(kit)
    assert states(kit) == {(MessageState.CLAIMED, 1): 1}
    dispatch.recover(kit)
    assert states(kit) == {(MessageState.QUEUED, 1): 1}
