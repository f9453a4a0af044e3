"""Campaigns (REQ-9): whom one would ask, how far it is, what came of it."""

from portal.domain.queries.campaigns.audience import Left, Tally, first_asked, standings, tally, why_not
from portal.domain.queries.campaigns.letters import asks_words, example, next_asked, reply_by
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
    results_of,
)

__all__ = [
    "PAGE",
    "CampaignLine",
    "Left",
    "Results",
    "Tally",
    "TargetLine",
    "asks_words",
    "example",
    "first_asked",
    "next_asked",
    "one",
    "page",
    "people",
    "reasons",
    "reply_by",
    "results",
    "results_of",
    "standings",
    "tally",
    "why_not",
]
