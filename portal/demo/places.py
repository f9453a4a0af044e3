"""Where a clone keeps what it makes. Two clones on one machine never meet."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent.parent
ROOT_STORE = Path("/var/lib/advocate-portal")


@dataclass(frozen=True)
class Places:
    instance: Path
    server_store: Path
    """PostgreSQL's files: as root they lie where its unprivileged user can reach them."""

    @property
    def database(self) -> Path:
        return self.server_store / "database"

    @property
    def queue(self) -> Path:
        return self.instance / "queue"

    @property
    def mail(self) -> Path:
        return self.instance / "mail"

    @property
    def journal(self) -> Path:
        return self.instance / "journal"

    @property
    def logs(self) -> Path:
        return self.instance / "logs"

    @property
    def secret_key(self) -> Path:
        return self.instance / "secret-key"

    @property
    def lock(self) -> Path:
        return self.instance / "lock"

    @property
    def environment(self) -> Path:
        """What the running portal was started with, for commands that join it."""
        return self.instance / "environment.json"


def of_clone(clone: Path = CLONE) -> Places:
    instance = clone / "instance"
    if os.geteuid() != 0:
        return Places(instance, instance)
    return Places(instance, ROOT_STORE / hashlib.sha256(bytes(clone)).hexdigest()[:16])
