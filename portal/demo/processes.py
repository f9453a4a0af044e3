"""Child processes: started apart from the terminal, ended in order, gone when their parent is."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PATIENCE = 15.0
PR_SET_PDEATHSIG = 1


class StartError(Exception):
    """Says which process did not start, or ended, and what it last wrote."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def end_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Even a parent that was killed leaves nobody behind, where the system can say so (Linux).
    Holds for the thread that starts the child, so children are started from main threads.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, int(number))


class Child:
    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        user: int | None = None,
        stop: signal.Signals = signal.SIGTERM,
        script: bytes | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        """`script` is given to the child's standard input; `pass_fds` stay open in it."""
        self.name = name
        self.log = log
        self._stop = stop
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL if script is None else subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=folder,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                # Its own group: Ctrl-C reaches the supervisor alone, which ends the others in order.
                process_group=0,
                pass_fds=pass_fds,
                preexec_fn=end_with_parent(stop),  # noqa: PLW1509 - one system call, no lock, no allocation
            )
        if script is not None and self.process.stdin is not None:
            self.process.stdin.write(script)
            self.process.stdin.close()

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def last_words(self, lines: int = 20) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def require(self) -> None:
        if self.ended:
            raise StartError(
                f"{self.name} ended with {self.process.returncode}. Its log, {self.log}:\n{self.last_words()}"
            )

    def tell(self) -> None:
        """Ask it to end, and don't wait."""
        if not self.ended:
            self.process.send_signal(self._stop)

    def end(self) -> None:
        self.tell()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
