"""Asking somebody of the line, with the words of the request, on the one guarded path (REQ-5, CAP-5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CandidateState, LinkKind
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Activity, Ask, MatchRow, Request, RequestCandidate
from portal.domain.operations import asks, opportunities
from portal.domain.operations.lines import ordering
from portal.domain.operations.requests import steps
from portal.domain.recordsets import among


@dataclass(frozen=True)
class Note:
    """What the asker adds: their own words ("ask me first" needs them), a reason where the ask is a big one."""

    by_hand: str | None = None
    override_reason: str | None = None


NOTHING = Note()


def ask(
    session: Session, *, request_id: int, advocate_id: int, actor_id: int, now: datetime, note: Note = NOTHING
) -> Ask:
    """By hand, one of the line or somebody new. Raises Refused, NotFound."""
    _hold(session, [advocate_id])
    request = ordering.opened(session, request_id)
    one = _candidate(session, request, advocate_id, actor_id, now)
    return send(session, request, one, asker_id=actor_id, note=note, now=now)


def ask_several(
    session: Session, *, request_id: int, advocate_ids: Collection[int], actor_id: int, now: datetime
) -> int:
    """At once; who can't be asked like this is passed over, and the line says why. Whom somebody else asked a moment
    ago stays asked. Answers how many were asked.
    """
    _hold(session, advocate_ids)
    request = ordering.opened(session, request_id)
    asked = 0
    for advocate_id in advocate_ids:
        one = _candidate(session, request, advocate_id, actor_id, now)
        if one.state in ordering.WAITING:
            asked += try_to_ask(session, request, one, asker_id=actor_id, now=now)
    return asked


def try_to_ask(session: Session, request: Request, one: RequestCandidate, *, asker_id: int, now: datetime) -> bool:
    """In a savepoint of its own: a refusal passes over this one and nobody else."""
    try:
        with session.begin_nested():
            send(session, request, one, asker_id=asker_id, note=NOTHING, now=now)
    except Refused as refusal:
        pass_over(session, one, refusal.sentence)
        return False
    return True


def pass_over(session: Session, one: RequestCandidate, why_not: str) -> None:
    one.state, one.why_not = CandidateState.PASSED_OVER, why_not
    session.flush()


def send(session: Session, request: Request, one: RequestCandidate, *, asker_id: int, note: Note, now: datetime) -> Ask:
    """Both rows are locked. Raises Refused."""
    if one.state not in ordering.WAITING:
        raise Refused("asked", "They have been asked already.")
    if session.get_one(Activity, request.activity_id).archived:
        raise Refused("archived", "This activity is no longer asked for.")
    made = asks.draft(session, advocate_id=one.advocate_id, words=_words(request, note), asker_id=asker_id, now=now)
    made.request_id = request.id
    asks.send(session, ask_id=made.id, actor_id=asker_id, now=now)
    one.state, one.ask_id, one.why_not = CandidateState.ASKED, made.id, None
    steps.answered(session, request, now=now)
    if request.opportunity_id is not None:
        opportunities.link(session, request.opportunity_id, LinkKind.ASK, made.id, actor_id=asker_id, now=now)
    session.flush()
    return made


def _words(request: Request, note: Note) -> asks.Words:
    if request.activity_id is None:
        raise NotFound
    return asks.Words(
        activity_id=request.activity_id,
        other_role=request.other_role,
        other_industry=request.other_industry,
        happen_by=request.needed_by,
        why=request.why,
        by_hand_note=note.by_hand,
        override_reason=note.override_reason,
    )


def _hold(session: Session, advocate_ids: Collection[int]) -> None:
    statement = (
        select(MatchRow.advocate_id)
        .where(among(MatchRow.advocate_id, advocate_ids))
        .order_by(MatchRow.advocate_id)
        .with_for_update()
    )
    if len(session.scalars(statement).all()) < len(set(advocate_ids)):
        raise NotFound


def _candidate(session: Session, request: Request, advocate_id: int, actor_id: int, now: datetime) -> RequestCandidate:
    ordering.put(session, request_id=request.id, advocate_ids=[advocate_id], actor_id=actor_id, now=now)
    statement = select(RequestCandidate).where(
        RequestCandidate.request_id == request.id, RequestCandidate.advocate_id == advocate_id
    )
    return session.execute(statement, execution_options={"populate_existing": True}).scalar_one()
