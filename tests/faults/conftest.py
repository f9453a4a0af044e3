"""Fault runs tell their seed and their verdict even when they pass."""

import sys
from collections.abc import Callable

import pytest

from tests.jobs.conftest import kit as kit  # noqa: PLC0414 - the same kit for both folders


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    def say(words: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{words}\n")

    return say
