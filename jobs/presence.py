"""Who is alive. A process that leases rows holds a lock on a file of its own; the system lets go of it at its death,
kill -9 included. So what a dead process left on this host is taken back at once, not after the lease.
"""

import fcntl
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

FOLDER = "alive"


@contextmanager
def presence(journal_dir: Path) -> Iterator[str]:
    """A lease owner's name, good for as long as this process lives."""
    folder = journal_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = uuid4().hex
    path = folder / name
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield f"{socket.gethostname()}/{name}"
        path.unlink(missing_ok=True)


def dead(owners: Iterable[str], journal_dir: Path) -> list[str]:
    """Those of this host whose lock is free. Of another host's, or without a file, nothing is known."""
    here = socket.gethostname()
    return [owner for owner in owners if _is_dead(owner, here, journal_dir / FOLDER)]


def forget_dead(journal_dir: Path) -> None:
    """Clear away the files that dead processes left. For when their rows have been taken back."""
    folder = journal_dir / FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        if _is_free(path):
            path.unlink(missing_ok=True)


def _is_dead(owner: str, here: str, folder: Path) -> bool:
    host, _, name = owner.rpartition("/")
    return host == here and _is_free(folder / os.path.basename(name))  # noqa: PTH119 - a name from the database


def _is_free(path: Path) -> bool:
    try:
        with path.open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):
        return False
    return True
