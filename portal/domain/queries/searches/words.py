"""How common the words of a search are, which decides how it is best gone about.

Of a word that many have, the newest few are met on the way through the list, while its index would name them all
first. Of a rare one the index names the few at once, while the way through the list would have no end.
"""

from collections.abc import Collection, Mapping
from math import prod
from typing import Any

from sqlalchemy import Float, cast, func, literal, select, tablesample
from sqlalchemy.orm import Session, aliased

from portal.domain.models import SearchRow

SAMPLED = 0.1
"""Percent of the table's pages, the same ones each time: some seventy of a million people."""
COMMON = 0.08
"""From this share on, a word's index names more than it saves."""


def shares(session: Session, words: Collection[str]) -> Mapping[str, float]:
    """Of those sampled, how many have each word; asked once in a session."""
    known: dict[str, float] = session.info.setdefault(__name__, {})
    new = [word for word in dict.fromkeys(words) if word not in known]
    if new:
        known |= zip(new, _sampled(session, new), strict=True)
    return {word: known[word] for word in words}


def looked_for(shares: Mapping[str, float], *, walked_from: float) -> frozenset[str]:
    """The words to look for in each row. If together they are at least so common, these are all of them."""
    if not shares or prod(shares.values()) >= walked_from:
        return frozenset(shares)
    rarest = min(shares, key=lambda word: shares[word])
    return frozenset(word for word, share in shares.items() if share > COMMON and word != rarest)


def prefix(word: str) -> Any:  # noqa: ANN401 - an SQL expression
    """A text query that hits what begins with this."""
    quoted = "'" + word.replace("\\", "\\\\").replace("'", "''") + "':*"
    return func.to_tsquery("simple", quoted)


def _sampled(session: Session, words: Collection[str]) -> list[float]:
    rows = aliased(SearchRow, tablesample(SearchRow.__table__, func.system(SAMPLED), seed=literal(1)))
    hits = (func.count().filter(rows.words.op("@@")(prefix(word))) for word in words)
    share = [func.coalesce(cast(hit, Float) / func.nullif(func.count(), 0), 0.0) for hit in hits]
    return list(session.execute(select(*share)).one())
