"""The journal’s line stands before the dot is sent, or the dot is not sent (R13)."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from portal.mail.journal import Entry, Journal

FULL = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from portal.mail.journal import Entry, Journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
try:
    Journal(Path(sys.argv[1])).append(*(Entry(f"<{n}@x.example>", date(2026, 1, 1), n, "high") for n in range(8)))
except OSError:
    sys.exit(7)
"""


def test_a_full_disk_is_no_line(tmp_path: Path) -> None:
    """In a process of its own, for the limit of what it may write holds for all of it."""
    assert subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], check=False).returncode == 7


def test_a_torn_line_spoils_none_that_follows(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.path.write_text('{"message_id": "<torn')
    for number in range(2):
        journal.append(Entry(f"<{number}@x.example>", date(2026, 1, 1), number, "high"))
    _, *lines = journal.path.read_text().splitlines()
    assert [json.loads(line)["advocate_id"] for line in lines] == [0, 1]
