"""One request as pages read it, for its requester and for the team."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.demand_kinds import CandidateState, RequestState, UnfilledReason, Wants
from portal.domain.errors import NotFound
from portal.domain.models import Account, Activity, Opportunity, Person, Request, RequestCandidate, RequestMessage
from portal.domain.rules.requests import Sla, sla

PAGE = 50


@dataclass(frozen=True)
class RequestLine:
    """No advocate's name is in it. `asked` and `in_line` are how many."""

    id: int
    wants: Wants
    activity_id: int | None
    activity: str | None
    icon: str | None
    opportunity_id: int | None
    deal: str | None
    company: str | None
    requester_id: int
    requester: str
    requester_title: str | None
    other_role: str
    other_industry: str
    industries: list[str]
    regions: list[str]
    products: list[str]
    use_cases: list[str]
    personas: list[str]
    channels: list[str]
    employees_from: int | None
    employees_to: int | None
    needed_by: date
    why: str
    state: RequestState
    owner_id: int | None
    owner: str | None
    approver_id: int | None
    approver: str | None
    approve_by: datetime | None
    approved: bool | None
    first_answered_at: datetime | None
    due_on: date
    closed_at: datetime | None
    close_reason: UnfilledReason | None
    close_note: str | None
    created_at: datetime
    in_line: int
    asked: int
    accepted: int

    @property
    def what(self) -> str:
        return self.activity or "Something to show"

    @property
    def for_whom(self) -> str:
        """Without a deal or a company, who the other side is."""
        return self.company or self.deal or self.other_role[:1].upper() + self.other_role[1:]

    @property
    def runs(self) -> bool:
        return self.closed_at is None

    @property
    def step(self) -> int:
        """Sent, matched, asked, accepted, done."""
        if self.state is RequestState.FILLED:
            return 3 if self.wants is Wants.PERSON else 4
        return 2 if self.asked else 1 if self.in_line else 0

    def sla(self, today: date) -> Sla:
        return sla(self.due_on, today)


@dataclass(frozen=True)
class Message:
    id: int
    request_id: int
    author_id: int
    author: str
    words: str
    at: datetime


def one(session: Session, request_id: int) -> RequestLine:
    return only(session, Request.id == request_id)


def find(session: Session, request_id: int) -> RequestLine | None:
    row = session.execute(lines().where(Request.id == request_id)).one_or_none()
    return line(row) if row else None


def only(session: Session, *conditions: ColumnElement[bool]) -> RequestLine:
    row = session.execute(lines().where(*conditions)).one_or_none()
    if row is None:
        raise NotFound
    return line(row)


def messages(session: Session, request_id: int) -> list[Message]:
    """The first one first."""
    of_one = _messages().where(RequestMessage.request_id == request_id).order_by(RequestMessage.id)
    return [Message(*row) for row in session.execute(of_one)]


def message(session: Session, message_id: int) -> Message | None:
    row = session.execute(_messages().where(RequestMessage.id == message_id)).one_or_none()
    return Message(*row) if row else None


def _messages() -> Select[*tuple[Any, ...]]:
    columns = (RequestMessage.id, RequestMessage.request_id, RequestMessage.author_id)
    return select(*columns, Person.name, RequestMessage.words, RequestMessage.at).join(
        Person, Person.id == RequestMessage.author_id
    )


def lines() -> Select[*tuple[Any, ...]]:
    """Columns as `RequestLine` has them; narrow it with `where`."""
    requester, owner, approver = aliased(Person), aliased(Person), aliased(Person)
    columns: dict[str, Any] = {
        "activity": Activity.name,
        "icon": Activity.icon,
        "deal": Opportunity.name,
        "company": Account.name,
        "requester": requester.name,
        "requester_title": requester.title,
        "owner": owner.name,
        "approver": approver.name,
        "in_line": _count(),
        "asked": _count(RequestCandidate.ask_id.is_not(None)),
        "accepted": _count(RequestCandidate.state == CandidateState.ACCEPTED),
    }
    names = RequestLine.__dataclass_fields__
    chosen = [columns[name].label(name) if name in columns else getattr(Request, name) for name in names]
    return (
        select(*chosen)
        .join(requester, requester.id == Request.requester_id)
        .outerjoin(Activity, Activity.id == Request.activity_id)
        .outerjoin(Opportunity, Opportunity.id == Request.opportunity_id)
        .outerjoin(Account, Account.id == Request.account_id)
        .outerjoin(owner, owner.id == Request.owner_id)
        .outerjoin(approver, approver.id == Request.approver_id)
    )


def line(row: Row[*tuple[Any, ...]]) -> RequestLine:
    return RequestLine(*row)


def _count(*conditions: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a scalar subquery
    number = select(func.count()).where(RequestCandidate.request_id == Request.id, *conditions)
    return number.correlate(Request).scalar_subquery()
