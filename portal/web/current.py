"""What belongs to this request and this application. Views read it here, never from Flask."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import cast

from flask import current_app, g
from flask import session as cookie
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from portal import settings as configuration
from portal.db import Database
from portal.domain.queries import departments, logins, people
from portal.domain.queries.logins import Front, Viewer, Visit
from portal.links import Links
from portal.wake import Wake

EXTENSION = "portal"


@dataclass(frozen=True)
class Parts:
    """What the application was built from."""

    settings: configuration.Settings
    database: Database
    links: Links
    wake: Wake


def _parts() -> Parts:
    return cast("Parts", current_app.extensions[EXTENSION])


def settings() -> configuration.Settings:
    return _parts().settings


def links() -> Links:
    return _parts().links


def redis_answers() -> bool:
    return _parts().wake.answers()


def database() -> Database:
    """For work that opens its own transactions."""
    return _parts().database


def reading() -> AbstractContextManager[Session]:
    return _parts().database.reading()


def looking() -> AbstractContextManager[Connection]:
    return _parts().database.looking()


def snapshot() -> AbstractContextManager[Session]:
    return _parts().database.snapshot()


def engine() -> Engine:
    """For migrations only."""
    return _parts().database.writer


@contextmanager
def writing() -> Iterator[Session]:
    """The request's one transaction. After its commit the workers are told of what it promised."""
    with _parts().database.writing() as session:
        session.info["request_id"] = request_id()
        yield session
        promised = session.info.get("promised", ())
    _parts().wake(*promised)


def moment(session: Session) -> datetime:
    """The instant for a change: read inside its transaction."""
    return _parts().database.now(session)


def visit() -> Visit:
    """Read once a request, in one statement."""
    if "visit" not in g:
        token = cookie.get("_user_id")
        given = _parts().database.clock.given()
        with looking() as connection:
            g.visit = logins.visit(connection, token_hash=hash_of(token) if token else None, given=given)
    return cast("Visit", g.visit)


def forget_visit() -> None:
    """After signing in or out, the next look reads again."""
    g.pop("visit", None)


def viewer() -> Viewer | None:
    return visit().viewer


def seen_viewer() -> Viewer | None:
    """The viewer if this request has looked at all; never looks itself."""
    return cast("Visit", g.visit).viewer if "visit" in g else None


def signed_in() -> Viewer:
    """The viewer of a page whose policy lets nobody else in."""
    who = viewer()
    if who is None:
        raise LookupError("This view's policy lets strangers in")
    return who


def publishes() -> bool:
    """Whether the viewer is a colleague who may package and publish content (ID-4)."""
    with reading() as session:
        return people.publishes(session, signed_in().id)


def launched() -> bool:
    """Whether the viewer's department has been launched (ADV-7)."""
    with reading() as session:
        return departments.is_launched(session, signed_in().id)


def program() -> Front:
    return visit().program


def now() -> datetime:
    """The instant that this request's pages speak of."""
    return visit().now


def today() -> date:
    return visit().today


def request_id() -> str:
    return cast("str", g.get("request_id", ""))


def hash_of(secret: str) -> bytes:
    """What is stored of a secret that only the browser keeps."""
    return sha256(secret.encode()).digest()
