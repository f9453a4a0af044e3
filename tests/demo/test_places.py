"""Two clones never meet, and an ordinary user's data stay in the clone."""

import os
from pathlib import Path

import pytest

from portal.demo import places


def test_as_root_each_clone_has_a_store_of_its_own_outside_any_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    one, other = places.of_clone(Path("/root/one")), places.of_clone(Path("/root/other"))
    assert one.database != other.database
    assert one.database.is_relative_to(places.ROOT_STORE)
    assert one.mail == Path("/root/one/instance/mail")


def test_an_ordinary_user_keeps_everything_in_the_clone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert places.of_clone(Path("/home/ana/portal")).database == Path("/home/ana/portal/instance/database")
