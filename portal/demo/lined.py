"""Who said yes to the request that is filled in the demo program: its requester can look up how to reach them."""

from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.demo.asked import Known
from portal.domain.demand_kinds import CandidateState, RequestState
from portal.domain.models import Ask, MatchRow, Request, RequestCandidate
from portal.domain.operations.fillings import RELEASED_FOR
from portal.domain.rules.asks import SAID_YES


def line_up(session: Session, known: Known, now: datetime) -> None:
    filled = session.scalars(
        select(Request.id).where(Request.state == RequestState.FILLED, Request.activity_id == known.activities["call"])
    ).first()
    yes = session.execute(
        select(Ask.id, Ask.advocate_id, Ask.answered_at)
        .join(MatchRow, MatchRow.advocate_id == Ask.advocate_id)
        .where(Ask.activity_id == known.activities["call"], Ask.state.in_(SAID_YES), MatchRow.shares_contact)
        .order_by(Ask.id.desc())
        .limit(1)
    ).first()
    if filled is None or yes is None:
        return
    session.execute(update(Ask).where(Ask.id == yes.id).values(request_id=filled))
    session.execute(
        insert(RequestCandidate).values(
            request_id=filled,
            advocate_id=yes.advocate_id,
            place=1,
            state=CandidateState.ACCEPTED,
            ask_id=yes.id,
            by_id=known.staff["Tom Brandt"],
            at=(yes.answered_at or now) - timedelta(days=2),
            released_until=now.date() + RELEASED_FOR,
        )
    )
