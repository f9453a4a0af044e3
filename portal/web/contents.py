"""How a piece of content looks on any page."""

from collections.abc import Collection
from types import MappingProxyType

from portal.domain.kinds import ContentKind, Use
from portal.domain.rules import contents as rules
from portal.words import listed

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
"""Characters up to which the words themselves are the heading."""


def beside(kind: ContentKind, uses: Collection[Use], whose: str) -> str:
    """As in "your name and title", or nothing."""
    core = rules.core_use(kind)
    return listed([f"{whose} {rules.USES[use]}" for use in Use if use in uses and use is not core])


def is_web(place: str) -> bool:
    """Whether a page may lead there."""
    return place.startswith(("https://", "http://")) and " " not in place
