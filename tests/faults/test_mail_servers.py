"""R4: every misbehaviour of a mail server has a declared end; nothing is lost or doubled, and nobody else waits."""

import itertools
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import trustme
from sqlalchemy import select

from jobs import dispatch
from jobs.kit import Kit
from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import MessageState, Queue, Topic
from portal.domain.models import Outbox
from tests import make
from tests.faults.sink import Misdeed, Phase, Sink, serving
from tests.jobs.conftest import kit_for

OPENING = (Phase.BANNER, Phase.EHLO, Phase.STARTTLS, Phase.AUTH)
NAMING = (Phase.MAIL, Phase.RCPT, Phase.DATA)
CELLS = list(itertools.product(Phase, Misdeed))
DOT = {
    Misdeed.NOT_NOW: MessageState.DEFERRED,
    Misdeed.NEVER: MessageState.FAILED,
    Misdeed.GOODBYE: MessageState.DEFERRED,
    Misdeed.ACCEPT_THEN_DROP: MessageState.SENT,
}


def declared_end(phase: Phase, misdeed: Misdeed) -> MessageState:
    """Before the final dot nothing is lost by hanging up; after it only a reply in plain words is believed."""
    if phase in OPENING:
        return MessageState.DEFERRED
    if phase in NAMING:
        return MessageState.FAILED if misdeed is Misdeed.NEVER else MessageState.DEFERRED
    if phase is Phase.BODY:
        # A server that stops listening can't be told from one that is slow to answer the dot.
        return MessageState.UNCERTAIN if misdeed is Misdeed.HANG else MessageState.DEFERRED
    if phase is Phase.DOT:
        return DOT.get(misdeed, MessageState.UNCERTAIN)
    return MessageState.SENT


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def sink(authority: trustme.CA) -> Iterator[Sink]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(Sink(tls=context, login=True)) as running:
        yield running


@pytest.fixture
def kit(
    real_database: Database, real_database_url: str, sink: Sink, authority: trustme.CA, redis_url: str, tmp_path: Path
) -> Kit:
    url = f"smtp://portal:secret@127.0.0.1:{sink.port}"
    made = kit_for(real_database, url=real_database_url, smtp_url=url, redis_url=redis_url, folder=tmp_path)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    return replace(made, tls=trusting, patience=replace(made.patience, reply=0.4, before_dot=1.0, dot=0.4))


def promise_one(kit: Kit) -> int:
    """The id of an ask's message."""
    with kit.database.writing() as session:
        made = make.ask(session, make.advocate(session))
        return session.scalars(select(Outbox.id).where(Outbox.ask_id == made.id, Outbox.topic == Topic.ASK_SENT)).one()


def row(kit: Kit, outbox_id: int) -> Outbox:
    with kit.database.reading() as session:
        return session.get_one(Outbox, outbox_id)


@pytest.mark.timeout(3000)
def test_all_cells_end_as_declared(kit: Kit, sink: Sink, clock: SetClock, *, full: bool) -> None:
    wrong, doubled = [], []
    for phase, misdeed in CELLS * (20 if full else 1):
        clock.instant = make.NOW
        outbox_id = promise_one(kit)
        sink.plan = lambda at, phase=phase, misdeed=misdeed: misdeed if at is phase else None  # type: ignore[misc]
        dispatch.take(kit, Queue.BULK)
        ended = row(kit, outbox_id)
        if ended.state is not declared_end(phase, misdeed):
            wrong.append(f"{phase} x {misdeed}: {ended.state} ({ended.last_error})")
        sink.plan = lambda _phase: None
        clock.instant += timedelta(hours=3)
        dispatch.take(kit, Queue.BULK)
        unheard = ended.state is MessageState.FAILED or (phase, misdeed) == (Phase.BODY, Misdeed.HANG)
        expected = 0 if unheard else 1
        if sink.counts()[ended.message_id] != expected:
            doubled.append(f"{phase} x {misdeed}: arrived {sink.counts()[ended.message_id]} times, not {expected}")
    assert (wrong, doubled) == ([], [])


@pytest.mark.parametrize("phase", [Phase.BANNER, Phase.RCPT, Phase.DOT])
def test_a_hung_message_delays_the_others_by_a_second_at_most(kit: Kit, sink: Sink, phase: Phase) -> None:
    kit = replace(kit, patience=replace(kit.patience, reply=6, before_dot=6, dot=6))
    undisturbed = longest_silence(kit, sink)
    hung = threading.Event()

    def first_one_hangs(at: Phase) -> Misdeed | None:
        if at is phase and not hung.is_set():
            hung.set()
            return Misdeed.HANG
        return None

    sink.plan = first_one_hangs
    assert longest_silence(kit, sink) < undisturbed + 1.0
    assert hung.is_set()


def longest_silence(kit: Kit, sink: Sink) -> float:
    """Seconds without a message arriving, while 12 are on their way and one of them may hang."""
    for _ in range(12):
        promise_one(kit)
    sink.taken.clear()
    started = time.monotonic()
    dispatch.take(kit, Queue.BULK)
    arrived = [started, *sorted(one.at for one in sink.taken)]
    assert len(arrived) >= 12
    return max(later - earlier for earlier, later in itertools.pairwise(arrived))
