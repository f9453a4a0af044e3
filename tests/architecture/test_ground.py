"""The ground that the other tests stand on holds."""

import smtplib
import socket
from datetime import datetime

import pytest
import redis
from playwright.sync_api import Page
from sqlalchemy import text
from sqlalchemy.exc import InternalError, ProgrammingError
from sqlalchemy.orm import Session

from portal.db import Database
from tests.fixtures.browsers import accessibility_problems
from tests.fixtures.services import Smtp


def test_a_session_and_the_database_share_what_a_test_does(session: Session, database: Database) -> None:
    session.execute(text("CREATE TABLE seen (id int)"))
    session.commit()
    with database.writing() as writing:
        writing.execute(text("INSERT INTO seen VALUES (1)"))
    with database.reading() as reading:
        assert reading.execute(text("SELECT count(*) FROM seen")).scalar_one() == 1


def test_what_a_test_does_is_undone(session: Session) -> None:
    assert session.execute(text("SELECT to_regclass('seen')")).scalar_one() is None


def test_reading_refuses_to_write_and_writing_works_after_it(session: Session, database: Database) -> None:
    session.execute(text("CREATE TABLE seen (id int)"))
    session.commit()
    with pytest.raises(InternalError, match="read-only"), database.reading() as reading:
        reading.execute(text("INSERT INTO seen VALUES (1)"))
    with database.writing() as writing:
        writing.execute(text("INSERT INTO seen VALUES (1)"))


def insert_and_fail(writing: Session) -> None:
    writing.execute(text("INSERT INTO seen VALUES (1)"))
    writing.execute(text("SELECT * FROM nowhere"))


def test_a_failed_writing_leaves_nothing(session: Session, database: Database) -> None:
    session.execute(text("CREATE TABLE seen (id int)"))
    session.commit()
    with pytest.raises(ProgrammingError, match="nowhere"), database.writing() as writing:
        insert_and_fail(writing)
    assert session.execute(text("SELECT count(*) FROM seen")).scalar_one() == 0


def test_a_real_database_commits_and_is_alone(real_database: Database) -> None:
    with real_database.writing() as writing:
        writing.execute(text("CREATE TABLE seen (id int)"))
    with real_database.writing() as one, real_database.writing() as other:
        one.execute(text("INSERT INTO seen VALUES (1)"))
        assert other.execute(text("SELECT count(*) FROM seen")).scalar_one() == 0


def test_statements_are_counted_without_savepoints(database: Database, statements: list[str]) -> None:
    with database.writing() as writing:
        writing.execute(text("SELECT 1"))
    assert statements == ["SELECT 1"]


def test_the_clock_stands_still(database: Database, now: datetime) -> None:
    with database.reading() as reading:
        assert database.now(reading) == now


def test_valkey_is_empty(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "behind")


def test_valkey_is_empty_again(redis_url: str) -> None:
    test_valkey_is_empty(redis_url)


def send(smtp: Smtp) -> None:
    host, port = smtp.url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as client:
        client.sendmail("team@northwind.example", ["ana@acme.example"], b"Subject: Hello\r\n\r\nA line.\r\n")


def test_a_sent_message_is_captured(smtp: Smtp) -> None:
    send(smtp)
    assert smtp.messages[0].recipients == ["ana@acme.example"]
    assert smtp.messages[0].message["Subject"] == "Hello"
    assert smtp.messages[0].part("plain").strip() == "A line."


def test_a_refusal_can_be_asked_for(smtp: Smtp) -> None:
    smtp.replies["DOT"] = "451 4.3.0 later"
    with pytest.raises(smtplib.SMTPDataError, match="later"):
        send(smtp)
    assert smtp.messages == []


def test_the_browser_shows_text(page: Page) -> None:
    page.set_content("<h1>Hello</h1>")
    assert page.inner_text("h1") == "Hello"


def test_axe_looks_at_the_page(page: Page) -> None:
    page.set_content("<html lang=en><title>A page</title><main><h1>Hello</h1><img src='data:,'></main>")
    assert [problem.split(":")[0] for problem in accessibility_problems(page)] == ["image-alt"]


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org"])
def test_the_network_is_closed(host: str) -> None:
    with pytest.raises(PermissionError, match=host), socket.create_connection((host, 80), timeout=1):
        pass
