"""People whom somebody named: the team's queue, a colleague's own, and whom a name might already mean (NOM-1)."""

from portal.domain.queries.nominations.known import Alike, known, likely, lookalikes, named, waiting_of
from portal.domain.queries.nominations.lists import (
    PAGE,
    NominationLine,
    Source,
    Tab,
    Whose,
    counts,
    find,
    mine,
    one,
    page,
    team,
)

__all__ = [
    "PAGE",
    "Alike",
    "NominationLine",
    "Source",
    "Tab",
    "Whose",
    "counts",
    "find",
    "known",
    "likely",
    "lookalikes",
    "mine",
    "named",
    "one",
    "page",
    "team",
    "waiting_of",
]
