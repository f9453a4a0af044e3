"""Signing in by a mailed link or code (RELIABILITY 3.6). A known and an unknown address leave the same trace."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from portal.domain import audit, outbox
from portal.domain.errors import Refused
from portal.domain.kinds import MessageState, Role, Topic
from portal.domain.models import Person, SignIn
from portal.domain.operations import counters
from portal.domain.queries.sign_ins import replacing

LIFE = timedelta(minutes=10)
TRIES = 5
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LINKS_FROM_ONE_PLACE = 60
LINKS_TO_ONE_ADDRESS_FROM_ONE_PLACE = 5
LINKS_TO_ONE_ADDRESS = 20
CODES_FOR_ONE_PERSON = 50
"""A day, over all browsers: at a millionth each, guessing stays hopeless. The link goes on working."""


@dataclass(frozen=True)
class SignedIn:
    person_id: int
    role: Role
    next_path: str | None


@dataclass(frozen=True)
class Try:
    """One of the five tries has been spent on this sign-in. `email` is empty where the address is unknown."""

    id: int
    version: int
    person_id: int | None
    email: str


def ask(
    session: Session,
    *,
    email: str,
    address_key: str,
    block: str,
    browser_hash: bytes,
    next_path: str | None,
    now: datetime,
    known: bool = False,
) -> None:
    """`address_key` stands for the address in counters, `block` for the place the request came from.

    A browser that is `known` to have signed in with this address does not wait for what others ask in its name.
    """
    _limit(session, f"sign-in:from:{block}", LINKS_FROM_ONE_PLACE, QUARTER, now)
    _limit(session, f"sign-in:from-to:{block}:{address_key}", LINKS_TO_ONE_ADDRESS_FROM_ONE_PLACE, QUARTER, now)
    asks = "sign-in:to-known" if known else "sign-in:to"
    _limit(session, f"{asks}:{address_key}", LINKS_TO_ONE_ADDRESS, HOUR, now)
    theirs = select(Person.id).where(Person.email == email.strip().lower(), Person.disabled_at.is_(None))
    _make(
        session,
        Topic.SIGN_IN_ASKED,
        person_id=session.scalar(theirs),
        browser_hash=browser_hash,
        next_path=next_path,
        now=now,
    )


def after_joining(session: Session, *, person_id: int, browser_hash: bytes, now: datetime) -> None:
    """Joining is no session: the same kind of link, in the message that confirms it (ID-2)."""
    _make(session, Topic.JOIN_CONFIRMED, person_id=person_id, browser_hash=browser_hash, next_path=None, now=now)


def use(session: Session, *, sign_in_id: int, version: int, browser_hash: bytes | None, now: datetime) -> SignedIn:
    """One link or code, one session: the update hits one row or the sign-in is refused."""
    newer = aliased(SignIn)
    used = session.execute(
        update(SignIn)
        .where(
            SignIn.id == sign_in_id,
            SignIn.version == version,
            SignIn.browser_hash == browser_hash,
            SignIn.used_at.is_(None),
            SignIn.expires_at > now,
            ~exists().where(*replacing(newer)),
        )
        .values(used_at=now)
        .returning(SignIn.person_id, SignIn.next_path)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    known = select(Person.id, Person.role).where(Person.disabled_at.is_(None))
    person = session.execute(known.where(Person.id == used.person_id)).one_or_none() if used else None
    if used is None or person is None:
        raise Refused("link_over", "This link or code no longer works. Ask for a new one.")
    audit.record(session, "sign_in.used", kind="sign_in", id=sign_in_id, actor_id=person.id, now=now)
    return SignedIn(person_id=person.id, role=person.role, next_path=used.next_path)


def spend_try(session: Session, *, browser_hash: bytes | None, now: datetime) -> Try | None:
    """Take one of the tries that this browser's newest sign-in has left; None when there are none.

    The caller compares the code and commits either way: a wrong one stays counted.
    """
    newest = select(SignIn.id).where(SignIn.browser_hash == browser_hash).order_by(SignIn.id.desc()).limit(1)
    tried = session.execute(
        update(SignIn)
        .where(
            SignIn.id == newest.scalar_subquery(),
            SignIn.tries < TRIES,
            SignIn.used_at.is_(None),
            SignIn.expires_at > now,
        )
        .values(tries=SignIn.tries + 1)
        .returning(SignIn.id, SignIn.version, SignIn.person_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if tried is None:
        return None
    whose = f"{tried.person_id}" if tried.person_id else f"nobody:{tried.id}"
    if not counters.spend(session, key=f"codes:{whose}", limit=CODES_FOR_ONE_PERSON, window=DAY, now=now):
        return None
    email = session.scalar(select(Person.email).where(Person.id == tried.person_id))
    return Try(id=tried.id, version=tried.version, person_id=tried.person_id, email=email or "")


def forget_old(session: Session, *, now: datetime) -> None:
    session.execute(delete(SignIn).where(SignIn.created_at < now - DAY))


def _make(
    session: Session,
    topic: Topic,
    *,
    person_id: int | None,
    browser_hash: bytes,
    next_path: str | None,
    now: datetime,
) -> None:
    expires_at = now + LIFE
    made = session.execute(
        insert(SignIn)
        .values(
            person_id=person_id,
            browser_hash=browser_hash,
            next_path=next_path,
            created_at=now,
            expires_at=expires_at,
        )
        .returning(SignIn.id)
    ).scalar_one()
    audit.record(session, "sign_in.asked", kind="sign_in", id=made, actor_id=None, now=now)
    outbox.promise(
        session,
        topic,
        key=str(made),
        recipient_id=person_id,
        about_id=made,
        now=now,
        expires_at=expires_at,
        state=MessageState.QUEUED if person_id else MessageState.CANCELLED,
    )


def _limit(session: Session, key: str, limit: int, window: timedelta, now: datetime) -> None:
    if not counters.spend(session, key=key, limit=limit, window=window, now=now):
        raise Refused("too_often", "That was a lot of sign-in links in a short time. Try again later.")
