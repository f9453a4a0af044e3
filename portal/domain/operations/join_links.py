"""Join links: the public page's address for one recruiting channel (ACT-2)."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Channel
from portal.domain.models import JoinLink

LONGEST = 60
TAKEN = frozenset({"thanks"})
"""Addresses under /join that mean something else."""


def add(session: Session, *, name: str, channel: Channel, slug: str | None, actor_id: int, now: datetime) -> int:
    """Its address is made from its name unless one is chosen."""
    wanted = address_part(slug or name)
    if not wanted or wanted in TAKEN:
        raise Refused("slug", "Choose an address of letters and digits, such as spring-event.")
    made: int | None = session.scalar(
        insert(JoinLink)
        .values(slug=wanted, name=name, channel=channel, made_by=actor_id, created_at=now)
        .on_conflict_do_nothing()
        .returning(JoinLink.id)
    )
    if made is None:
        raise Refused("slug_taken", f"There is a link with the address {wanted} already. Choose another one.")
    audit.record(session, "join_link.added", kind="join_link", id=made, actor_id=actor_id, now=now)
    return made


def close(session: Session, *, link_id: int, actor_id: int, now: datetime) -> None:
    """It no longer counts for its channel; whoever opens it can still join."""
    link = _locked(session, link_id)
    if link.closed_at is None:
        link.closed_at = now
        audit.record(session, "join_link.closed", kind="join_link", id=link_id, actor_id=actor_id, now=now)


def reopen(session: Session, *, link_id: int, actor_id: int, now: datetime) -> None:
    link = _locked(session, link_id)
    if link.closed_at is not None:
        link.closed_at = None
        audit.record(session, "join_link.reopened", kind="join_link", id=link_id, actor_id=actor_id, now=now)


def address_part(words: str) -> str:
    """Summer Fair 2027 becomes summer-fair-2027."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-")


def _locked(session: Session, link_id: int) -> JoinLink:
    link = session.scalar(select(JoinLink).where(JoinLink.id == link_id).with_for_update())
    if link is None:
        raise NotFound
    return link
