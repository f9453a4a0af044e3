"""Requests of colleagues, from the form to their end (REQ-1, REQ-2, REQ-6, REQ-8)."""

from portal.domain.operations.requests.approving import decide, lapse_due
from portal.domain.operations.requests.ending import close, fill, withdraw
from portal.domain.operations.requests.making import Fit, Need, make
from portal.domain.operations.requests.talking import answer, assign, write

__all__ = [
    "Fit",
    "Need",
    "answer",
    "assign",
    "close",
    "decide",
    "fill",
    "lapse_due",
    "make",
    "withdraw",
    "write",
]
