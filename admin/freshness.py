"""What we know of an advocate as the team's pages say it: each thing by its name, and why nobody is asked about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from portal.domain.queries.freshness import Candidate
from portal.domain.rules.freshness import WHY, Item, Known, Obstacle, State
from portal.domain.rules.sentences import ago, plain_day

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
    today: date

    @property
    def due(self) -> bool:
        return any(one.state is not State.FRESH for one in self.shown)

    @property
    def stale(self) -> bool:
        """Something that was once confirmed no longer holds."""
        return any(one.state in {State.STALE, State.WRONG} for one in self.shown)

    @property
    def unconfirmed(self) -> bool:
        """Nothing is out of date, but nobody ever confirmed something of it."""
        return not self.stale and any(one.state is State.NEVER for one in self.shown)

    def until(self, activity_id: int) -> str:
        """How long the yes to one activity holds, or held."""
        for wish in (wish for one in self.shown for wish in one.known.wishes if wish.activity_id == activity_id):
            day = plain_day(wish.ends_on, self.today)
            return f"Until {day}" if wish.ends_on > self.today else f"Out of date since {day}"
        return ""


def standing(found: Candidate | None, today: date) -> Standing:
    """Nothing of somebody who was merged into another."""
    if found is None:
        return Standing([], "", today)
    shown = [Shown(one, ITEMS[one.item], one.state(today)) for one in found.known]
    return Standing(shown, why(found.obstacle, today), today)


def last_confirmed(known: Known, today: date) -> str:
    """As in "Story: last confirmed 14 months ago, on 12 September 2025"."""
    if known.wrong_on:
        return f"{ITEMS[known.item]}: called wrong {ago(known.wrong_on, today)}, on {plain_day(known.wrong_on, today)}"
    if known.confirmed_on:
        day = plain_day(known.confirmed_on, today)
        return f"{ITEMS[known.item]}: last confirmed {ago(known.confirmed_on, today)}, on {day}"
    return f"{ITEMS[known.item]}: never confirmed"


def why(obstacle: Obstacle | None, today: date) -> str:
    if obstacle is None:
        return ""
    when = f" Next possible {plain_day(obstacle.next_on, today)}." if obstacle.next_on else ""
    return f"{WHY[obstacle.reason]}{when}"
