"""After SECRET_KEY was changed, with the earlier one among the fallbacks, forms that stand open are still taken."""

from dataclasses import replace

import pytest
from flask import Flask

from admin import views as team
from portal import views
from portal.app import build
from portal.db import Database
from portal.settings import Settings
from tests.fixtures.web import BASE_URL, SECRET_KEY, Visitor

HOST = BASE_URL.removeprefix("https://")
NEW_KEY = "the-key-that-came-after-it-0123456789abcdef"
NEWEST_KEY = "and-the-one-that-came-after-that-0123456789"


def with_keys(settings: Settings, database: Database, key: str, *earlier: str) -> Flask:
    changed = replace(settings, secret_key=key, secret_key_fallbacks=earlier)
    made = build(changed, database, (*views.BLUEPRINTS, team.blueprint))
    made.testing = True
    return made


def keep_cookie(before: Visitor, after: Visitor) -> None:
    """One browser: what it was given is sent to the portal with its new key."""
    name = "__Host-portal"
    given = before.client.get_cookie(name, domain=HOST)
    assert given is not None
    after.client.set_cookie(name, given.value, domain=HOST, path="/", secure=True, httponly=True)


@pytest.mark.parametrize(
    ("key", "earlier", "taken"),
    [
        (NEW_KEY, (SECRET_KEY,), True),
        (NEWEST_KEY, (NEW_KEY, SECRET_KEY), True),
        (NEW_KEY, (), False),
    ],
)
def test_a_form_that_was_open_is_sent(
    app: Flask, settings: Settings, database: Database, key: str, earlier: tuple[str, ...], taken: bool
) -> None:
    before = Visitor(app.test_client())
    token = before.token()
    after = Visitor(with_keys(settings, database, key, *earlier).test_client())
    keep_cookie(before, after)
    answer = after.post("/sign-in", {"email": "dana@customer.example"}, token=token)
    assert (answer.status_code == 303) is taken
    fresh = Visitor(with_keys(settings, database, key, *earlier).test_client())
    assert fresh.post("/sign-in", {"email": "dana@customer.example"}).status_code == 303


def test_the_newest_key_signs(settings: Settings, database: Database, app: Flask) -> None:
    """So that the earlier one can go once its forms have gone."""
    rotated = Visitor(with_keys(settings, database, NEW_KEY, SECRET_KEY).test_client())
    token = rotated.token()
    alone = Visitor(with_keys(settings, database, NEW_KEY).test_client())
    keep_cookie(rotated, alone)
    assert alone.post("/sign-in", {"email": "dana@customer.example"}, token=token).status_code == 303
    assert app.config["WTF_CSRF_SECRET_KEY"] == [SECRET_KEY]
