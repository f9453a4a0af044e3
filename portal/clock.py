"""The only reading of the clock. In production the database's, so that every host agrees."""

from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.orm import Session

NOW = text("SELECT clock_timestamp()")


class Clock(Protocol):
    def now(self, session: Session) -> datetime:
        """An aware instant in UTC."""
        ...

    def given(self) -> datetime | None:
        """The instant for a statement that reads the clock itself; None lets the database say."""
        ...


class DatabaseClock:
    def now(self, session: Session) -> datetime:
        instant: datetime = session.connection().execute(NOW).scalar_one()
        return instant.astimezone(UTC)

    def given(self) -> datetime | None:
        return None


class SetClock:
    """Stands still until moved; for tests and the demo program's past."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self, session: Session) -> datetime:  # noqa: ARG002 - one signature for all clocks
        return self.instant

    def given(self) -> datetime | None:
        return self.instant
