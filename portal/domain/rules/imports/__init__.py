"""What a row of a file means: where its columns go, what is wrong with it, and what it says (SEG-2)."""

from portal.domain.rules.imports.guessing import guess, heads
from portal.domain.rules.imports.rows import (
    AccountRow,
    ContactRow,
    HeardRow,
    Problem,
    account,
    contact,
    heard,
    incomplete,
)
from portal.domain.rules.imports.targets import ACCOUNTS, CONTACTS, HEARD, Noun, Target, targets

__all__ = [
    "ACCOUNTS",
    "CONTACTS",
    "HEARD",
    "AccountRow",
    "ContactRow",
    "HeardRow",
    "Noun",
    "Problem",
    "Target",
    "account",
    "contact",
    "guess",
    "heads",
    "heard",
    "incomplete",
    "targets",
]
