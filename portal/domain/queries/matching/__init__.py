"""Who suits a request best, who nearly does, and why (REQ-3)."""

from portal.domain.queries.matching.ranking import SHOWN, best, near
from portal.domain.queries.matching.reading import Match, Matches, NearMiss, matches

__all__ = ["SHOWN", "Match", "Matches", "NearMiss", "best", "matches", "near"]
