"""Everything that can happen to a piece of content. The content's row is the lock, after its advocate's."""

from portal.domain.operations.contents.approving import approve, decline, reword, send, take_back
from portal.domain.operations.contents.publishing import expire_due, publish, take_down, use
from portal.domain.operations.contents.reminding import remind_due
from portal.domain.operations.contents.revoking import revoke, revoke_uses
from portal.domain.operations.contents.writing import Facets, Words, discard, draft, edit

__all__ = [
    "Facets",
    "Words",
    "approve",
    "decline",
    "discard",
    "draft",
    "edit",
    "expire_due",
    "publish",
    "remind_due",
    "revoke",
    "revoke_uses",
    "reword",
    "send",
    "take_back",
    "take_down",
    "use",
]
