"""Imports: what a step must know, and where each file stands."""

from portal.domain.queries.imports.known import (
    KnownPerson,
    earlier_keys,
    known_accounts,
    known_people,
    unused_accounts,
    why_accounts_stay,
    why_advocates_stay,
)
from portal.domain.queries.imports.pages import (
    Counted,
    ImportLine,
    RowLine,
    Run,
    Tally,
    content,
    lines,
    newest,
    one,
    reasons,
    samples,
    tallies,
    tally,
)

__all__ = [
    "Counted",
    "ImportLine",
    "KnownPerson",
    "RowLine",
    "Run",
    "Tally",
    "content",
    "earlier_keys",
    "known_accounts",
    "known_people",
    "lines",
    "newest",
    "one",
    "reasons",
    "samples",
    "tallies",
    "tally",
    "unused_accounts",
    "why_accounts_stay",
    "why_advocates_stay",
]
