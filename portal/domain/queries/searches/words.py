"""How common the words of a search are, which decides how it is best gone about.

Of a word that many have, the newest few are met on the way through the list, while its index would name them all
first. Of a rare one the index names the few at once, while the way through the list would have no end.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from sqlalchemy import Float, cast, func, literal, select, tablesample
from sqlalchemy.orm import Session, aliased

from portal.domain.models import SearchRow

SAMPLED = 0.1
"""Percent of the table's pages, the same ones each time: a thousand of a million people."""
COMMON = 0.08
"""From this share on, a word's index names more than it saves."""
PAGE, COUNT = 9, 7_000
"""Where walking and the index cost the same: people times the rarest word's share times that of all words together."""


@dataclass(frozen=True)
class Sample:
    """Of how many people there are, about, and which share of them has each word."""

    people: float
    shares: Mapping[str, float]


def sample(session: Session, words: Collection[str]) -> Sample:
    """Looked at once in a session for each word."""
    known: dict[str, Sample] = session.info.setdefault(__name__, {})
    new = [word for word in dict.fromkeys(words) if word not in known]
    if new:
        people, *shares = _sampled(session, new)
        known |= {word: Sample(people, {word: share}) for word, share in zip(new, shares, strict=True)}
    people = max((known[word].people for word in words), default=0.0)
    return Sample(people, {word: known[word].shares[word] for word in words})


def looked_for(found: Sample, *, evens_at: int, narrowed: bool) -> frozenset[str]:
    """The words to look for row by row, on the way through the list or, if `narrowed`, among who is left otherwise."""
    often = frozenset(word for word, share in found.shares.items() if share > COMMON)
    if narrowed or not found.shares:
        return often
    rarest = min(found.shares, key=lambda word: found.shares[word])
    if found.people * found.shares[rarest] * prod(found.shares.values()) >= evens_at:
        return frozenset(found.shares)
    return often - {rarest}


def prefix(word: str) -> Any:  # noqa: ANN401 - an SQL expression
    """A text query that hits what begins with this."""
    quoted = "'" + word.replace("\\", "\\\\").replace("'", "''") + "':*"
    return func.to_tsquery("simple", quoted)


def _sampled(session: Session, words: Collection[str]) -> list[float]:
    """How many people there are, about, and each word's share."""
    rows = aliased(SearchRow, tablesample(SearchRow.__table__, func.system(SAMPLED), seed=literal(1)))
    hits = (func.count().filter(rows.words.op("@@")(prefix(word))) for word in words)
    shares = [func.coalesce(cast(hit, Float) / func.nullif(func.count(), 0), 0.0) for hit in hits]
    return list(session.execute(select(cast(func.count(), Float) * (100 / SAMPLED), *shares)).one())
