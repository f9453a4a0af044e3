"""Campaigns (REQ-9): whom one would ask, how far it is, what came of it."""

from portal.domain.queries.campaigns.audience import Left, Tally, first_asked, standings, tally, why_not
from portal.domain.queries.campaigns.pages import (
    PAGE,
    CampaignLine,
    Results,
    TargetLine,
    one,
    page,
    people,
    reasons,
    results,
)

__all__ = [
    "PAGE",
    "CampaignLine",
    "Left",
    "Results",
    "Tally",
    "TargetLine",
    "first_asked",
    "one",
    "page",
    "people",
    "reasons",
    "results",
    "standings",
    "tally",
    "why_not",
]
