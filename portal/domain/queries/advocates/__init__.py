"""Advocates as the team sees them: listed, one at a time, and as those who can be asked for something."""

from portal.domain.queries.advocates.lists import PAGE, AdvocateLine, Marked, Page, listed, page
from portal.domain.queries.advocates.matches import Excluded, Matches, matches
from portal.domain.queries.advocates.one import (
    AdvocateView,
    ContactDetails,
    PastAsk,
    contact_details,
    one,
)
from portal.domain.queries.advocates.weights import Weight, weight
from portal.domain.queries.grounds import Ground, ground

__all__ = [
    "PAGE",
    "AdvocateLine",
    "AdvocateView",
    "ContactDetails",
    "Excluded",
    "Ground",
    "Marked",
    "Matches",
    "Page",
    "PastAsk",
    "Weight",
    "contact_details",
    "ground",
    "listed",
    "matches",
    "one",
    "page",
    "weight",
]
