"""Who asked to join and waits for the team."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.kinds import JoinRequestState
from portal.domain.models import JoinRequest


def waiting(session: Session, *, limit: int = 200) -> list[JoinRequest]:
    """Longest waiting first."""
    found = select(JoinRequest).where(JoinRequest.state == JoinRequestState.WAITING).order_by(JoinRequest.id)
    return list(session.scalars(found.limit(limit)))
