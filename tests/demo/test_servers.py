"""The embedded servers start, keep what they were told, and leave nobody behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
import redis

from portal.demo import places, servers
from portal.demo.processes import StartError

PROGRAMS = places.of_clone().server_store
Start = Callable[[], AbstractContextManager[servers.Running]]


@pytest.fixture(scope="module")
def store() -> Iterator[Path]:
    """One for all: making a cluster is the slow part."""
    with tempfile.TemporaryDirectory(prefix="portal-test-") as name:
        yield Path(name)


@pytest.fixture
def start(store: Path) -> Start:
    return partial(servers.postgres, store, durable=True, programs=PROGRAMS)


def ask(url: str, statement: LiteralString) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def owner(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def is_gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_postgres_keeps_its_data_over_a_restart(start: Start) -> None:
    with start() as first:
        ask(first.url, "CREATE TABLE kept_over_a_restart AS SELECT 7 AS number")
        assert ask(first.url, "SHOW fsync") == "on"
    with start() as second:
        assert ask(second.url, "SELECT number FROM kept_over_a_restart") == 7


def test_postgres_listens_on_a_private_socket_only(start: Start) -> None:
    with start() as running:
        assert ask(running.url, "SHOW listen_addresses") == ""
        sockets = Path(str(ask(running.url, "SHOW unix_socket_directories")))
        assert sockets.stat().st_mode & 0o077 == 0
        assert sockets.stat().st_uid == owner(running.child.process.pid)
    assert not sockets.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has no other user to give the server to")
def test_as_root_postgres_runs_unprivileged_from_a_clone_that_its_user_cannot_enter(start: Start, store: Path) -> None:
    with start() as running:
        assert owner(running.child.process.pid) == servers.UNPRIVILEGED
        assert (store / "database").stat().st_uid == servers.UNPRIVILEGED


def test_a_new_server_waits_for_one_whose_supervisor_was_killed(store: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from portal.demo import servers\n"
        "with servers.postgres(Path(sys.argv[1]), durable=True, programs=Path(sys.argv[2])) as running:\n"
        "    print(running.child.process.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(store), str(PROGRAMS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=places.CLONE) as supervisor:
        assert supervisor.stdout is not None
        server = int(supervisor.stdout.readline())
        supervisor.send_signal(signal.SIGKILL)
        with servers.postgres(store, durable=True, programs=PROGRAMS) as running:
            assert ask(running.url, "SELECT 1") == 1
    assert is_gone(server)


def test_a_server_killed_outright_comes_back_with_what_it_committed(start: Start) -> None:
    with start() as running:
        ask(running.url, "CREATE TABLE kept_over_a_kill AS SELECT 7 AS number")
        running.child.process.kill()
    with start() as again:
        assert ask(again.url, "SELECT number FROM kept_over_a_kill") == 7


def test_a_server_that_cannot_start_says_why(start: Start, store: Path) -> None:
    with start():
        version = store / "database" / "PG_VERSION"
    right = version.read_text()
    version.write_text("9\n")
    with pytest.raises(StartError, match="initialized by PostgreSQL version 9"), start():
        pass
    version.write_text(right)


def test_valkey_keeps_its_keys_and_asks_for_its_password(store: Path) -> None:
    with servers.valkey(store, durable=True) as first, redis.Redis.from_url(first.url) as client:
        client.set("kept", "7")
    with servers.valkey(store, durable=True) as second, redis.Redis.from_url(second.url) as client:
        assert client.get("kept") == b"7"
        address = second.url.rsplit("@", 1)[1]
        with redis.Redis.from_url(f"redis://{address}") as stranger, pytest.raises(redis.AuthenticationError):
            stranger.get("kept")
