"""Who stands where in the line, before they are asked."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.demand_kinds import CandidateState, RequestState, Wants
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Advocate, Request, RequestCandidate
from portal.domain.recordsets import among

NOT_OPEN = {
    RequestState.AWAITS_APPROVAL: "This request waits for the account’s owner. Nobody is asked before that.",
    RequestState.FILLED: "This request has been filled.",
    RequestState.UNFILLED: "This request was closed without anybody.",
    RequestState.WITHDRAWN: "This request was withdrawn.",
}
WAITING = (CandidateState.IN_LINE, CandidateState.PASSED_OVER)


def opened(session: Session, request_id: int) -> Request:
    """The request, locked, if somebody can be asked for it. Raises Refused, NotFound."""
    request = session.execute(
        select(Request).where(Request.id == request_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).scalar_one_or_none()
    if request is None or request.wants is not Wants.PERSON:
        raise NotFound
    if request.state is not RequestState.OPEN:
        raise Refused(f"is_{request.state}", NOT_OPEN[request.state])
    return request


def put(session: Session, *, request_id: int, advocate_ids: Collection[int], actor_id: int, now: datetime) -> int:
    """At the end of the line, in this order; who stands in it already stays there. Answers how many are new."""
    opened(session, request_id)
    known = set(session.scalars(select(Advocate.id).where(among(Advocate.id, advocate_ids))))
    standing = set(session.scalars(_of(request_id, RequestCandidate.advocate_id)))
    if set(advocate_ids) - known:
        raise NotFound
    new = [one for one in dict.fromkeys(advocate_ids) if one not in standing]
    last = session.execute(_of(request_id, func.coalesce(func.max(RequestCandidate.place), 0))).scalar_one()
    for place, advocate_id in enumerate(new, last + 1):
        session.add(
            RequestCandidate(
                request_id=request_id,
                advocate_id=advocate_id,
                place=place,
                state=CandidateState.IN_LINE,
                by_id=actor_id,
                at=now,
            )
        )
    session.flush()
    if new:
        audit.record(session, "line.put", kind="request", id=request_id, actor_id=actor_id, now=now)
    return len(new)


def bring_forward(session: Session, *, request_id: int, advocate_id: int, actor_id: int, now: datetime) -> None:
    """One place, before whoever waits in front of them. The first one stays the first."""
    opened(session, request_id)
    one = _waiting(session, request_id, advocate_id)
    before = session.scalar(
        select(RequestCandidate)
        .where(
            RequestCandidate.request_id == request_id,
            RequestCandidate.place < one.place,
            RequestCandidate.state.in_(WAITING),
        )
        .order_by(RequestCandidate.place.desc())
        .limit(1)
    )
    if before is None:
        return
    places = before.place, one.place
    before.place = -before.place  # two may never share a place, not even for a moment
    session.flush()
    one.place = places[0]
    session.flush()
    before.place = places[1]
    session.flush()
    audit.record(session, "line.moved", kind="request", id=request_id, actor_id=actor_id, now=now)


def remove(session: Session, *, request_id: int, advocate_id: int, actor_id: int, now: datetime) -> None:
    """Out of the line, as long as they have not been asked."""
    opened(session, request_id)
    session.delete(_waiting(session, request_id, advocate_id))
    session.flush()
    audit.record(session, "line.removed", kind="request", id=request_id, actor_id=actor_id, now=now)


def _waiting(session: Session, request_id: int, advocate_id: int) -> RequestCandidate:
    one = session.scalar(
        select(RequestCandidate).where(
            RequestCandidate.request_id == request_id, RequestCandidate.advocate_id == advocate_id
        )
    )
    if one is None:
        raise NotFound
    if one.state not in WAITING:
        raise Refused("asked", "They have been asked already.")
    return one


def _of(request_id: int, column: Any) -> Select[Any]:  # noqa: ANN401 - a column or an aggregate of one
    return select(column).where(RequestCandidate.request_id == request_id)
