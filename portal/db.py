"""The database and its only commits."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, TypeVar

from psycopg import Cursor
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.clock import Clock, DatabaseClock

RETRYABLE = frozenset({"40001", "40P01", "23P01"})
TRIES = 5
Result = TypeVar("Result")


class Database:
    """The ways in: `writing` commits once, `reading` cannot write, `snapshot` sees one instant and cannot write."""

    def __init__(self, writer: Engine, reader: Engine, clock: Clock) -> None:
        self.writer = writer
        self.reader = reader
        self.clock = clock
        self._frozen = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def now(self, session: Session) -> datetime:
        return self.clock.now(session)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with Session(self.writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    def looking(self) -> AbstractContextManager[Connection]:
        """`reading` for one prebuilt statement of columns: half a session's work, on every request."""
        return self.reader.connect()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        with Session(self._frozen, expire_on_commit=False, autoflush=False) as session:
            yield session

    def tidy(self, table: str) -> None:
        """After many rows of a table changed at once, so that reading it is quick again."""
        with self.writer.connect() as connection:
            outside = connection.execution_options(isolation_level="AUTOCOMMIT")
            outside.execute(text(f"VACUUM {table}"))

    def close(self) -> None:
        self.writer.dispose()
        self.reader.dispose()


def connect(url: str, *, threads: int = 4, clock: Clock | None = None) -> Database:
    """`url` is a libpq or SQLAlchemy address. The pools hold one connection per thread and no more."""
    address = url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
    writer = create_engine(
        address,
        pool_size=threads,
        max_overflow=1,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        connect_args={
            "options": "-c statement_timeout=30s -c lock_timeout=2s -c timezone=UTC"
            " -c idle_in_transaction_session_timeout=30s"
        },
    )
    reader = create_engine(
        address,
        pool_size=threads,
        max_overflow=1,
        pool_pre_ping=False,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        pool_reset_on_return=None,
        skip_autocommit_rollback=True,
        connect_args={
            "options": "-c default_transaction_read_only=on -c statement_timeout=30s -c timezone=UTC"
            # Compiling costs more than any page takes, and so does starting helpers: many read at once.
            " -c jit=off -c max_parallel_workers_per_gather=0"
            # Memory holds what is hot; maps of a million rows stay exact.
            " -c random_page_cost=1.1 -c work_mem=32MB"
        },
    )
    event.listen(reader, "do_execute", _plan_anew)
    return Database(writer, reader, clock or DatabaseClock())


def _plan_anew(cursor: Cursor[Any], statement: str, parameters: Any, context: Any) -> bool:  # noqa: ANN401 - SQLAlchemy's hook
    """A prepared statement keeps one plan for all values; for a search the values decide which plan is good."""
    if not context.execution_options.get("plan_anew"):
        return False
    cursor.execute(statement, parameters, prepare=False)
    return True


def retrying(work: Callable[[], Result]) -> Result:
    """Run a whole transaction again when the database says another one was in its way; at most five times."""
    for attempt in range(1, TRIES):
        try:
            return work()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in RETRYABLE:
                raise
            time.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311 - jitter, not a secret
    return work()
