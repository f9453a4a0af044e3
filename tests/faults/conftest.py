"""Fault runs use the real clock: other processes can't see a set one."""

from collections.abc import Iterator

import pytest

from portal.db import Database, connect


@pytest.fixture
def live_database(real_database_url: str) -> Iterator[Database]:
    opened = connect(real_database_url, threads=8)
    yield opened
    opened.close()
