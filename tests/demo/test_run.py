"""`./dev run` as a person meets it: the real processes, on folders of the test's own."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.demo import places, supervisor
from portal.demo.places import Places
from portal.demo.processes import StartError, free_port

PROGRAM = (
    "import sys; from pathlib import Path\n"
    "from portal.demo import __main__ as command; from portal.demo.places import Places\n"
    "sys.exit(command.main(['run', *sys.argv[3:]], Places(Path(sys.argv[1]), Path(sys.argv[2]))))"
)
NAMED = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "PORT")


@pytest.fixture
def here() -> Iterator[Places]:
    with tempfile.TemporaryDirectory(prefix="portal-test-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield Places(folder / "instance", folder / "server")


def environment(**added: str) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in NAMED} | added


@contextmanager
def running(here: Places, *words: str, **added: str) -> Iterator["tuple[subprocess.Popen[str], str]"]:
    """The supervisor and the address that it printed once it was ready."""
    command = [sys.executable, "-c", PROGRAM, str(here.instance), str(here.server_store), *words]
    with subprocess.Popen(
        command, cwd=places.CLONE, env=environment(**added), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process, address_of(process)
        finally:
            process.terminate()


def address_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"runs at (http://\S+)", line):
            return found[1]
    pytest.fail(f"It ended before it was ready:\n{said}")


def get(address: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
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


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if (Path("/proc") / str(pid)).exists()}


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_answers_and_ends_every_child(here: Places, ending: signal.Signals) -> None:
    with running(here) as (process, address):
        assert get(address, "/readyz")[0] == 200
        assert get(address, "/dev")[0] == 200
        children = descendants(process.pid)
        assert len(children) >= 6, "PostgreSQL, Valkey, mail, web, two workers, the sweep"
        process.send_signal(ending)
        assert process.wait(20) == 0
        assert alive(children) == set()


def test_a_second_run_is_told_that_one_runs_already(here: Places) -> None:
    with running(here), pytest.raises(StartError, match="already runs"), supervisor.instance_lock(here):
        pass


def test_a_dead_child_ends_the_run_and_is_named(here: Places) -> None:
    with running(here) as (process, _):
        urgent = next(pid for pid in descendants(process.pid) if b"urgent" in command_line(pid))
        os.kill(urgent, signal.SIGKILL)
        assert process.stdout is not None
        assert "worker-urgent ended" in process.stdout.read()
        assert process.wait(20) == 1


def command_line(pid: int) -> bytes:
    return (Path("/proc") / str(pid) / "cmdline").read_bytes()


def test_two_clones_run_side_by_side_and_data_survive(here: Places) -> None:
    with tempfile.TemporaryDirectory(prefix="portal-test-") as name:
        Path(name).chmod(0o711)
        with running(here) as (_, one), running(Places(Path(name) / "instance", Path(name) / "server")) as (_, other):
            assert one != other
            assert get(one, "/readyz")[0] == get(other, "/readyz")[0] == 200
    key = here.secret_key.read_text()
    with running(here):
        assert here.secret_key.read_text() == key


def test_a_wanted_port_is_used_and_a_taken_one_refused() -> None:
    port = free_port()
    assert supervisor.choose_port(str(port)) == port
    with pytest.raises(StartError, match="PORT must be a number"):
        supervisor.choose_port("eighty")


def test_what_runs_is_noted_for_other_commands_and_gone_afterwards(here: Places) -> None:
    with running(here):
        assert "DATABASE_URL" in json.loads(here.environment.read_text())
        assert here.environment.stat().st_mode & 0o077 == 0
    assert not here.environment.exists()


def test_demo_mode_is_refused_beside_a_real_mail_server(here: Places) -> None:
    command = [sys.executable, "-c", PROGRAM, str(here.instance), str(here.server_store)]
    beside = environment(SMTP_URL="smtp://mail.example:25")
    refused = subprocess.run(command, cwd=places.CLONE, env=beside, check=False, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "PORTAL_DEMO=1 needs SMTP_URL on this machine" in refused.stderr
