"""How a piece of content looks on any page."""

from collections.abc import Collection
from types import MappingProxyType

from portal.domain.kinds import ContentKind, Use
from portal.domain.rules import contents as rules

ICONS = MappingProxyType(
    {
        ContentKind.QUOTE: "quote",
        ContentKind.CASE_STUDY: "story",
        ContentKind.VIDEO: "eye",
        ContentKind.RECORDING: "speak",
        ContentKind.REVIEW: "review",
    }
)
SHORT = 280
"""Characters up to which a quote's words are its heading."""


def is_heading(kind: ContentKind, words: str) -> bool:
    """Whether its words are short enough to stand for it, in quotation marks."""
    return kind is ContentKind.QUOTE and 0 < len(words) <= SHORT


def beside(kind: ContentKind, uses: Collection[Use], whose: str) -> str:
    """As in "your name and title, and your company's name and logo", or nothing."""
    core = rules.core_use(kind)
    return ", and ".join(f"{whose} {rules.USES[use]}" for use in Use if use in uses and use is not core)


def is_web(place: str) -> bool:
    """Whether a page may lead there."""
    return place.startswith(("https://", "http://")) and " " not in place
