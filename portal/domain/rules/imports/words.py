"""Words of a file that a person must place: which stage is won, which product is meant. We only guess."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz import fuzz, process, utils

from portal.domain.demand_kinds import Outcome

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {Outcome.OPEN.value: "Open", Outcome.WON.value: "Won", Outcome.LOST.value: "Lost"}
)
WON = re.compile(r"\b(won|win|gewonnen|signed|closed deal)\b", re.IGNORECASE)
LOST = re.compile(
    r"\b(lost|loss|verloren|rejected|cancel(?:l)?ed|no decision|abandoned|disqualified|dead)\b", re.IGNORECASE
)
ALIKE = 84
SAME = 92
OFFERED = 4
CURRENCIES = ("EUR", "USD", "GBP", "AUD", "BRL", "CAD", "CHF", "DKK", "INR", "JPY", "NOK", "NZD", "PLN", "SEK", "SGD")


@dataclass(frozen=True)
class Asked:
    """`offered` are the things it can be, each with its label; `placed` says that somebody has said which."""

    target: str
    word: str
    rows: int
    offered: Mapping[str, str]
    answer: str
    placed: bool = False


def tidy(word: str) -> str:
    return " ".join(word.split())


def guess_outcome(stage: str) -> Outcome:
    if LOST.search(stage):
        return Outcome.LOST
    return Outcome.WON if WON.search(stage) else Outcome.OPEN


def nearest(word: str, known: Collection[str]) -> list[str]:
    """Those that somebody may have meant, the likeliest first."""
    found = process.extract(
        word, known, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=ALIKE, limit=OFFERED
    )
    return [name for name, _, _ in sorted(found, key=lambda one: -_likeness(word, one[0]))]


def likeliest(word: str, names: Collection[str]) -> str:
    """The one it is but for spelling; itself where none is."""
    return next((name for name in names if _likeness(word, name) >= SAME), word)


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(_squeezed(one), _squeezed(other))


def _squeezed(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.casefold())
