"""How a request ends: filled, closed without anybody, or withdrawn (REQ-8)."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.demand_kinds import CandidateState, RequestState, UnfilledReason, Wants
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Topic
from portal.domain.models import Request, RequestCandidate
from portal.domain.operations.requests import steps


def fill(session: Session, *, request_id: int, actor_id: int | None, now: datetime) -> None:
    """Somebody said yes, or there is something to show. Said twice it is once. Nobody says yes for an advocate."""
    request = steps.locked(session, request_id)
    if request.state is RequestState.FILLED:
        return
    if request.state is not RequestState.OPEN:
        raise Refused("state", steps.WHY_NOT[request.state])
    if request.wants is Wants.PERSON and not _accepted(session, request_id):
        raise Refused("nobody_yet", "Nobody has said yes to this yet. An advocate’s yes fills it.")
    steps.answered(session, request, now=now)
    _end(session, request, RequestState.FILLED, actor_id, now)
    steps.tell(session, request, Topic.REQUEST_TOLD, request.requester_id, key=f"filled:{now.isoformat()}", now=now)
    audit.record(session, "request.filled", kind="request", id=request_id, actor_id=actor_id, now=now)


def close(
    session: Session, *, request_id: int, reason: UnfilledReason, note: str | None, actor_id: int, now: datetime
) -> None:
    """Without anybody. The requester reads the reason, and it counts as unmet demand."""
    request = steps.locked(session, request_id)
    if request.state is RequestState.UNFILLED:
        return
    if request.state not in steps.RUNNING:
        raise Refused("state", steps.WHY_NOT[request.state])
    unfilled(session, request, reason, note=note, actor_id=actor_id, now=now)


def unfilled(
    session: Session, request: Request, reason: UnfilledReason, *, note: str | None, actor_id: int, now: datetime
) -> None:
    steps.answered(session, request, now=now)
    request.close_reason, request.close_note = reason, note
    _end(session, request, RequestState.UNFILLED, actor_id, now)
    steps.tell(session, request, Topic.REQUEST_TOLD, request.requester_id, key="unfilled", now=now)
    audit.record(
        session, "request.unfilled", kind="request", id=request.id, actor_id=actor_id, now=now, reason=reason.value
    )


def withdraw(session: Session, *, request_id: int, requester_id: int, now: datetime) -> None:
    """The requester no longer needs it. Whoever looks after it hears so."""
    request = steps.locked(session, request_id)
    if request.requester_id != requester_id:
        raise NotFound
    if request.state is RequestState.WITHDRAWN:
        return
    if request.state not in steps.RUNNING:
        raise Refused("state", steps.WHY_NOT[request.state])
    _end(session, request, RequestState.WITHDRAWN, requester_id, now)
    if request.owner_id is not None:
        steps.tell(session, request, Topic.REQUEST_TOLD, request.owner_id, key="withdrawn", now=now)
    audit.record(session, "request.withdrawn", kind="request", id=request_id, actor_id=requester_id, now=now)


def _accepted(session: Session, request_id: int) -> bool:
    said_yes = (RequestCandidate.request_id == request_id, RequestCandidate.state == CandidateState.ACCEPTED)
    return bool(session.scalar(select(exists().where(*said_yes))))


def _end(session: Session, request: Request, state: RequestState, actor_id: int | None, now: datetime) -> None:
    request.state, request.closed_at, request.closed_by = state, now, actor_id
    session.flush()
