"""What we know of an advocate as the team's pages say it: each thing by its name, and why nobody is asked about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from portal.domain.queries.freshness import Candidate
from portal.domain.rules.freshness import WHY, Item, Known, Obstacle, State
from portal.domain.rules.sentences import plain_day

ITEMS: Mapping[Item, str] = MappingProxyType(
    {
        Item.STORY: "Story",
        Item.DEPLOYMENTS: "What they use",
        Item.OUTCOMES: "Results",
        Item.WILLINGNESS: "What they’re happy to do",
    }
)


@dataclass(frozen=True)
class Shown:
    known: Known
    name: str
    state: State


@dataclass(frozen=True)
class Standing:
    """`why_not`: why they can't be asked to confirm now, and when next; empty when they can."""

    shown: list[Shown]
    why_not: str

    @property
    def stale(self) -> bool:
        """Something that was once confirmed no longer holds."""
        return any(one.state in {State.STALE, State.WRONG} for one in self.shown)


def standing(found: Candidate | None, today: date) -> Standing:
    """Nothing of somebody who was merged into another."""
    if found is None:
        return Standing([], "")
    return Standing([Shown(one, ITEMS[one.item], one.state(today)) for one in found.known], why(found.obstacle, today))


def why(obstacle: Obstacle | None, today: date) -> str:
    if obstacle is None:
        return ""
    when = f" Next possible {plain_day(obstacle.next_on, today)}." if obstacle.next_on else ""
    return f"{WHY[obstacle.reason]}{when}"
