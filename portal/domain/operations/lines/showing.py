"""How to reach who said yes: for the requester only, until a day, each look written down (REQ-4, ADV-8)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.demand_kinds import CandidateState
from portal.domain.errors import NotFound
from portal.domain.models import Account, Advocate, MatchRow, Person, Request, RequestCandidate
from portal.domain.operations import contact_views
from portal.domain.queries import programs
from portal.domain.queries.merges import is_now


@dataclass(frozen=True)
class Contact:
    name: str
    title: str | None
    company: str | None
    email: str
    phone: str | None
    until: date


def show_contact(session: Session, *, request_id: int, viewer_id: int, now: datetime) -> Contact:
    """Raises NotFound where nothing is, or no longer is, released to this person: who has left is nobody’s to reach."""
    today = programs.today(programs.current(session), now)
    entry = aliased(Advocate)
    row = session.execute(
        select(Advocate.id, Person.name, Person.title, Account.name, RequestCandidate.released_until)
        .join(entry, is_now(Advocate, entry))
        .join(RequestCandidate, RequestCandidate.advocate_id == entry.id)
        .join(Request, Request.id == RequestCandidate.request_id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(
            Request.id == request_id,
            Request.requester_id == viewer_id,
            RequestCandidate.state == CandidateState.ACCEPTED,
            RequestCandidate.released_until > today,
            MatchRow.shares_contact,
            MatchRow.may_be_asked,
        )
    ).one_or_none()
    advocate_id, name, title, company, until = row or (None, "", None, None, None)
    if advocate_id is None or until is None:
        raise NotFound
    details = contact_views.record(session, advocate_id=advocate_id, viewer_id=viewer_id, now=now)
    return Contact(name, title, company, details.email, details.phone, until)
