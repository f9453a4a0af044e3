"""What a job works with: made from the settings, closed at its end."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from portal.db import Database, connect
from portal.links import Links
from portal.mail.conversations import Host, Patience, host, trusted
from portal.mail.journal import Journal
from portal.settings import Settings
from portal.wake import Wake

THREADS = 9
"""Database connections at most: one for each of the lanes, one for the job itself."""


@dataclass(frozen=True)
class Kit:
    settings: Settings
    database: Database
    links: Links
    wake: Wake
    host: Host
    journal: Journal
    patience: Patience = field(default_factory=Patience)
    tls: ssl.SSLContext = field(default_factory=trusted)


@contextmanager
def opened(settings: Settings, *, threads: int = THREADS) -> Iterator[Kit]:
    database = connect(settings.database_url, threads=threads)
    settings.journal_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield Kit(
            settings=settings,
            database=database,
            links=Links(settings.secret_key, settings.secret_key_fallbacks),
            wake=Wake(settings.redis_url),
            host=host(settings.smtp_url),
            journal=Journal(settings.journal_dir),
        )
    finally:
        database.close()
