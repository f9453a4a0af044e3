"""The send journal: one line on the disk before each final dot, outside the database (RELIABILITY 3.2, 3.9).

After a restore it says what had been sent since the backup was taken. One file per host.
"""

import errno
import json
import os
import socket
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    message_id: str
    day: date
    advocate_id: int | None
    effort: str | None


class Journal:
    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{socket.gethostname()}.jsonl"

    def append(self, *entries: Entry) -> None:
        """Returns once the lines are on the disk. Raises OSError; then none of the dots must be sent."""
        lines = [
            {
                "message_id": entry.message_id,
                "day": entry.day.isoformat(),
                "advocate_id": entry.advocate_id,
                "effort": entry.effort,
            }
            for entry in entries
        ]
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            said = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
            if _is_torn(handle):
                said = b"\n" + said
            if os.write(handle, said) != len(said):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_torn(handle: int) -> bool:
    """A full disk or a power cut left a line without its end: the next one must not run into it."""
    size = os.fstat(handle).st_size
    return size > 0 and os.pread(handle, 1, size - 1) != b"\n"
