"""Candidates whom something was heard of, the best first (NOM-2)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.models import Account, Nomination, Signal
from portal.domain.queries.recordsets import among
from portal.domain.queries.signals.evidence import Evidence, evidence
from portal.domain.queries.signals.lists import Criteria, conditions

PAGE = 20
RANKED = 500
"""So many with the newest moments are ranked: who comes next moves up as they are decided about."""


@dataclass(frozen=True)
class Candidate:
    nomination_id: int
    name: str
    title: str | None
    company: str | None
    evidence: Evidence


@dataclass(frozen=True)
class Waiting:
    candidates: list[Candidate]
    total: int
    """Of those ranked."""
    after: tuple[int, int] | None
    """Points and id of the last one where there are more: give it for the next page."""


def waiting(session: Session, criteria: Criteria, *, today: date, after: tuple[int, int] | None = None) -> Waiting:
    """Most points first; of equals, who waits longest."""
    matching = (
        select(Signal.nomination_id)
        .join(Nomination, Nomination.id == Signal.nomination_id)
        .where(*conditions(criteria))
        .group_by(Signal.nomination_id)
        .order_by(func.max(Signal.happened_on).desc(), Signal.nomination_id.desc())
        .limit(RANKED)
    )
    ids = [key for key in session.scalars(matching) if key is not None]
    found = evidence(session, ids, today=today)
    ranked = sorted(found.values(), key=lambda one: (-one.points, one.nomination_id))
    if after is not None:
        ranked = [one for one in ranked if (-one.points, one.nomination_id) > (-after[0], after[1])]
    shown = ranked[:PAGE]
    last = (shown[-1].points, shown[-1].nomination_id) if len(ranked) > PAGE else None
    return Waiting(_named(session, shown), len(found), last)


def _named(session: Session, shown: list[Evidence]) -> list[Candidate]:
    rows = session.execute(
        select(
            Nomination.id,
            Nomination.name,
            Nomination.title,
            func.coalesce(Account.name, Nomination.company),
        )
        .outerjoin(Account, Account.id == Nomination.account_id)
        .where(among(Nomination.id, [one.nomination_id for one in shown]))
    )
    named = {row[0]: row for row in rows}
    return [Candidate(*named[one.nomination_id], one) for one in shown]
