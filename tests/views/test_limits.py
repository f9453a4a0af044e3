"""The general throttle, and who is counted together. What must be exact is in test_sign_ins."""

from dataclasses import replace

import pytest
from flask import Flask

from portal import views
from portal.app import build
from portal.db import Database
from portal.domain.operations import sign_ins
from portal.settings import Settings
from portal.web.limits import EACH_ADDRESS, address_block
from tests import make
from tests.fixtures.web import BASE_URL, Visitor

LIMIT = int(EACH_ADDRESS.split()[0])
NO_REDIS = "redis://127.0.0.1:1"


def built(settings: Settings, database: Database) -> Flask:
    with database.writing() as session:
        make.program(session)
    made = build(settings, database, views.BLUEPRINTS)
    made.testing = True
    return made


@pytest.mark.parametrize("redis", ["", NO_REDIS])
def test_changes_from_one_place_are_throttled_with_and_without_redis(
    settings: Settings, database: Database, redis: str
) -> None:
    app = built(replace(settings, redis_url=redis or settings.redis_url), database)
    visitor = Visitor(app.test_client())
    answers = [visitor.post("/sign-out", token="none").status_code for _ in range(LIMIT + 3)]
    assert answers == [400] * LIMIT + [429] * 3
    read = [visitor.get("/sign-in").status_code for _ in range(LIMIT + 3)]
    assert set(read) == {200}, "reading goes on, however much"
    elsewhere = app.test_client().post("/sign-in", base_url=BASE_URL, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 400, "another place is not throttled"


def test_sign_in_limits_are_exact_without_redis(settings: Settings, database: Database) -> None:
    app = built(replace(settings, redis_url=NO_REDIS), database)
    visitor = Visitor(app.test_client())
    answers = [visitor.post("/sign-in", {"email": "dana@customer.example"}).status_code for _ in range(8)]
    limit = sign_ins.LINKS_TO_ONE_ADDRESS_FROM_ONE_PLACE
    assert answers == [303] * limit + [429] * (8 - limit)


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_a_place_is_an_address_or_a_network(app: Flask, address: str, block: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert address_block() == block


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.9, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_the_configured_proxies_are_believed(
    settings: Settings, database: Database, proxies: int, forwarded: str, seen: str
) -> None:
    app = built(replace(settings, proxies=proxies), database)
    with app.test_client() as client:
        client.get("/healthz", base_url=BASE_URL, headers={"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"})
        assert address_block() == seen
