"""Pieces of content: what can be used today, the library, one for the team, and an advocate's own (CON-1, CON-2)."""

from portal.domain.queries.contents.due import Due, asked_at, asked_event, due, is_overdue
from portal.domain.queries.contents.happenings import Happening, places
from portal.domain.queries.contents.library import PAGE, Filters, LibraryLine, LibraryPage, choices, counts, page
from portal.domain.queries.contents.one import ContentView, advocate_with, name_of, one, proofs
from portal.domain.queries.contents.own import OwnContent, OwnView, of_advocate, own
from portal.domain.queries.contents.told import Overdue, Said, Told, overdue, told
from portal.domain.queries.contents.usable import Usable, is_usable, usable, usable_industries, usable_one, usable_page

__all__ = [
    "PAGE",
    "ContentView",
    "Due",
    "Filters",
    "Happening",
    "LibraryLine",
    "LibraryPage",
    "Overdue",
    "OwnContent",
    "OwnView",
    "Said",
    "Told",
    "Usable",
    "advocate_with",
    "asked_at",
    "asked_event",
    "choices",
    "counts",
    "due",
    "is_overdue",
    "is_usable",
    "name_of",
    "of_advocate",
    "one",
    "overdue",
    "own",
    "page",
    "places",
    "proofs",
    "told",
    "usable",
    "usable_industries",
    "usable_one",
    "usable_page",
]
