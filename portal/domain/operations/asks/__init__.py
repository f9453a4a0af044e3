"""Everything that can happen to an ask. Lock order: the advocate's match row, then the ask."""

from portal.domain.operations.asks.answering import accept, decline, hand_on, suggest_time
from portal.domain.operations.asks.composing import Words, discard, draft, rewrite, send
from portal.domain.operations.asks.ending import complete, expire_due, no_show, release, schedule, undeliver, withdraw
from portal.domain.operations.asks.reminding import remind_due

__all__ = [
    "Words",
    "accept",
    "complete",
    "decline",
    "discard",
    "draft",
    "expire_due",
    "hand_on",
    "no_show",
    "release",
    "remind_due",
    "rewrite",
    "schedule",
    "send",
    "suggest_time",
    "undeliver",
    "withdraw",
]
