"""The account owner's word before the team begins, with a time limit (REQ-6)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.demand_kinds import RequestState, UnfilledReason
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Topic
from portal.domain.models import Request
from portal.domain.operations.requests import ending, steps
from portal.domain.queries import programs
from portal.domain.rules import requests as rules

SLICE = 100


def decide(
    session: Session, *, request_id: int, approved: bool, note: str | None, approver_id: int, now: datetime
) -> None:
    """The same word twice is one; after the time is over it goes on without."""
    request = steps.locked(session, request_id)
    if request.approver_id != approver_id:
        raise NotFound
    if request.approved is approved:
        return
    if request.state is not RequestState.AWAITS_APPROVAL:
        raise Refused("state", steps.WHY_NOT[request.state])
    request.approved, request.approved_at = approved, now
    action = "request.approved" if approved else "request.refused"
    audit.record(session, action, kind="request", id=request_id, actor_id=approver_id, now=now)
    if approved:
        _go_on(session, request, now)
    else:
        reason = UnfilledReason.NOT_APPROVED
        ending.unfilled(session, request, reason, note=note, actor_id=approver_id, now=now)


def lapse_due(session: Session, *, now: datetime) -> int:
    """Owners who said nothing in time: their requests go on. Answers how many."""
    due = (
        select(Request)
        .where(Request.state == RequestState.AWAITS_APPROVAL, Request.approve_by <= now)
        .order_by(Request.id)
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(due).all()
    for request in found:
        request.approved_at = now
        _go_on(session, request, now)
        audit.record(session, "request.approval_lapsed", kind="request", id=request.id, actor_id=None, now=now)
    return len(found)


def _go_on(session: Session, request: Request, now: datetime) -> None:
    """To the team; the requester hears so."""
    today = programs.today(programs.current(session), request.approved_at or request.created_at)
    answered = request.first_answered_at is not None
    request.state = RequestState.OPEN
    request.due_on = rules.due_on(began_on=today, answered=answered, needed_by=request.needed_by)
    session.flush()
    steps.tell(session, request, Topic.REQUEST_TOLD, request.requester_id, key="goes_on", now=now)
