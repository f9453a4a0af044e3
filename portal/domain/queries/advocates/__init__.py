"""Advocates as the team sees them: listed, one at a time, and as those who can be asked for something."""

from portal.domain.queries.advocates.lists import (
    COUNT_TO,
    PAGE,
    AdvocateLine,
    Filters,
    Ground,
    Page,
    ground,
    how_many,
    industries,
    page,
    regions,
)
from portal.domain.queries.advocates.matches import Excluded, Matches, matches
from portal.domain.queries.advocates.one import (
    AdvocateView,
    ContactDetails,
    Weight,
    contact_details,
    one,
    weight,
)

__all__ = [
    "COUNT_TO",
    "PAGE",
    "AdvocateLine",
    "AdvocateView",
    "ContactDetails",
    "Excluded",
    "Filters",
    "Ground",
    "Matches",
    "Page",
    "Weight",
    "contact_details",
    "ground",
    "how_many",
    "industries",
    "matches",
    "one",
    "page",
    "regions",
    "weight",
]
