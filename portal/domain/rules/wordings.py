"""The texts of messages that the team may put in its own words. Fixed placeholders, never a template (GEN-2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
COMMON = ("given_name", "company", "program")


@dataclass(frozen=True)
class Text:
    name: str
    where: str
    """Which message it stands in, for who changes it."""
    words: str
    placeholders: tuple[str, ...] = COMMON


TEXTS: Mapping[str, Text] = MappingProxyType(
    {
        "invitation.question": Text(
            "The question of the invitation",
            "The line in large letters of the invitation to join, and of its reminder.",
            "Would you be willing to tell others like you, now and then, how it has gone for you?",
        ),
        "invitation.why": Text(
            "Why them",
            "Under that line, unless the person who invites wrote a note of their own.",
            "People who are where you once were would learn a lot from a few honest minutes with you, the hard parts"
            " included.",
        ),
        "receipt.declined": Text(
            "After a no",
            "The receipt of “Not this time”.",
            "It changes nothing about your account, your support or anything else.",
        ),
        "rest.words": Text(
            "When a rest begins",
            "The one message that tells an advocate that asking stops until they choose again.",
            "The last {in_a_row} things we asked weren’t right for you, or came at a bad time. That’s fine, and it"
            " changes nothing else between us. We stop asking until you choose again what you’d be happy to do.",
            (*COMMON, "in_a_row"),
        ),
    }
)


def unknown(text: Text, words: str) -> list[str]:
    """What stands in braces and is none of the text's placeholders."""
    return [f"{{{name}}}" for name in dict.fromkeys(PLACEHOLDER.findall(words)) if name not in text.placeholders]


def fill(words: str, values: Mapping[str, object]) -> str:
    """Each placeholder once; a value that looks like one stays as it is."""
    return PLACEHOLDER.sub(lambda found: str(values[found[1]]) if found[1] in values else found[0], words)
