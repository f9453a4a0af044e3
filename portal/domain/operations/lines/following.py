"""What jobs do for the lines of requests: note how asks ended, ask the next one, release who is not needed."""

from datetime import date, datetime

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session, aliased

from portal.domain.demand_kinds import CandidateState, RequestState
from portal.domain.errors import Refused
from portal.domain.kinds import AskState
from portal.domain.models import Activity, Ask, MatchRow, Request, RequestCandidate
from portal.domain.operations import asks
from portal.domain.operations.lines import asking, ordering
from portal.domain.queries import programs, standings
from portal.domain.rules import caps, refusals

AT_ONCE = 50
ENDED = {
    AskState.DECLINED: CandidateState.SAID_NO,
    AskState.HANDED_ON: CandidateState.SAID_NO,
    AskState.EXPIRED: CandidateState.SAID_NO,
    AskState.UNDELIVERED: CandidateState.PASSED_OVER,
    AskState.WITHDRAWN: CandidateState.RELEASED,
}


def settle_due(session: Session, *, now: datetime) -> int:  # noqa: ARG001 - every job is called like this
    """Who was asked and whose ask has ended stands no longer in the way of the next."""
    settled = 0
    for state, becomes in ENDED.items():
        ended = select(Ask.id).where(Ask.state == state)
        found = session.execute(
            update(RequestCandidate)
            .where(RequestCandidate.state == CandidateState.ASKED, RequestCandidate.ask_id.in_(ended))
            .values(state=becomes)
            .returning(RequestCandidate.id)
            .execution_options(synchronize_session=False)
        ).all()
        settled += len(found)
    return settled


def go_on(session: Session, *, now: datetime) -> int:
    """The next in line of one request whose last one did not say yes (REQ-5); answers how many requests went on."""
    program = programs.current(session)
    today = programs.today(program, now)
    request_id = session.scalar(_begun(today).limit(1))
    if request_id is None:
        return 0
    first = _first(session, request_id)
    if first is None:
        return 0
    session.scalar(select(MatchRow.advocate_id).where(MatchRow.advocate_id == first.advocate_id).with_for_update())
    try:
        request = ordering.opened(session, request_id)
    except Refused:
        return 1
    one = _first(session, request_id)
    if one is None or one.id != first.id or one.state is not CandidateState.IN_LINE:
        return 1
    if not _passed_over(session, request, one, today):
        asking.try_to_ask(session, request, one, asker_id=request.owner_id or one.by_id, now=now)
    return 1


def release_due(session: Session, *, now: datetime) -> int:
    """Asks that still wait although their request has ended are taken back."""
    ended = (RequestState.WITHDRAWN, RequestState.UNFILLED, RequestState.FILLED)
    waiting = (
        select(Ask.id)
        .join(Request, Request.id == Ask.request_id)
        .where(Ask.state == AskState.SENT, Request.state.in_(ended))
        .order_by(Ask.advocate_id)
        .limit(AT_ONCE)
    )
    found = session.scalars(waiting).all()
    for ask_id in found:
        asks.release(session, ask_id=ask_id, now=now)
    return len(found)


def _begun(today: date) -> Select[int]:
    """Open requests for which somebody was asked by hand, nobody is being asked, and somebody waits."""
    waits, busy, begun = aliased(RequestCandidate), aliased(RequestCandidate), aliased(RequestCandidate)
    answering = (CandidateState.ASKED, CandidateState.ACCEPTED)
    return (
        select(Request.id)
        .where(
            Request.state == RequestState.OPEN,
            Request.needed_by > today,
            exists().where(Activity.id == Request.activity_id, ~Activity.archived),
            exists().where(waits.request_id == Request.id, waits.state == CandidateState.IN_LINE),
            exists().where(begun.request_id == Request.id, begun.ask_id.is_not(None)),
            ~exists().where(busy.request_id == Request.id, busy.state.in_(answering)),
        )
        .order_by(Request.needed_by, Request.id)
    )


def _first(session: Session, request_id: int) -> RequestCandidate | None:
    return session.scalar(
        select(RequestCandidate)
        .where(RequestCandidate.request_id == request_id, RequestCandidate.state == CandidateState.IN_LINE)
        .order_by(RequestCandidate.place)
        .limit(1),
        execution_options={"populate_existing": True},
    )


def _passed_over(session: Session, request: Request, one: RequestCandidate, today: date) -> bool:
    """Nobody who said "ask me first" is asked by a job (CAP-2); the line says why they were not."""
    activity = session.get_one(Activity, request.activity_id)
    wanted = standings.wanted(activity, by_hand=False)
    standing = standings.one(session, one.advocate_id)
    obstacle = caps.why_not(standing, wanted, programs.policy(programs.current(session)), today)
    if obstacle is None:
        return False
    asking.pass_over(session, one, refusals.sentence(obstacle, activity.plural, None, today))
    return True
