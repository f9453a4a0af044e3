"""R5: a dead supervisor does not double-send. Its child lives on after the dot, and nobody sends beside it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.db import Database
from portal.domain.kinds import MessageState, Queue
from portal.wake import Wake
from tests.faults import crowds, processes
from tests.faults.sink import Sink, serving
from tests.faults.test_kills import PATIENCE, wait_until

HANG = 5.0


@pytest.mark.timeout(600)
def test_a_child_that_hangs_after_the_dot_outlives_its_parent(
    live_database: Database,
    real_database_url: str,
    redis_url: str,
    tmp_path: Path,
    tell: Callable[[str], None],
    *,
    full: bool,
) -> None:
    many, workers = (50, 8) if full else (6, 2)
    with serving(Sink(delay=lambda: HANG)) as sink:
        given = processes.environment(
            database_url=real_database_url, redis_url=redis_url, smtp_port=sink.port, folder=tmp_path
        )
        with processes.processes(given, tmp_path) as ours:
            parents = [ours.start("jobs.worker", Queue.BULK) for _ in range(workers)]
            wake = Wake(redis_url)
            assert wait_until(lambda: ours.log.read_text().count("worker.started") >= workers, PATIENCE)
            crowds.invite(live_database, many)
            assert wait_until(lambda: all(at_work(parent.pid, wake) for parent in parents), PATIENCE)
            assert wait_until(lambda: len(sink.taken) >= min(many, workers), PATIENCE)
            orphans = [child for parent in parents for child in processes.children(parent.pid)]
            for parent in parents:
                processes.kill(parent.pid)
                parent.wait()
            assert all(lives(child) for child in orphans)
            ours.start("jobs.sweep")
            ours.start("jobs.worker", Queue.BULK)
            wake(Queue.BULK)
            assert wait_until(lambda: crowds.under_way(live_database) == 0, PATIENCE + many)
            for child in orphans:
                processes.kill(child)
        verdict = crowds.judge(live_database, sink)
    tell(f"R5, {workers} parents killed: {verdict}")
    assert (verdict["lost"], verdict["doubled"], verdict["uncertain"]) == (0, 0, 0)
    assert crowds.states(live_database) == {MessageState.SENT: many}


def at_work(pid: int, wake: Wake) -> bool:
    if processes.children(pid):
        return True
    wake(Queue.BULK)
    return False


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
