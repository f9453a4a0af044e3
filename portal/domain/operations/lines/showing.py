"""How to reach who said yes: for the requester only, until a day, each look written down (REQ-4, ADV-8)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.kinds import CandidateState
from portal.domain.models import MatchRow, Request, RequestCandidate
from portal.domain.operations import contact_views
from portal.domain.queries import programs
from portal.domain.queries.advocates import ContactDetails


def show_contact(session: Session, *, request_id: int, viewer_id: int, now: datetime) -> ContactDetails:
    """Raises NotFound where nothing is, or no longer is, released to this person."""
    today = programs.today(programs.current(session), now)
    advocate_id = session.scalar(
        select(RequestCandidate.advocate_id)
        .join(Request, Request.id == RequestCandidate.request_id)
        .join(MatchRow, MatchRow.advocate_id == RequestCandidate.advocate_id)
        .where(
            Request.id == request_id,
            Request.requester_id == viewer_id,
            RequestCandidate.state == CandidateState.ACCEPTED,
            RequestCandidate.released_until > today,
            MatchRow.shares_contact,
        )
    )
    if advocate_id is None:
        raise NotFound
    return contact_views.record(session, advocate_id=advocate_id, viewer_id=viewer_id, now=now)
