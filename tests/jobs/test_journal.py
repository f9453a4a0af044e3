"""The journal’s line stands before the dot is sent, or the dot is not sent (R13)."""

import subprocess
import sys
from pathlib import Path

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
