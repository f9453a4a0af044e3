"""What a sign-in link leads to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from portal.domain.models import Person, SignIn


@dataclass(frozen=True)
class Asked:
    """A sign-in that was asked by somebody known."""

    id: int
    version: int
    browser_hash: bytes | None
    expires_at: datetime
    used_at: datetime | None
    replaced: bool
    next_path: str | None
    email: str
    name: str


def asked(session: Session, sign_in_id: int) -> Asked | None:
    newer = aliased(SignIn)
    row = session.execute(
        select(
            SignIn.id,
            SignIn.version,
            SignIn.browser_hash,
            SignIn.expires_at,
            SignIn.used_at,
            exists().where(*replacing(newer)),
            SignIn.next_path,
            Person.email,
            Person.name,
        )
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.id == sign_in_id, Person.disabled_at.is_(None))
    ).one_or_none()
    return Asked(*row) if row else None


def replacing(newer: type[SignIn]) -> tuple[ColumnElement[bool], ...]:
    """The newest counts, of those that one browser asked for: nobody's link dies of what others ask elsewhere."""
    return (
        newer.person_id == SignIn.person_id,
        newer.browser_hash.is_not_distinct_from(SignIn.browser_hash),
        newer.id > SignIn.id,
    )
