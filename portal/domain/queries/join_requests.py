"""Who asked to join and waits for the team."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.kinds import JoinRequestState
from portal.domain.models import JoinLink, JoinRequest


@dataclass(frozen=True)
class JoinRequestLine:
    id: int
    email: str
    name: str
    company: str
    title: str | None
    words: str | None
    created_at: datetime
    link: str | None
    """The name of the join link by which they came."""


def waiting(session: Session, *, limit: int = 200) -> list[JoinRequestLine]:
    """Longest waiting first."""
    found = (
        select(
            JoinRequest.id,
            JoinRequest.email,
            JoinRequest.name,
            JoinRequest.company,
            JoinRequest.title,
            JoinRequest.words,
            JoinRequest.created_at,
            JoinLink.name,
        )
        .outerjoin(JoinLink, JoinLink.id == JoinRequest.link_id)
        .where(JoinRequest.state == JoinRequestState.WAITING)
        .order_by(JoinRequest.id)
    )
    return [JoinRequestLine(*row) for row in session.execute(found.limit(limit))]
