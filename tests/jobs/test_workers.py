"""Real workers on a real queue: what they run, and what nobody can make them run (S17)."""

import os
import pickle
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue as RqQueue
from rq.job import Job
from rq.serializers import JSONSerializer

from jobs.worker import ListedJob, Unlisted
from portal.db import Database
from portal.domain.kinds import MessageState, Queue
from portal.wake import WORK, Wake
from tests.faults import crowds
from tests.faults.processes import Processes, children, environment, processes
from tests.faults.sink import Sink, serving


@pytest.fixture
def sink() -> Iterator[Sink]:
    with serving(Sink()) as running:
        yield running


@pytest.fixture
def ours(real_database_url: str, redis_url: str, sink: Sink, tmp_path: Path) -> Iterator[Processes]:
    given = environment(database_url=real_database_url, redis_url=redis_url, smtp_port=sink.port, folder=tmp_path)
    with processes(given, tmp_path) as made:
        yield made


def arrived(sink: Sink, many: int, seconds: float = 30) -> bool:
    ends = time.monotonic() + seconds
    while len(sink.taken) < many and time.monotonic() < ends:
        time.sleep(0.02)
    return len(sink.taken) == many


def test_a_wake_up_is_enough(ours: Processes, sink: Sink, live_database: Database, redis_url: str) -> None:
    crowds.invite(live_database, 3)
    ours.start("jobs.worker", Queue.BULK)
    wake = Wake(redis_url)
    wake(Queue.BULK)
    assert arrived(sink, 3)
    crowds.invite(live_database, 3)
    wake(Queue.BULK)
    assert arrived(sink, 6)


def test_told_to_stop_it_finishes_what_it_is_handing_over(
    ours: Processes, sink: Sink, live_database: Database, redis_url: str
) -> None:
    """As systemd stops a unit: all its processes are told, the one that sends too."""
    sink.delay = lambda: 2.0
    crowds.invite(live_database, 3)
    worker = ours.start("jobs.worker", Queue.BULK)
    Wake(redis_url)(Queue.BULK)
    assert arrived(sink, 1)
    for pid in (*children(worker.pid), worker.pid):
        os.kill(pid, signal.SIGTERM)
    worker.wait(20)
    assert crowds.states(live_database) == {MessageState.SENT: 1, MessageState.QUEUED: 2}


def test_one_hint_stands_for_all_until_its_job_begins(redis_url: str) -> None:
    wake, queue = Wake(redis_url), RqQueue(Queue.URGENT, connection=Redis.from_url(redis_url))
    before = queue.count
    for _ in range(3):
        wake(Queue.URGENT)
    assert queue.count == before + 1
    wake.heard(Queue.URGENT)
    wake(Queue.URGENT)
    assert queue.count == before + 2


def test_the_sweep_needs_no_queue_at_all(ours: Processes, sink: Sink, live_database: Database) -> None:
    ours.environment["REDIS_URL"] = "redis://127.0.0.1:1/0"
    crowds.invite(live_database, 3)
    ours.start("jobs.sweep")
    assert arrived(sink, 3)


def test_nothing_unlisted_runs_and_the_worker_goes_on(
    ours: Processes, sink: Sink, live_database: Database, redis_url: str, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    with Redis.from_url(redis_url) as connection:
        queue = RqQueue(Queue.BULK, connection=connection, serializer=JSONSerializer)
        queue.enqueue("os.system", f"touch {canary}")
        queue.enqueue("builtins.open", str(canary), "w")
        for hook in ("success_callback_name", "failure_callback_name", "stopped_callback_name"):
            job = queue.enqueue(WORK, "no such queue")
            connection.hset(job.key, hook, "os.abort")
        pickled = queue.enqueue(WORK, Queue.BULK)
        connection.hset(pickled.key, "data", pickle.dumps(("os.system", None, (f"touch {canary}",), {})))
        crowds.invite(live_database, 2)
        ours.start("jobs.worker", Queue.BULK)
        Wake(redis_url)(Queue.BULK)
        assert arrived(sink, 2)
        assert queue.count == 0
    assert not canary.exists()


def test_a_job_from_the_queue_resolves_only_what_is_listed(redis_url: str) -> None:
    with Redis.from_url(redis_url) as connection:
        made = Job.create("os.system", ("true",), connection=connection, serializer=JSONSerializer)
        made.save()
        fetched: Any = ListedJob.fetch(made.id, connection=connection, serializer=JSONSerializer)
        with pytest.raises(Unlisted):
            _ = fetched.func
        assert fetched.failure_callback is None
