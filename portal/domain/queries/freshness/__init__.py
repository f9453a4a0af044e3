"""What we know about advocates and until when it holds (ADV-6), who may be asked about it (CAP-9), what is due."""

from portal.domain.queries.freshness.ends import fresh_until, unconfirmed
from portal.domain.queries.freshness.facts import Candidate, candidates
from portal.domain.queries.freshness.knowledge import known, known_of, story
from portal.domain.queries.freshness.links import Letter, of_link
from portal.domain.queries.freshness.reports import (
    PAGE,
    DueLine,
    Mark,
    View,
    counts,
    due,
    how_many,
    members,
    part_counts,
)

__all__ = [
    "PAGE",
    "Candidate",
    "DueLine",
    "Letter",
    "Mark",
    "View",
    "candidates",
    "counts",
    "due",
    "fresh_until",
    "how_many",
    "known",
    "known_of",
    "members",
    "of_link",
    "part_counts",
    "story",
    "unconfirmed",
]
