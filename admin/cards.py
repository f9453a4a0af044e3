"""An advocate as the team's lists draw them: both quiet periods and what they chose, beside their name (CAP-8)."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.domain.kinds import Effort
from portal.domain.queries.advocates import AdvocateLine
from portal.domain.queries.grounds import Ground
from portal.domain.queries.searches import COUNT_TO
from portal.domain.rules.caps import Standing
from portal.web.quiets import Quiet, quiet


@dataclass(frozen=True)
class Card:
    line: AdvocateLine
    high: Quiet
    low: Quiet
    willing: list[tuple[str, str, bool]]
    """Icon, name, and whether it is "ask me first"."""

    @property
    def given_name(self) -> str:
        return self.line.name.split()[0]

    @property
    def where(self) -> str:
        """Title and company, whichever are known."""
        return ", ".join(part for part in (self.line.title, self.line.company) if part)


def card(line: AdvocateLine, ground: Ground) -> Card:
    high, low = quiets(line.standing, ground)
    chosen = [one for one in ground.activities if one.id in line.standing.happy | line.standing.ask_first]
    return Card(line, high, low, [(one.icon, one.name, one.id in line.standing.ask_first) for one in chosen])


def cards(lines: Iterable[AdvocateLine], ground: Ground) -> list[Card]:
    return [card(line, ground) for line in lines]


def quiets(standing: Standing, ground: Ground) -> tuple[Quiet, Quiet]:
    """Of bigger asks and of small ones."""
    high, low = (
        quiet(standing, effort, ground.policy, activities=ground.ids(effort), today=ground.today)
        for effort in (Effort.HIGH, Effort.LOW)
    )
    return high, low


def up_to(count: int) -> str:
    """A count that stops at COUNT_TO, in words: 1,000+."""
    return f"{COUNT_TO:,}+" if count > COUNT_TO else f"{count:,}"
