"""What a row of a file means: where its columns go, what is wrong with it, and what it says (SEG-2)."""

from portal.domain.rules.imports.appearances import AppearanceRow, appearance
from portal.domain.rules.imports.deals import OpportunityRow, ProductRow, TeamRow, opportunity, product, team
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
from portal.domain.rules.imports.targets import ACCOUNTS, CONTACTS, CONTENT, HEARD, OPPORTUNITIES, Noun, Target, targets
from portal.domain.rules.imports.words import CURRENCIES, OUTCOMES, Asked, guess_outcome, likeliest, nearest, tidy

__all__ = [
    "ACCOUNTS",
    "CONTACTS",
    "CONTENT",
    "CURRENCIES",
    "HEARD",
    "OPPORTUNITIES",
    "OUTCOMES",
    "AccountRow",
    "AppearanceRow",
    "Asked",
    "ContactRow",
    "ContentRow",
    "HeardRow",
    "Noun",
    "OpportunityRow",
    "Problem",
    "ProductRow",
    "Target",
    "TeamRow",
    "account",
    "appearance",
    "contact",
    "content",
    "guess",
    "guess_outcome",
    "heads",
    "heard",
    "incomplete",
    "likeliest",
    "nearest",
    "opportunity",
    "product",
    "targets",
    "team",
    "tidy",
]
