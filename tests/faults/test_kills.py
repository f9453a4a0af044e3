"""R1: no invitation lost, none sent twice, whatever is killed and when."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import exists, func, select

from portal.db import Database
from portal.domain.kinds import MessageState, Queue
from portal.domain.models import Outbox, OutboxAttempt
from portal.wake import Wake
from tests.faults import crowds, processes
from tests.faults.processes import Processes
from tests.faults.sink import Sink, random_delay, serving

SEED = 20261122
WORKERS = 3
FEW = 300
"""When no more than these are left and kills are still to come, as many are invited anew."""


PATIENCE = 300
"""Seconds for something to come in: a machine that is busy with other things is no fault."""


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while not done():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.timeout(7200)
def test_killed_at_random_points_none_is_lost_and_none_doubled(
    live_database: Database,
    real_database_url: str,
    redis_url: str,
    tmp_path: Path,
    tell: Callable[[str], None],
    *,
    full: bool,
) -> None:
    many, kills = (5_000, 1_000) if full else (250, 12)
    database = live_database
    crowds.invite(database, many)
    with serving(Sink(delay=random_delay(SEED, 0.05))) as sink:
        given = processes.environment(
            database_url=real_database_url, redis_url=redis_url, smtp_port=sink.port, folder=tmp_path
        )
        with processes.processes(given, tmp_path) as ours:
            killed = kill_often(ours, sink, Wake(redis_url), kills, database)
            ours.start("jobs.sweep")
            assert wait_until(lambda: drained(database, Wake(redis_url)), 120 + many / 2), crowds.states(database)
        verdict = crowds.judge(database, sink)
    assert killed == kills
    assert (verdict["lost"], verdict["doubled"], verdict["unknown"]) == (0, 0, 0)
    assert verdict["promised"] >= many
    assert set(crowds.states(database)) <= {MessageState.SENT, MessageState.UNCERTAIN}
    assert uncertain_without_reason(database) == 0
    tell(f"R1, seed {SEED}, {kills} kills: {verdict}")


def kill_often(ours: Processes, sink: Sink, wake: Wake, kills: int, database: Database) -> int:
    """Parent, child or both of one of three workers, a random moment after a message came in. A child whose parent was
    killed goes on sending until it is hit too.
    """
    dice = random.Random(SEED)
    workers = [ours.fork_worker(Queue.BULK) for _ in range(WORKERS)]
    orphans: list[int] = []
    for number in range(kills):
        if number % 20 == 19 and crowds.under_way(database) < FEW:
            crowds.invite(database, FEW)
        for _ in workers:
            # One hint would do for all: the more of them are in the midst of it, the harder the test.
            wake(Queue.BULK)
            wake.heard(Queue.BULK)
        seen = len(sink.taken)
        assert wait_until(lambda seen=seen: went_on(wake, sink, seen), PATIENCE)  # type: ignore[misc]
        time.sleep(dice.uniform(0, 0.1))
        busy = [place for place, worker in enumerate(workers) if processes.children(worker)]
        at, victim = dice.choice(busy or range(WORKERS)), dice.choice(["parent", "child", "both"])
        hit = processes.children(workers[at])
        if victim == "parent":
            orphans += hit
        else:
            for child in (*hit, *orphans):
                processes.kill(child)
            orphans.clear()
        if victim != "child":
            processes.kill(workers[at])
            workers[at] = ours.fork_worker(Queue.BULK)
    return kills


def went_on(wake: Wake, sink: Sink, seen: int) -> bool:
    """Here no sweep finds what a killed worker had heard of."""
    wake(Queue.BULK)
    return len(sink.taken) > seen


def drained(database: Database, wake: Wake) -> bool:
    wake(Queue.BULK)
    time.sleep(0.3)
    return crowds.under_way(database) == 0


def uncertain_without_reason(database: Database) -> int:
    """Uncertain is exactly what passed the point of no return and has no recorded reply."""
    with database.reading() as session:
        replied = exists().where(OutboxAttempt.outbox_id == Outbox.id, OutboxAttempt.lease_token == Outbox.lease_token)
        unexplained = Outbox.dotted_at.is_(None) | replied
        return session.scalar(select(func.count()).where(Outbox.state == MessageState.UNCERTAIN, unexplained)) or 0
