"""What words and phrases weigh, and which small words turn them. The lists are in lexicon.txt beside this."""

from collections.abc import Mapping
from pathlib import Path


def lists(name: str) -> Mapping[str, frozenset[str]]:
    """The lists of a file in this folder, by their names."""
    found: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in Path(__file__).with_name(name).read_text().splitlines():
        if line.endswith(":") and not line.startswith(("#", " ")):
            current = found.setdefault(line.removesuffix(":"), set())
        elif line and not line.startswith("#"):
            current.update(phrase for part in line.split("|") if (phrase := part.strip()))
    return {name: frozenset(phrases) for name, phrases in found.items()}


_LISTS = lists("lexicon.txt")
_SIGNS = {"glad": 1.0, "unhappy": -1.0}

STRONGER, WEAKER, NOT = _LISTS["stronger"], _LISTS["weaker"], _LISTS["not"]
TURNS, YIELDS, WISHING = _LISTS["turns"], _LISTS["yields"], _LISTS["wishing"]
WEIGHTS: Mapping[tuple[str, ...], float] = {
    tuple(phrase.split()): sign * int(name.removeprefix(kind))
    for kind, sign in _SIGNS.items()
    for name, phrases in _LISTS.items()
    if name.startswith(f"{kind} ")
    for phrase in phrases
}
LONGEST = max(map(len, WEIGHTS))
"""Words of the longest phrase."""
