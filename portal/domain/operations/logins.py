"""Signed-in browsers begin, are seen, and end."""

from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound
from portal.domain.kinds import TEAM_ROLES, Role
from portal.domain.models import Login
from portal.domain.operations import adoptions

IDLE = MappingProxyType({"team": timedelta(minutes=30), "others": timedelta(days=14)})
LONGEST = MappingProxyType({"team": timedelta(hours=12), "others": timedelta(days=60)})
KEPT = timedelta(days=30)


def begin(
    session: Session,
    *,
    token_hash: bytes,
    person_id: int,
    role: Role,
    method: str,
    user_agent: str,
    now: datetime,
) -> int:
    who = "team" if role in TEAM_ROLES else "others"
    login_id = session.execute(
        insert(Login)
        .values(
            token_hash=token_hash,
            person_id=person_id,
            method=method,
            user_agent=user_agent,
            created_at=now,
            last_seen_at=now,
            idle_limit_seconds=int(IDLE[who].total_seconds()),
            ends_at=now + LONGEST[who],
        )
        .returning(Login.id)
    ).scalar_one()
    if role is not Role.ADVOCATE:
        adoptions.note_sign_in(session, person_id=person_id, now=now)
    audit.record(session, "login.begun", kind="login", id=login_id, actor_id=person_id, now=now, reason=method)
    return login_id


def note_seen(session: Session, *, login_id: int, now: datetime) -> None:
    session.execute(update(Login).where(Login.id == login_id, Login.last_seen_at < now).values(last_seen_at=now))


def end(session: Session, *, login_id: int, person_id: int, now: datetime) -> None:
    """One of the person's own. Ending it again changes nothing."""
    owned = select(Login.id).where(Login.id == login_id, Login.person_id == person_id)
    if session.execute(owned).first() is None:
        raise NotFound
    ended = update(Login).where(Login.id == login_id, Login.ended_at.is_(None)).values(ended_at=now)
    if session.execute(ended.returning(Login.id)).first():
        audit.record(session, "login.ended", kind="login", id=login_id, actor_id=person_id, now=now)


def end_others(session: Session, *, login_id: int, person_id: int, now: datetime) -> int:
    """Every login of the person but this one."""
    return _end_all(session, person_id=person_id, but=login_id, actor_id=person_id, now=now)


def end_all(session: Session, *, person_id: int, actor_id: int | None, now: datetime) -> int:
    """When a role changes or a person is disabled: the next request of any browser is signed out."""
    return _end_all(session, person_id=person_id, but=None, actor_id=actor_id, now=now)


def forget_old(session: Session, *, now: datetime) -> None:
    """Long after they ended, by themselves or by somebody; the audit log keeps that they were."""
    session.execute(delete(Login).where(func.least(Login.ends_at, Login.ended_at) < now - KEPT))


def _end_all(session: Session, *, person_id: int, but: int | None, actor_id: int | None, now: datetime) -> int:
    live = update(Login).where(Login.person_id == person_id, Login.ended_at.is_(None)).values(ended_at=now)
    ended = list(session.scalars((live if but is None else live.where(Login.id != but)).returning(Login.id)))
    for login_id in ended:
        audit.record(session, "login.ended", kind="login", id=login_id, actor_id=actor_id, now=now)
    return len(ended)
