"""Who is being asked for a request, as its requester may know it: no name, company or address (REQ-4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.demand_kinds import CandidateState
from portal.domain.kinds import AskState
from portal.domain.models import Account, Advocate, Ask, Person, RequestCandidate
from portal.domain.recordsets import among
from portal.domain.rules import proofs


@dataclass(frozen=True)
class Asked:
    """`place` of `of` in the line."""

    words: str
    asked_on: date
    reply_by: date
    place: int
    of: int


def asked_now(session: Session, request_ids: Collection[int]) -> dict[int, list[Asked]]:
    """Those whose answer is awaited, by request, in the order of the line."""
    standing = aliased(RequestCandidate)
    ahead = select(func.count()).where(
        standing.request_id == RequestCandidate.request_id, standing.place <= RequestCandidate.place
    )
    every = select(func.count()).where(standing.request_id == RequestCandidate.request_id)
    rows = session.execute(
        select(
            RequestCandidate.request_id,
            Person.name,
            Person.title,
            Advocate.persona,
            Advocate.region,
            Account.name.label("company"),
            Account.industry,
            Ask.asked_on,
            Ask.reply_by,
            ahead.correlate(RequestCandidate).scalar_subquery().label("place"),
            every.correlate(RequestCandidate).scalar_subquery().label("of"),
        )
        .join(Ask, Ask.id == RequestCandidate.ask_id)
        .join(Advocate, Advocate.id == RequestCandidate.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(
            among(RequestCandidate.request_id, request_ids),
            RequestCandidate.state == CandidateState.ASKED,
            Ask.state == AskState.SENT,
        )
        .order_by(RequestCandidate.request_id, RequestCandidate.place)
    )
    found: dict[int, list[Asked]] = {}
    for row in rows:
        role = proofs.role(row.title, row.persona, name=row.name, company=row.company)
        words = ", ".join(filter(None, (role, row.industry, row.region)))
        found.setdefault(row.request_id, []).append(Asked(words, row.asked_on, row.reply_by, row.place, row.of))
    return found
