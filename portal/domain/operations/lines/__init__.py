"""The line of a request: who is asked for it, in turn or at once (REQ-5).

Lock order: the match rows of those who are to be asked, by id; then the request; their asks are made under both.
"""

from portal.domain.operations.lines.asking import Note, ask, ask_several
from portal.domain.operations.lines.following import go_on, release_due, settle_due
from portal.domain.operations.lines.ordering import bring_forward, put, remove
from portal.domain.operations.lines.showing import Contact, show_contact

__all__ = [
    "Contact",
    "Note",
    "ask",
    "ask_several",
    "bring_forward",
    "go_on",
    "put",
    "release_due",
    "remove",
    "settle_due",
    "show_contact",
]
