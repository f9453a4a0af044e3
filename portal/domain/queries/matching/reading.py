"""The few who won, as a page shows them: their names, the reasons, and what stands in the way of the others."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.kinds import Answer
from portal.domain.queries import freshness, relationships
from portal.domain.queries.activities import Offer
from portal.domain.queries.advocates import lists, weights
from portal.domain.queries.advocates.lists import AdvocateLine
from portal.domain.queries.grounds import Ground
from portal.domain.queries.matching.ranking import best, near
from portal.domain.rules import asks
from portal.domain.rules import matching as rules
from portal.domain.rules.caps import Obstacle, why_not
from portal.domain.rules.freshness import Known, State
from portal.domain.rules.matching import Candidate, Reason, Wishes


@dataclass(frozen=True)
class Match:
    line: AdvocateLine
    met: int
    """How many of the wishes fit."""
    reasons: list[Reason]
    asks_first: bool
    """Only a person of the team asks them, with a note of their own (CAP-2)."""
    warnings: list[str]
    """Why the ask may be too large for them: it then needs a reason (ASK-3)."""

    @property
    def by_hand_only(self) -> bool:
        """Nobody asks them by turn."""
        return self.asks_first or bool(self.warnings)


@dataclass(frozen=True)
class NearMiss:
    """There is an obstacle, or something stale, or both."""

    line: AdvocateLine
    met: int
    obstacle: Obstacle | None
    stale: list[Known]
    """What they are left out for, where only fresh ones are looked for (ADV-6); the longest out of date first."""


@dataclass(frozen=True)
class Matches:
    wanted: int
    """How many wishes there are."""
    free: list[Match]
    near: list[NearMiss]
    """Soonest first, then those who wait for something else."""


def matches(
    session: Session,
    wishes: Wishes,
    activity: Offer,
    ground: Ground,
    *,
    not_of: int | None = None,
    only_fresh: bool = False,
) -> Matches:
    """`not_of` is the company that wants to hear from a customer: its own people are left out."""
    found = best(session, wishes, activity, ground, not_of=not_of, only_fresh=only_fresh)
    missed = near(session, wishes, activity, ground, not_of=not_of, only_fresh=only_fresh)
    listed = {line.id: line for line in lists.listed(session, [one.advocate_id for one in (*found, *missed)])}
    warned = _warnings(session, [one.advocate_id for one in found], activity, ground)
    out_of_date = [one.advocate_id for one in missed if only_fresh and rules.is_stale(one, ground.today)]
    stale = _stale(session, out_of_date, ground.today)
    free = [_match(wishes, one, listed[one.advocate_id], activity, ground.today) for one in found]
    misses = [_near_miss(wishes, one, listed[one.advocate_id], activity, ground) for one in missed]
    return Matches(
        wanted=len(wishes.wanted()),
        free=[replace(one, warnings=warned[one.line.id]) for one in free],
        near=sorted((replace(one, stale=stale.get(one.line.id, [])) for one in misses), key=_soonest),
    )


def _match(wishes: Wishes, one: Candidate, line: AdvocateLine, activity: Offer, today: date) -> Match:
    days: list[Any] = [day for day in (line.standing.last_high_on, line.standing.last_low_on) if day]
    return Match(
        line=line,
        met=len(rules.meets(wishes, one)),
        reasons=rules.reasons(wishes, one, max(days, default=None), today),
        asks_first=line.standing.answer(activity.id) is Answer.ASK_FIRST,
        warnings=[],
    )


def _near_miss(wishes: Wishes, one: Candidate, line: AdvocateLine, activity: Offer, ground: Ground) -> NearMiss:
    return NearMiss(
        line=line,
        met=len(rules.meets(wishes, one)),
        obstacle=why_not(line.standing, activity.wanted(by_hand=True), ground.policy, ground.today),
        stale=[],
    )


def _warnings(session: Session, advocate_ids: Collection[int], activity: Offer, ground: Ground) -> dict[int, list[str]]:
    """As on the page of one ask."""
    if not advocate_ids:
        return {}
    left_alone = relationships.warnings_of(session, advocate_ids, ground.today)
    return {
        advocate_id: asks.too_large(
            kind=activity.kind,
            effort=activity.effort,
            stage=weight.stage,
            completed=weight.completed,
            score=weight.score,
            score_on=weight.score_on,
            today=ground.today,
        )
        + left_alone.get(advocate_id, [])
        for advocate_id, weight in weights.weights(session, advocate_ids).items()
    }


def _stale(session: Session, advocate_ids: Collection[int], today: date) -> dict[int, list[Known]]:
    """What is out of date, the longest so first."""
    if not advocate_ids:
        return {}
    return {
        advocate_id: sorted(
            (one for one in known if one.state(today) in {State.STALE, State.WRONG}),
            key=lambda one: (one.wrong_on or one.ends_on or today, one.item),
        )
        for advocate_id, known in freshness.known(session, advocate_ids).items()
    }


def _soonest(one: NearMiss) -> tuple[date, int, int]:
    day = (one.obstacle.next_on or one.obstacle.at_the_latest) if one.obstacle else None
    return day or date.max, -one.met, one.line.id
