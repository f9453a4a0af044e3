"""Whether a text is English. Other languages are not scored, rather than scored wrongly."""

from collections.abc import Sequence

from portal.domain.rules.feelings.lexicon import WEIGHTS, lists

_LISTS = lists("languages.txt")
_ENGLISH, _OTHERS = _LISTS["english"], _LISTS["others"] - _LISTS["english"]
_SHORT = 8
"""Words of a text that may hold no small word of any language: there the lexicon decides."""
_LAST_LATIN = "\u024f"


def is_english(words: Sequence[str]) -> bool:
    """`words` in lower case."""
    if not words:
        return False
    if sum(max(word) > _LAST_LATIN for word in words) * 3 > len(words):
        return False
    english = sum(word in _ENGLISH for word in words)
    others = sum(word in _OTHERS for word in words)
    if english or others or len(words) > _SHORT:
        return english > others and english * 10 >= len(words)
    return any((word,) in WEIGHTS for word in words)
