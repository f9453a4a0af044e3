"""Candidates whom something was heard of, the best first (NOM-2)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from portal.domain.models import Account, Nomination, Signal
from portal.domain.queries.signals.evidence import Evidence, evidence
from portal.domain.queries.signals.lists import Criteria, conditions
from portal.domain.recordsets import among

PAGE = 20
RANKED = 500
"""So many are ranked at a time, those with the newest moments first: an old moment makes nobody strong."""


@dataclass(frozen=True)
class Candidate:
    nomination_id: int
    name: str
    title: str | None
    company: str | None
    evidence: Evidence


@dataclass(frozen=True)
class Mark:
    """The last of those ranked together: its newest moment, and its number."""

    happened_on: date
    nomination_id: int


@dataclass(frozen=True)
class Waiting:
    candidates: list[Candidate]
    total: int
    """Of those ranked together."""
    after: tuple[int, int] | None
    """Points and id of the last one where there are more: give it for the next page."""
    rest: Mark | None
    """Give as `older_than` for those with older moments; None where these are all."""


def waiting(
    session: Session,
    criteria: Criteria,
    *,
    today: date,
    after: tuple[int, int] | None = None,
    older_than: Mark | None = None,
) -> Waiting:
    """Most points first; of equals, who waits longest."""
    newest = func.max(Signal.happened_on).label("newest")
    matching = (
        select(Signal.nomination_id, newest)
        .join(Nomination, Nomination.id == Signal.nomination_id)
        .where(*conditions(criteria), Signal.nomination_id.is_not(None))
        .group_by(Signal.nomination_id)
        .order_by(newest.desc(), Signal.nomination_id.desc())
        .limit(RANKED + 1)
    )
    if older_than is not None:
        place = tuple_(func.max(Signal.happened_on), Signal.nomination_id)
        matching = matching.having(place < (older_than.happened_on, older_than.nomination_id))
    rows = session.execute(matching).all()
    rest = Mark(rows[RANKED - 1].newest, rows[RANKED - 1].nomination_id) if len(rows) > RANKED else None
    found = evidence(session, [row.nomination_id for row in rows[:RANKED]], today=today)
    ranked = sorted(found.values(), key=lambda one: (-one.points, one.nomination_id))
    if after is not None:
        ranked = [one for one in ranked if (-one.points, one.nomination_id) > (-after[0], after[1])]
    shown = ranked[:PAGE]
    last = (shown[-1].points, shown[-1].nomination_id) if len(ranked) > PAGE else None
    return Waiting(_named(session, shown), len(found), last, rest)


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
