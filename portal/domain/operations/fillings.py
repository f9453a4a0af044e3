"""What an answer means for the request it was asked for (REQ-4, REQ-5).

The answers hold the match rows of everybody who is asked for the request; the request's row comes after them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.demand_kinds import CandidateState, RequestState
from portal.domain.errors import Refused
from portal.domain.kinds import Topic
from portal.domain.models import Ask, Request, RequestCandidate
from portal.domain.operations import requests
from portal.domain.operations.requests import steps
from portal.domain.queries import programs

RELEASED_FOR = timedelta(days=30)
"""How long after the day it is needed by, or takes place, the requester may look up how to reach them."""


def accepted(session: Session, ask: Ask, *, actor_id: int | None, now: datetime) -> Sequence[int]:
    """A yes fills its request: the first one only. Answers the asks that are to be released. Raises Refused."""
    if ask.request_id is None:
        return []
    request = _locked(session, ask.request_id)
    if request.state is not RequestState.OPEN:
        raise Refused("not_needed", "Thank you. It has been settled meanwhile, so there is nothing left for you to do.")
    today = programs.today(programs.current(session), now)
    released = []
    for one in _asked(session, request.id, ask.id):
        if one.ask_id == ask.id:
            one.state, one.released_until = CandidateState.ACCEPTED, max(request.needed_by, today) + RELEASED_FOR
        elif one.state is CandidateState.ASKED and one.ask_id is not None:
            one.state = CandidateState.RELEASED
            released.append(one.ask_id)
    session.flush()
    requests.fill(session, request_id=request.id, actor_id=actor_id, now=now)
    return released


def scheduled(session: Session, ask: Ask, *, at: datetime) -> None:
    """A call that takes place later than it was needed is shown as long after its own day."""
    until = programs.today(programs.current(session), at) + RELEASED_FOR
    session.execute(
        update(RequestCandidate)
        .where(RequestCandidate.ask_id == ask.id, RequestCandidate.released_until < until)
        .values(released_until=until)
    )


def said_no(session: Session, ask: Ask, *, actor_id: int | None, now: datetime, asker_hears: bool = True) -> None:
    """A no, or a yes that is taken back: what they had filled is open again and shows nobody any more. The requester
    is told, unless it was they who said so, or they asked and hear of it anyway.
    """
    if ask.request_id is None:
        return
    request = _locked(session, ask.request_id)
    for one in _asked(session, request.id, ask.id):
        if one.ask_id != ask.id:
            continue
        if one.state is CandidateState.ACCEPTED and request.state is RequestState.FILLED:
            request.state, request.closed_at, request.closed_by = RequestState.OPEN, None, None
            if request.requester_id not in (actor_id, ask.asker_id if asker_hears else None):
                key = f"open:{now.isoformat()}"
                steps.tell(session, request, Topic.REQUEST_REOPENED, request.requester_id, key=key, now=now)
            audit.record(session, "request.reopened", kind="request", id=request.id, actor_id=actor_id, now=now)
        one.state, one.released_until = CandidateState.SAID_NO, None
    session.flush()


def _locked(session: Session, request_id: int) -> Request:
    statement = select(Request).where(Request.id == request_id).with_for_update()
    return session.execute(statement, execution_options={"populate_existing": True}).scalar_one()


def _asked(session: Session, request_id: int, ask_id: int) -> Sequence[RequestCandidate]:
    """This one's place first, for only one may have accepted; then the others that were asked."""
    return session.scalars(
        select(RequestCandidate)
        .where(RequestCandidate.request_id == request_id, RequestCandidate.ask_id.is_not(None))
        .order_by(RequestCandidate.ask_id != ask_id, RequestCandidate.place),
        execution_options={"populate_existing": True},
    ).all()
