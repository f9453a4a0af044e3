"""Whether somebody can be nominated, and whom a name might already mean, from facts alone (NOM-1)."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from portal.domain.kinds import ASKABLE_STAGES, Role, Stage

LIKE = 86
"""From here on two names may be one person's: "Helene Marchand" and "Hélène Marchant", "Marchand, Hélène"."""

WAITED_LONG = timedelta(days=7)
"""After so long a nomination that nobody decided about is marked."""

PASSED_OVER = {
    "timing": "It isn’t the right time for their company.",
    "plenty": "We have enough people with a story like theirs for now.",
    "care": "The relationship needs care before we ask for anything.",
    "reach": "We couldn’t find a way to reach them.",
}
"""Reasons for "not now" that are one key press; the nominator reads them as they stand."""


class Reason(StrEnum):
    ONE_OF_US = "one_of_us"
    HERE = "here"
    INVITED = "invited"
    NOT_AGAIN = "not_again"


WHY = {
    Reason.ONE_OF_US: "is one of us. Customers can be nominated, colleagues can’t.",
    Reason.HERE: "is in the program already. Nothing else to do.",
    Reason.INVITED: "has been invited already and can still join. Nothing else to do.",
    Reason.NOT_AGAIN: "can’t be invited. It’s nothing you did; the advocacy team can tell you more.",
}
"""After the person's name. What a colleague may know: never who said no, nor that mail came back."""


@dataclass(frozen=True)
class Known:
    """Who has the address already: `role` is None where nobody has; `stopped`: no mail may go there."""

    role: Role | None
    stage: Stage | None
    awaiting: bool
    stopped: bool


def why_not(known: Known) -> Reason | None:
    if known.role is not None and known.role is not Role.ADVOCATE:
        return Reason.ONE_OF_US
    if known.stage in ASKABLE_STAGES:
        return Reason.HERE
    if known.stopped or known.stage is Stage.DEPARTED:
        return Reason.NOT_AGAIN
    return Reason.INVITED if known.awaiting else None


def alike(name: str, other: str) -> bool:
    """Accents, capitals and the order of the parts make no difference."""
    return fuzz.token_sort_ratio(_plain(name), _plain(other)) >= LIKE


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
