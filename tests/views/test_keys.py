"""After SECRET_KEY was changed, with the earlier one among the fallbacks, forms that stand open are still taken."""

from dataclasses import replace

import pytest
from flask import Flask

from admin import views as team
from portal import views
from portal.app import build
from portal.db import Database
from portal.settings import Settings
from tests.fixtures.web import SECRET_KEY, Visitor

NEW_KEY = "the-key-that-came-after-it-0123456789abcdef"
NEWEST_KEY = "and-the-one-that-came-after-that-0123456789"


def with_keys(settings: Settings, database: Database, key: str, *earlier: str) -> Flask:
    changed = replace(settings, secret_key=key, secret_key_fallbacks=earlier)
    made = build(changed, database, (*views.BLUEPRINTS, team.blueprint))
    made.testing = True
    return made


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
    (cookie,) = before.client._cookies.values()
    after = Visitor(with_keys(settings, database, key, *earlier).test_client())
    after.client.set_cookie(
        cookie.key, cookie.value, domain=cookie.domain, path=cookie.path, secure=True, httponly=True
    )
    answer = after.post("/sign-in", {"email": "dana@customer.example"}, token=token)
    assert (answer.status_code == 303) is taken
    fresh = Visitor(with_keys(settings, database, key, *earlier).test_client())
    assert fresh.post("/sign-in", {"email": "dana@customer.example"}).status_code == 303


def test_the_newest_key_signs(settings: Settings, database: Database, app: Flask) -> None:
    """So that the earlier one can go once its forms have gone."""
    rotated = Visitor(with_keys(settings, database, NEW_KEY, SECRET_KEY).test_client())
    token = rotated.token()
    (cookie,) = rotated.client._cookies.values()
    alone = with_keys(settings, database, NEW_KEY).test_client()
    alone.set_cookie(cookie.key, cookie.value, domain=cookie.domain, path=cookie.path, secure=True, httponly=True)
    assert Visitor(alone).post("/sign-in", {"email": "dana@customer.example"}, token=token).status_code == 303
    assert app.config["WTF_CSRF_SECRET_KEY"] == [SECRET_KEY]
