"""`./dev run` as a person meets it: the real processes, on folders of the test's own."""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from portal.demo import places, supervisor
from portal.demo.places import Places
from portal.demo.processes import StartError, free_port
from tests.fixtures.portals import command, folders, plain_environment, running


def get(address: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    with closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()


def descendants(pid: int) -> set[int]:
    children = {
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal() and parent_of(entry) == pid
    }
    return children | {deeper for child in children for deeper in descendants(child)}


def parent_of(entry: Path) -> int | None:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def left_alive(pids: set[int]) -> set[int]:
    """Who is still there after a moment: a worker that gunicorn had to kill is reaped by the system, not by us."""
    end = time.monotonic() + 10
    while time.monotonic() < end and any(is_alive(pid) for pid in pids):
        time.sleep(0.1)
    return {pid for pid in pids if is_alive(pid)}


def is_alive(pid: int) -> bool:
    try:
        state = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


# A first start fills the demo program.
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def here() -> Iterator[Places]:
    """One for all: the first start makes a cluster and fills the program."""
    with folders() as made:
        yield made


def test_it_starts_answers_and_ends_every_child(here: Places) -> None:
    with running(here) as portal:
        assert get(portal.address, "/readyz")[0] == 200
        assert get(portal.address, "/dev")[0] == 200
        assert portal.environment["BASE_URL"] == portal.address
        assert here.environment.stat().st_mode & 0o077 == 0
        with pytest.raises(StartError, match="already runs"), supervisor.instance_lock(here):
            pass
        children = descendants(portal.process.pid)
        assert len(children) >= 6, "PostgreSQL, Valkey, mail, web, two workers, the sweep"
        portal.process.send_signal(signal.SIGINT)
        assert portal.process.wait(60) == 0
        assert left_alive(children) == set()
    assert not here.environment.exists()


def test_sigterm_ends_every_child(here: Places) -> None:
    with running(here) as portal:
        children = descendants(portal.process.pid)
        portal.process.send_signal(signal.SIGTERM)
        assert portal.process.wait(60) == 0
        assert left_alive(children) == set()


def test_a_dead_child_ends_the_run_and_is_named(here: Places) -> None:
    with running(here) as portal:
        children = descendants(portal.process.pid)
        os.kill(next(pid for pid in children if b"urgent" in command_line(pid)), signal.SIGKILL)
        assert portal.process.stdout is not None
        assert "worker-urgent ended" in portal.process.stdout.read()
        assert portal.process.wait(60) == 1
        assert left_alive(children) == set()


def command_line(pid: int) -> bytes:
    return (Path("/proc") / str(pid) / "cmdline").read_bytes()


def test_two_clones_run_side_by_side(here: Places) -> None:
    with running(here):
        pass
    with folders() as there:
        # With its owner and modes: filling a second program would take longer than all the rest.
        subprocess.run(["/bin/cp", "-a", here.server_store, there.server_store], check=True)
        with running(here) as one, running(there) as other:
            assert one.address != other.address
            assert get(one.address, "/readyz")[0] == get(other.address, "/readyz")[0] == 200


def test_a_clone_keeps_its_key(here: Places) -> None:
    here.instance.mkdir(exist_ok=True)
    key = supervisor.secret_key(here.secret_key)
    assert len(key) >= 32
    assert supervisor.secret_key(here.secret_key) == key
    assert here.secret_key.stat().st_mode & 0o077 == 0


def test_a_wanted_port_is_used_and_a_taken_one_refused() -> None:
    port = free_port()
    with supervisor.listen(str(port)) as door:
        assert door.getsockname()[1] == port
        with pytest.raises(StartError, match="is taken"):
            supervisor.listen(str(port))
    with supervisor.listen(None) as first, supervisor.listen(None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]
    with pytest.raises(StartError, match="PORT must be a number"):
        supervisor.listen("eighty")


def test_demo_mode_is_refused_beside_a_real_mail_server(here: Places) -> None:
    beside = plain_environment(SMTP_URL="smtp://mail.example:25")
    refused = subprocess.run(command(here), cwd=places.CLONE, env=beside, check=False, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "PORTAL_DEMO=1 needs SMTP_URL on this machine" in refused.stderr
