"""People whom somebody named: nominating them, and the team's decisions (NOM-1)."""

from portal.domain.operations.nominations.deciding import (
    AT_ONCE,
    Outcome,
    assign,
    merge,
    pass_over,
    reopen,
    take_up,
    undecided,
)
from portal.domain.operations.nominations.inviting import invite
from portal.domain.operations.nominations.naming import Nominee, nominate

__all__ = [
    "AT_ONCE",
    "Nominee",
    "Outcome",
    "assign",
    "invite",
    "merge",
    "nominate",
    "pass_over",
    "reopen",
    "take_up",
    "undecided",
]
