"""Finding advocates (SEG-1): who matches, how many, why, and what else could be chosen."""

from portal.domain.queries.searches.facets import COUNTED, FacetCount, choices, counts
from portal.domain.queries.searches.matching import COUNT_TO, conditions, how_many, members, newest
from portal.domain.queries.searches.reasons import Hit, hits

__all__ = [
    "COUNTED",
    "COUNT_TO",
    "FacetCount",
    "Hit",
    "choices",
    "conditions",
    "counts",
    "hits",
    "how_many",
    "members",
    "newest",
]
