"""The activity log (ACT-1)."""

from portal.domain.queries.appearances.log import (
    PAGE,
    Filters,
    Line,
    Own,
    Totals,
    every,
    of_advocate,
    one,
    page,
    totals,
)
from portal.domain.queries.appearances.naming import (
    Featured,
    Shown,
    advocates_called,
    advocates_with,
    contents_called,
    in_the_log,
    key,
    published_with,
    why_they_stay,
)

__all__ = [
    "PAGE",
    "Featured",
    "Filters",
    "Line",
    "Own",
    "Shown",
    "Totals",
    "advocates_called",
    "advocates_with",
    "contents_called",
    "every",
    "in_the_log",
    "key",
    "of_advocate",
    "one",
    "page",
    "published_with",
    "totals",
    "why_they_stay",
]
