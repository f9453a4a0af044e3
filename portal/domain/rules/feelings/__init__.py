"""How a comment or a call reads, and why (NOM-3). A hint that a person can correct."""

from portal.domain.rules.feelings.scoring import (
    DETRACTOR,
    GLAD,
    PROMOTER,
    STRONG,
    UNHAPPY,
    Leaning,
    Reading,
    Sentence,
    Word,
    leaning,
    read,
    sentences,
)

__all__ = [
    "DETRACTOR",
    "GLAD",
    "PROMOTER",
    "STRONG",
    "UNHAPPY",
    "Leaning",
    "Reading",
    "Sentence",
    "Word",
    "leaning",
    "read",
    "sentences",
]
