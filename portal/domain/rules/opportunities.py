"""Which colleague a name of the CRM belongs to."""

from collections.abc import Mapping

from rapidfuzz import fuzz, utils

ALIKE = 88


def namesake(name: str, colleagues: Mapping[int, str]) -> int | None:
    """The one colleague who is called so, in any order and but for a slip of the pen. None where two are."""
    found = [key for key, other in colleagues.items() if _likeness(name, other) >= ALIKE]
    return found[0] if len(found) == 1 else None


def _likeness(one: str, other: str) -> float:
    return fuzz.token_sort_ratio(one, other, processor=utils.default_process)
