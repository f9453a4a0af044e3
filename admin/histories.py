"""An advocate's history as one line of time: the asks, and the steps through the program (ADV-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from portal.domain.kinds import Stage
from portal.domain.queries.advocates import PastAsk
from portal.domain.queries.stages import Step
from portal.words import local

ICONS = MappingProxyType(
    {
        Stage.CANDIDATE: "user",
        Stage.INVITED: "mail",
        Stage.JOINED: "check-circle",
        Stage.INTERVIEWED: "note",
        Stage.CONFIRMED: "star",
        Stage.DEPARTED: "signout",
    }
)


@dataclass(frozen=True)
class Entry:
    """Either an ask or a step."""

    on: date
    ask: PastAsk | None = None
    step: Step | None = None

    @property
    def icon(self) -> str:
        if self.ask is not None:
            return self.ask.icon
        return ICONS[self.step.stage] if self.step is not None else ""


def history(asks: Sequence[PastAsk], steps: Sequence[Step], *, zone: str, today: date) -> list[Entry]:
    """Newest first; a draft is of today."""
    entries = [Entry(ask.asked_on or today, ask=ask) for ask in asks]
    entries += [Entry(local(step.at, zone).date(), step=step) for step in steps]
    return sorted(entries, key=lambda entry: entry.on, reverse=True)
