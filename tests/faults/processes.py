"""The product's own processes on a database of the test's own: started, killed, started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.jobs.conftest import SECRET

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Processes:
    environment: dict[str, str]
    log: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    nursery: subprocess.Popen[bytes] | None = None

    def start(self, *module_and_arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            made = subprocess.Popen(
                [sys.executable, "-m", *module_and_arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(made)
        return made

    def fork_worker(self, queue: str) -> int:
        """The id of a worker that needs no time to begin; killed, it is gone at once."""
        if self.nursery is None:
            with self.log.open("ab") as log:
                self.nursery = subprocess.Popen(
                    [sys.executable, "-m", "tests.faults.nursery", queue],
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                )
            self.running.append(self.nursery)
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(b"one more\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def end(self) -> None:
        """All of them and their children, whatever state they are in."""
        for worker in children(self.nursery.pid) if self.nursery else ():
            for pid in (*children(worker), worker):
                kill(pid)
        for process in self.running:
            for pid in (*children(process.pid), process.pid):
                kill(pid)
            process.wait()
        for pipe in (self.nursery.stdin, self.nursery.stdout) if self.nursery else ():
            pipe.close()  # type: ignore[union-attr]


def environment(*, database_url: str, redis_url: str, smtp_port: int, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "BASE_URL": "https://advocates.larkfield.example",
        "SECRET_KEY": SECRET,
        "PORTAL_JOURNAL_DIR": str(folder / "journal"),
        "PORTAL_BOUNCE_DIR": str(folder / "returned"),
    }


@contextmanager
def processes(given: dict[str, str], folder: Path) -> Iterator[Processes]:
    made = Processes(given, folder / "processes.log")
    try:
        yield made
    finally:
        made.end()


def children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
