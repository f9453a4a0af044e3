"""The line of a request, and who said yes to it (REQ-4, REQ-5)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CandidateState, RequestState, Wants
from portal.domain.errors import NotFound
from portal.domain.kinds import AskState
from portal.domain.models import Account, Advocate, Ask, MatchRow, Nomination, Person, Request, RequestCandidate
from portal.domain.queries.merges import id_now
from portal.domain.rules.matching import Wishes


@dataclass(frozen=True)
class Sought:
    """An ask in the making: the words and the wishes of a request for a person."""

    id: int
    activity_id: int
    account_id: int | None
    company: str | None
    other_role: str
    other_industry: str
    needed_by: date
    why: str
    requester: str
    created_at: datetime
    state: RequestState
    wishes: Wishes

    @property
    def is_open(self) -> bool:
        return self.state is RequestState.OPEN


@dataclass(frozen=True)
class Standing:
    """Somebody's place in the line. `ask_state` is where their ask stands, once they were asked; `nomination_id`: whom
    they named instead.
    """

    advocate_id: int
    name: str
    title: str | None
    company: str | None
    place: int
    state: CandidateState
    why_not: str | None
    ask_id: int | None
    ask_state: AskState | None
    asked_on: date | None
    reply_by: date | None
    released_until: date | None
    nomination_id: int | None

    @property
    def waits(self) -> bool:
        """Not asked yet: can be moved, taken out or asked."""
        return self.ask_id is None


@dataclass(frozen=True)
class Released:
    """Without the name: that is shown, and each time written down, by `operations.lines.show_contact`."""

    until: date
    on: datetime | None


def sought(session: Session, request_id: int) -> Sought:
    """Raises NotFound for a request that wants no person."""
    row = session.execute(
        select(Request, Account.name, Person.name)
        .join(Person, Person.id == Request.requester_id)
        .outerjoin(Account, Account.id == Request.account_id)
        .where(Request.id == request_id, Request.wants == Wants.PERSON)
    ).one_or_none()
    activity_id = row[0].activity_id if row else None
    if row is None or activity_id is None:
        raise NotFound
    request, company, requester = row
    return Sought(
        id=request.id,
        activity_id=activity_id,
        account_id=request.account_id,
        company=company,
        other_role=request.other_role,
        other_industry=request.other_industry,
        needed_by=request.needed_by,
        why=request.why,
        requester=requester,
        created_at=request.created_at,
        state=request.state,
        wishes=wishes(request),
    )


def wishes(request: Request) -> Wishes:
    return Wishes(
        products=frozenset(request.products),
        use_cases=frozenset(request.use_cases),
        industries=frozenset(request.industries),
        regions=frozenset(request.regions),
        personas=frozenset(request.personas),
        channels=frozenset(request.channels),
        employees_from=request.employees_from,
        employees_to=request.employees_to,
    )


def line(session: Session, request_id: int) -> list[Standing]:
    """The first one first."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            RequestCandidate.advocate_id,
            Person.name,
            Person.title,
            Account.name,
            RequestCandidate.place,
            RequestCandidate.state,
            RequestCandidate.why_not,
            RequestCandidate.ask_id,
            Ask.state,
            Ask.asked_on,
            Ask.reply_by,
            RequestCandidate.released_until,
            select(func.max(Nomination.id)).where(Nomination.ask_id == Ask.id).correlate(Ask).scalar_subquery(),
        )
        .join(Advocate, Advocate.id == RequestCandidate.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(Ask, Ask.id == RequestCandidate.ask_id)
        .where(RequestCandidate.request_id == request_id)
        .order_by(RequestCandidate.place)
    )
    return [Standing(*row) for row in session.execute(statement)]


def released(session: Session, request_id: int, requester_id: int, today: date) -> Released | None:
    """Whether this person may look up who said yes to their request, and has not left since."""
    row = session.execute(
        select(RequestCandidate.released_until, Ask.answered_at)
        .join(Request, Request.id == RequestCandidate.request_id)
        .join(Advocate, Advocate.id == RequestCandidate.advocate_id)
        .join(MatchRow, MatchRow.advocate_id == id_now(Advocate))
        .join(Ask, Ask.id == RequestCandidate.ask_id)
        .where(
            Request.id == request_id,
            Request.requester_id == requester_id,
            RequestCandidate.state == CandidateState.ACCEPTED,
            RequestCandidate.released_until > today,
            MatchRow.shares_contact,
            MatchRow.may_be_asked,
        )
    ).one_or_none()
    return Released(row[0], row[1]) if row and row[0] else None
