"""Join links, and what came of each and of each channel (ACT-2, ADV-4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.kinds import Channel, JoinRequestState
from portal.domain.models import Advocate, JoinLink, JoinRequest


@dataclass(frozen=True)
class Door:
    """What the public page needs of the link by which somebody came."""

    id: int
    slug: str


@dataclass(frozen=True)
class JoinLinkLine:
    id: int
    slug: str
    name: str
    channel: Channel
    created_at: datetime
    closed_at: datetime | None
    requests: int
    approved: int
    joined: int


@dataclass(frozen=True)
class Conversion:
    channel: Channel
    requests: int
    approved: int
    joined: int


_COUNTS = (
    func.count(JoinRequest.id).label("requests"),
    func.count(JoinRequest.id).filter(JoinRequest.state == JoinRequestState.APPROVED).label("approved"),
    func.count(JoinRequest.id).filter(Advocate.joined_at.is_not(None)).label("joined"),
)


def of_slug(session: Session, slug: str) -> Door | None:
    """None for one that never was; a closed one opens the page and counts for nothing."""
    row = session.execute(select(JoinLink.id, JoinLink.slug).where(JoinLink.slug == slug)).one_or_none()
    return Door(*row) if row else None


def everything(session: Session) -> list[JoinLinkLine]:
    """Open ones first, each newest first."""
    statement = _lines().order_by(JoinLink.closed_at.is_not(None), JoinLink.id.desc())
    return [JoinLinkLine(*row) for row in session.execute(statement)]


def one(session: Session, link_id: int) -> JoinLinkLine:
    row = session.execute(_lines().where(JoinLink.id == link_id)).one_or_none()
    if row is None:
        raise NotFound
    return JoinLinkLine(*row)


def conversions(session: Session) -> list[Conversion]:
    """By channel; whoever came to the public page without a link put themselves forward."""
    channel = func.coalesce(JoinLink.channel, Channel.SELF)
    rows = session.execute(
        select(channel, *_COUNTS)
        .select_from(JoinRequest)
        .outerjoin(JoinLink, JoinLink.id == JoinRequest.link_id)
        .outerjoin(Advocate, Advocate.id == JoinRequest.advocate_id)
        .group_by(channel)
        .order_by(func.count(JoinRequest.id).desc(), channel)
    )
    return [Conversion(Channel(row[0]), *row[1:]) for row in rows]


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            JoinLink.id,
            JoinLink.slug,
            JoinLink.name,
            JoinLink.channel,
            JoinLink.created_at,
            JoinLink.closed_at,
            *_COUNTS,
        )
        .outerjoin(JoinRequest, JoinRequest.link_id == JoinLink.id)
        .outerjoin(Advocate, Advocate.id == JoinRequest.advocate_id)
        .group_by(JoinLink.id)
    )
