"""Who is here, and under which program: one statement a page."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, DateTime, LargeBinary, and_, bindparam, cast, func, literal_column, select
from sqlalchemy.orm import Session

from portal.domain.kinds import TEAM_ROLES, Role
from portal.domain.models import Advocate, Login, Person, Program


@dataclass(frozen=True)
class Front:
    """What any page shows of the program. `version` changes with every change of its settings."""

    company_name: str
    product_name: str
    accent: str
    sender_name: str
    help_address: str
    postal_address: str
    reward_word: str
    time_zone: str
    logo_type: str | None
    version: str


@dataclass(frozen=True)
class Viewer:
    """The signed-in person. `advocate_id` is set for customers."""

    id: int
    email: str
    name: str
    role: Role
    time_zone: str | None
    advocate_id: int | None
    login_id: int
    last_seen_at: datetime

    @property
    def given_name(self) -> str:
        return self.name.split()[0]

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()

    @property
    def is_team(self) -> bool:
        return self.role in TEAM_ROLES


@dataclass(frozen=True)
class Visit:
    """One request's ground: the program, the instant, and who asks, if they are signed in."""

    program: Front
    viewer: Viewer | None
    now: datetime

    @property
    def today(self) -> date:
        """The day it is for the program."""
        return self.now.astimezone(ZoneInfo(self.program.time_zone)).date()


_GIVEN = bindparam("given", type_=DateTime(timezone=True))
_NOW = func.coalesce(cast(_GIVEN, DateTime(timezone=True)), func.clock_timestamp())
_LIVE = and_(
    Login.token_hash == bindparam("token_hash", type_=LargeBinary),
    Login.ended_at.is_(None),
    Login.ends_at > _NOW,
    Login.last_seen_at + func.make_interval(0, 0, 0, 0, 0, 0, Login.idle_limit_seconds) > _NOW,
)
_VISIT = (
    select(
        _NOW.label("now"),
        Program.company_name,
        Program.product_name,
        Program.accent,
        Program.sender_name,
        Program.help_address,
        Program.postal_address,
        Program.reward_word,
        Program.time_zone,
        Program.logo_type,
        literal_column("program.xmin::text").label("version"),
        Person.id,
        Person.email,
        Person.name,
        Person.role,
        Person.time_zone.label("own_time_zone"),
        Advocate.id.label("advocate_id"),
        Login.id.label("login_id"),
        Login.last_seen_at,
    )
    .select_from(Program)
    .outerjoin(Login, _LIVE)
    .outerjoin(Person, and_(Person.id == Login.person_id, Person.disabled_at.is_(None)))
    .outerjoin(Advocate, Advocate.person_id == Person.id)
)


def visit(connection: Connection, *, token_hash: bytes | None, given: datetime | None) -> Visit:
    """`given` is the clock's instant, or None for the database's own."""
    row: Any = connection.execute(_VISIT, {"token_hash": token_hash, "given": given}).one()
    return Visit(
        program=Front(*row[1:11]),
        viewer=Viewer(*row[11:]) if row.id is not None else None,
        now=row.now.astimezone(UTC),
    )


@dataclass(frozen=True)
class Living:
    """A browser that is signed in."""

    id: int
    user_agent: str
    method: str
    created_at: datetime
    last_seen_at: datetime


def of_person(session: Session, *, person_id: int, now: datetime) -> list[Living]:
    """Last seen first."""
    columns = (Login.id, Login.user_agent, Login.method, Login.created_at, Login.last_seen_at)
    own = select(*columns).where(Login.person_id == person_id, Login.ended_at.is_(None), Login.ends_at > now)
    idle = func.make_interval(0, 0, 0, 0, 0, 0, Login.idle_limit_seconds)
    rows = session.execute(own.where(Login.last_seen_at + idle > now).order_by(Login.last_seen_at.desc()))
    return [Living(*row) for row in rows]
