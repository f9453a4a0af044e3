"""Who is alive is known by a lock that the system takes from the dead."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from io import TextIOWrapper
from pathlib import Path

import pytest

from jobs import presence
from portal.domain.leases import LEASE

HOLD = """
import sys, time
from pathlib import Path
from jobs.presence import presence
with presence(Path(sys.argv[1])) as owner:
    print(owner, flush=True)
    time.sleep(60)
"""


def test_the_living_are_not_dead(tmp_path: Path) -> None:
    assert presence.dead(tmp_path) == []
    with presence.presence(tmp_path) as owner:
        assert owner.startswith(f"{socket.gethostname()}/")
        assert presence.dead(tmp_path) == []
    assert list((tmp_path / presence.FOLDER).iterdir()) == []


def test_a_killed_process_is_known_dead_at_once(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        owner = process.stdout.readline().strip()
        assert presence.dead(tmp_path) == []
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert presence.dead(tmp_path) == [owner]
    presence.forget([owner], tmp_path)
    assert presence.dead(tmp_path) == [owner], "what it claimed last may not be committed yet"
    long_ago = time.time() - LEASE.total_seconds() - 1
    os.utime(tmp_path / presence.FOLDER / owner.rpartition("/")[2], (long_ago, long_ago))
    presence.forget([owner, owner], tmp_path)
    assert presence.dead(tmp_path) == []


def test_nobody_is_taken_for_dead_before_they_hold_their_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []
    flock = fcntl.flock

    def looked(held: TextIOWrapper, how: int) -> None:
        seen.extend((tmp_path / presence.FOLDER).glob("[!.]*"))
        flock(held, how)

    monkeypatch.setattr(fcntl, "flock", looked)
    with presence.presence(tmp_path):
        assert seen == []
