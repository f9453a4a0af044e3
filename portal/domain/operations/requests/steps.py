"""What every step of a request shares: its lock, its days, and telling people."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.demand_kinds import RequestState
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Topic
from portal.domain.models import Request
from portal.domain.queries import programs
from portal.domain.rules import requests as rules

RUNNING = frozenset({RequestState.OPEN, RequestState.AWAITS_APPROVAL})
MAIL_FOR = timedelta(days=3)


def locked(session: Session, request_id: int) -> Request:
    request = session.get(Request, request_id, with_for_update=True, populate_existing=True)
    if request is None:
        raise NotFound
    return request


def in_state(session: Session, request_id: int, states: Collection[RequestState]) -> Request:
    request = locked(session, request_id)
    if request.state not in states:
        raise Refused("state", WHY_NOT[request.state])
    return request


WHY_NOT = {
    RequestState.AWAITS_APPROVAL: "This request still waits for the account’s owner.",
    RequestState.OPEN: "This request is with the team already.",
    RequestState.FILLED: "This request has been filled.",
    RequestState.UNFILLED: "This request was closed without anybody.",
    RequestState.WITHDRAWN: "This request was withdrawn.",
}


def began_on(session: Session, request: Request) -> date:
    """The day from which the team's promise counts."""
    program = programs.current(session)
    return programs.today(program, request.approved_at or request.created_at)


def answered(session: Session, request: Request, *, now: datetime) -> None:
    """The team has given a sign of life; from now on the day counts on which somebody is found. While the account's
    owner is asked, the day is theirs.
    """
    if request.first_answered_at is not None:
        return
    request.first_answered_at = now
    if request.state is not RequestState.AWAITS_APPROVAL:
        began = began_on(session, request)
        request.due_on = rules.due_on(began_on=began, answered=True, needed_by=request.needed_by)


def tell(session: Session, request: Request, topic: Topic, recipient_id: int, *, key: str, now: datetime) -> None:
    """News of the request's state; the letter reads it again when it is written."""
    outbox.promise(
        session,
        topic,
        key=f"{request.id}:{key}",
        now=now,
        recipient_id=recipient_id,
        about_id=request.id,
        expires_at=now + MAIL_FOR,
    )
