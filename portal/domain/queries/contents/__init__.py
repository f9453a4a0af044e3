"""Pieces of content: what can be used today, the library, one for the team, and an advocate's own (CON-1, CON-2)."""

from portal.domain.queries.contents.library import PAGE, Filters, LibraryLine, LibraryPage, choices, counts, page
from portal.domain.queries.contents.one import ContentView, Happening, one, places, proofs
from portal.domain.queries.contents.own import OwnContent, OwnView, of_advocate, of_link, own
from portal.domain.queries.contents.usable import Usable, is_usable, usable, usable_page

__all__ = [
    "PAGE",
    "ContentView",
    "Filters",
    "Happening",
    "LibraryLine",
    "LibraryPage",
    "OwnContent",
    "OwnView",
    "Usable",
    "choices",
    "counts",
    "is_usable",
    "of_advocate",
    "of_link",
    "one",
    "own",
    "page",
    "places",
    "proofs",
    "usable",
    "usable_page",
]
