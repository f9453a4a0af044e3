"""What a row of a file means: where its columns go, what is wrong with it, and what it says (SEG-2)."""

from portal.domain.rules.imports.guessing import guess, heads
from portal.domain.rules.imports.rows import AccountRow, ContactRow, Problem, account, contact, incomplete
from portal.domain.rules.imports.targets import ACCOUNTS, CONTACTS, Noun, Target, targets

__all__ = [
    "ACCOUNTS",
    "CONTACTS",
    "AccountRow",
    "ContactRow",
    "Noun",
    "Problem",
    "Target",
    "account",
    "contact",
    "guess",
    "heads",
    "incomplete",
    "targets",
]
