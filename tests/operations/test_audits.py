"""S15: what was sealed can't be changed, removed, swapped or added to unseen."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain import audit
from portal.domain.operations import audits
from tests import make

KEY = b"the key of the tests"
SEED = 20261125


def record(database: Database, many: int = 3) -> None:
    with database.writing() as session:
        for number in range(many):
            audit.record(session, "ask.sent", kind="ask", id=number, actor_id=None, now=make.NOW, fields=("state",))


def seal(database: Database, key: bytes = KEY) -> int:
    """When all that began before has ended, in the whole server: other tests run beside this one."""
    make.settled(database)
    with database.writing() as session:
        made = audits.seal(session, key=key, now=make.NOW)
        return made.rows if made else 0


def differences(database: Database, *keys: bytes) -> list[str]:
    with database.snapshot() as session:
        return audits.differences(session, keys=keys or (KEY,))


def test_each_row_is_sealed_once(real_database: Database) -> None:
    record(real_database)
    record(real_database, 2)
    assert seal(real_database) == 5
    assert seal(real_database) == 0
    record(real_database)
    assert seal(real_database) == 3
    assert differences(real_database) == []


def test_a_row_of_a_transaction_that_has_not_ended_waits_for_the_next_seal(real_database: Database) -> None:
    with real_database.writing() as slow:
        audit.record(slow, "ask.sent", kind="ask", id=99, actor_id=None, now=make.NOW)
        record(real_database)
        with real_database.writing() as session:
            sealed = audits.seal(session, key=KEY, now=make.NOW)
        assert sealed is None, "a seal must not pass over what may still appear"
    assert seal(real_database) == 4
    assert differences(real_database) == []


def test_after_a_key_is_rotated_old_seals_hold(real_database: Database) -> None:
    record(real_database)
    seal(real_database)
    record(real_database)
    seal(real_database, b"the next key")
    assert differences(real_database, b"the next key", KEY) == []
    assert len(differences(real_database, b"the next key")) == 1


def test_the_database_itself_refuses_changes(real_database: Database) -> None:
    record(real_database)
    for statement in ("UPDATE audit SET action = 'x'", "DELETE FROM audit", "TRUNCATE audit"):
        with pytest.raises(DBAPIError, match="append-only"), real_database.writing() as session:
            session.execute(text(statement))


TAMPERINGS = (
    "UPDATE audit SET action = 'ask.declined' WHERE id = :one",
    "UPDATE audit SET at = at + interval '1 microsecond' WHERE id = :one",
    "UPDATE audit SET actor_id = NULL, object_id = object_id + 1 WHERE id = :one",
    "UPDATE audit SET fields = '{}' WHERE id = :one",
    "UPDATE audit SET reason = 'because' WHERE id = :one",
    "UPDATE audit SET transaction_id = transaction_id + 1000000 WHERE id = :one",
    "UPDATE audit SET transaction_id = -1 WHERE id = :one",
    "DELETE FROM audit WHERE id = :one",
    "UPDATE audit SET object_id = 40 - object_id WHERE id IN (:one, :other)",
    """
    INSERT INTO audit (at, action, object_kind, fields, transaction_id)
    SELECT at, action, object_kind, fields, transaction_id FROM audit WHERE id = :one
    """,
    "DELETE FROM audit_seal WHERE id = (SELECT min(id) FROM audit_seal)",
    "UPDATE audit_seal SET until = until + 1 WHERE id = (SELECT min(id) FROM audit_seal)",
)


def test_every_tampering_is_found(real_database: Database, *, full: bool) -> None:
    for _ in range(4):
        record(real_database, 10)
        seal(real_database)
    with real_database.writing() as session:
        session.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
    dice, found = random.Random(SEED), 0
    tries = 1_000 if full else 3 * len(TAMPERINGS)
    for number in range(tries):
        one, other = dice.sample(range(1, 41), 2)
        with real_database.writer.connect() as connection:
            changed = connection.execute(text(TAMPERINGS[number % len(TAMPERINGS)]), {"one": one, "other": other})
            assert changed.rowcount > 0
            found += bool(on(connection))
            connection.rollback()
    assert found == tries


def on(connection: Connection) -> list[str]:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        return audits.differences(session, keys=[KEY])


def test_the_clock_plays_no_part(real_database: Database) -> None:
    with real_database.writing() as session:
        audit.record(session, "a", kind="ask", id=1, actor_id=None, now=make.NOW + timedelta(days=400))
        audit.record(session, "b", kind="ask", id=2, actor_id=None, now=make.NOW - timedelta(days=400))
    assert seal(real_database) == 2
    assert differences(real_database) == []
