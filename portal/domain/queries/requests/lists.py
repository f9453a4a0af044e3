"""Lists of requests: the team's queue, a colleague's own, those that wait for an account's owner."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import RequestState
from portal.domain.models import Request
from portal.domain.queries.requests.lines import PAGE, RequestLine, line, lines, only


class Tab(StrEnum):
    OPEN = "open"
    APPROVAL = "approval"
    CLOSED = "closed"


class Whose(StrEnum):
    ALL = "all"
    MINE = "mine"
    NOBODY = "nobody"


STATES = {
    Tab.OPEN: (RequestState.OPEN,),
    Tab.APPROVAL: (RequestState.AWAITS_APPROVAL,),
    Tab.CLOSED: (RequestState.FILLED, RequestState.UNFILLED, RequestState.WITHDRAWN),
}


def queue(session: Session, *, tab: Tab, whose: Whose, viewer_id: int, after: int | None) -> list[RequestLine]:
    """Most urgent first; what is closed newest first. One more than PAGE where there are more."""
    found = lines().where(Request.state.in_(STATES[tab]), _of(whose, viewer_id)).limit(PAGE + 1)
    if tab is Tab.CLOSED:
        found = found.order_by(Request.id.desc())
        return [line(row) for row in session.execute(found.where(Request.id < after) if after else found)]
    # Said once more in the words of the partial index that has this order.
    found = found.where(Request.closed_at.is_(None)).order_by(Request.due_on, Request.id)
    if after:
        place = select(Request.due_on).where(Request.id == after).scalar_subquery()
        found = found.where(tuple_(Request.due_on, Request.id) > tuple_(place, literal(after)))
    return [line(row) for row in session.execute(found)]


def counts(session: Session) -> dict[Tab, int]:
    """Of what runs; what is closed isn't counted."""
    running = select(Request.state, func.count()).where(Request.closed_at.is_(None)).group_by(Request.state)
    found = {row[0]: row[1] for row in session.execute(running)}
    return {tab: sum(found.get(state, 0) for state in STATES[tab]) for tab in (Tab.OPEN, Tab.APPROVAL)}


def waiting(session: Session, today: date, *, limit: int) -> tuple[list[RequestLine], int]:
    """Those that need the team today: nobody has answered them, or they are due. The first few, and how many."""
    wanted = (
        Request.state == RequestState.OPEN,
        Request.closed_at.is_(None),
        or_(Request.first_answered_at.is_(None), Request.due_on <= today),
    )
    first = lines().add_columns(func.count().over()).where(*wanted).order_by(Request.due_on, Request.id).limit(limit)
    found = session.execute(first).all()
    return [RequestLine(*row[:-1]) for row in found], found[0][-1] if found else 0


def mine(session: Session, requester_id: int, *, before: int | None) -> list[RequestLine]:
    """Newest first; one more than PAGE where there are more."""
    own = lines().where(Request.requester_id == requester_id).order_by(Request.id.desc()).limit(PAGE + 1)
    return [line(row) for row in session.execute(own.where(Request.id < before) if before else own)]


def own(session: Session, request_id: int, person_id: int) -> RequestLine:
    """Raises NotFound for anybody but its requester and the account's owner who is asked about it."""
    theirs = or_(Request.requester_id == person_id, Request.approver_id == person_id)
    return only(session, Request.id == request_id, theirs)


def awaiting_my_word(session: Session, person_id: int) -> Sequence[RequestLine]:
    waits = lines().where(Request.approver_id == person_id, Request.state == RequestState.AWAITS_APPROVAL)
    return [line(row) for row in session.execute(waits.order_by(Request.due_on, Request.id).limit(PAGE))]


def _of(whose: Whose, viewer_id: int) -> ColumnElement[bool]:
    if whose is Whose.MINE:
        return Request.owner_id == viewer_id
    return Request.owner_id.is_(None) if whose is Whose.NOBODY else literal(value=True)
