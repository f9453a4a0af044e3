"""Requests of colleagues: one of them, the lists, and what could not be filled (REQ-1, REQ-2, REQ-8)."""

from portal.domain.queries.requests.asking import Asked, asked_now
from portal.domain.queries.requests.deals import Deal, deal, named, of_mine
from portal.domain.queries.requests.lines import PAGE, Message, RequestLine, find, message, messages, one
from portal.domain.queries.requests.lists import Tab, Whose, awaiting_my_word, counts, mine, own, queue, waiting
from portal.domain.queries.requests.unmet import Gap, unmet

__all__ = [
    "PAGE",
    "Asked",
    "Deal",
    "Gap",
    "Message",
    "RequestLine",
    "Tab",
    "Whose",
    "asked_now",
    "awaiting_my_word",
    "counts",
    "deal",
    "find",
    "message",
    "messages",
    "mine",
    "named",
    "of_mine",
    "one",
    "own",
    "queue",
    "unmet",
    "waiting",
]
