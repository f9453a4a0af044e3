"""Who is alive. A process that leases rows holds a lock on a file of its own; the system lets go of it at its death,
kill -9 included. So what a dead process left on this host is taken back at once, not after the lease.
"""

import fcntl
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from portal.domain.leases import LEASE

FOLDER = "alive"


@contextmanager
def presence(journal_dir: Path) -> Iterator[str]:
    """A lease owner's name, good for as long as this process lives."""
    folder = journal_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = uuid4().hex
    path, unseen = folder / name, folder / f".{name}"
    with unseen.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        unseen.rename(path)  # seen only once it is held: a file that nobody holds is a dead process
        yield f"{socket.gethostname()}/{name}"
        path.unlink(missing_ok=True)


def give_up(owner: str, journal_dir: Path) -> None:
    """It has ended and could not give back all it held: from now on it counts as dead."""
    (journal_dir / FOLDER / owner.rpartition("/")[2]).touch()


def dead(journal_dir: Path) -> list[str]:
    """Lease owners of this host whose lock is free. Of other hosts' nothing is known here."""
    folder = journal_dir / FOLDER
    paths = folder.glob("[!.]*") if folder.is_dir() else ()
    return [f"{socket.gethostname()}/{path.name}" for path in paths if _is_free(path)]


def forget(owners: Iterable[str], journal_dir: Path) -> None:
    """Of those whose rows have been taken back, whoever began longer than a lease ago: what somebody claimed who has
    just been killed may be committed after the look for it.
    """
    for owner in owners:
        path = journal_dir / FOLDER / owner.rpartition("/")[2]
        with suppress(FileNotFoundError):  # another process was first
            if time.time() - path.stat().st_mtime > LEASE.total_seconds():
                path.unlink()


def _is_free(path: Path) -> bool:
    try:
        with path.open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):
        return False
    return True
