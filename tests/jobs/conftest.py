"""A kit on a database of the test's own, with a real mail server."""

from pathlib import Path

import pytest

from jobs.kit import Kit
from portal.db import Database
from portal.links import Links
from portal.mail.conversations import Patience, host
from portal.mail.journal import Journal
from portal.settings import Settings
from portal.wake import Wake
from tests.fixtures.services import Smtp

SECRET = "a secret of the tests, long enough to be one"


def kit_for(database: Database, *, url: str, smtp_url: str, redis_url: str, folder: Path) -> Kit:
    settings = Settings(
        database_url=url,
        redis_url=redis_url,
        smtp_url=smtp_url,
        base_url="https://advocates.larkfield.example",
        secret_key=SECRET,
        secret_key_fallbacks=(),
        journal_dir=folder,
        bounce_dir=folder / "returned",
        mail_dir=None,
        demo=False,
        proxies=0,
        threads=4,
        providers=(),
    )
    return Kit(
        settings=settings,
        database=database,
        links=Links(SECRET),
        wake=Wake(redis_url),
        host=host(smtp_url),
        journal=Journal(folder),
        patience=Patience(reply=2, before_dot=4, dot=2),
    )


@pytest.fixture
def kit(real_database: Database, real_database_url: str, smtp: Smtp, redis_url: str, tmp_path: Path) -> Kit:
    return kit_for(real_database, url=real_database_url, smtp_url=smtp.url, redis_url=redis_url, folder=tmp_path)
