"""What a row of a file means: where its columns go, what is wrong with it, and what it says (SEG-2)."""

from portal.domain.rules.imports.guessing import guess, heads
from portal.domain.rules.imports.rows import (
    AccountRow,
    ContactRow,
    ContentRow,
    HeardRow,
    Problem,
    account,
    contact,
    content,
    heard,
    incomplete,
)
from portal.domain.rules.imports.targets import ACCOUNTS, CONTACTS, CONTENT, HEARD, Noun, Target, targets

__all__ = [
    "ACCOUNTS",
    "CONTACTS",
    "CONTENT",
    "HEARD",
    "AccountRow",
    "ContactRow",
    "ContentRow",
    "HeardRow",
    "Noun",
    "Problem",
    "Target",
    "account",
    "contact",
    "content",
    "guess",
    "heads",
    "heard",
    "incomplete",
    "targets",
]
