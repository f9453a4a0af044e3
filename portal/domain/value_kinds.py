"""The vocabularies of giving back: the ledger, rewards, gifts. As in `kinds`, text in the database behind a CHECK."""

from enum import StrEnum


class LedgerKind(StrEnum):
    """The ledger's accounts, in the order in which a transaction locks them."""

    ADVOCATE = "advocate"
    PENDING = "pending"
    REDEEMED = "redeemed"
    ISSUANCE = "issuance"
    ADJUSTMENT = "adjustment"
    EXPIRED = "expired"
    GIFTS = "gifts"
    GIVING = "giving"
    LINE = "line"
    COMMITTED = "committed"
    SPENT = "spent"
    FUNDING = "funding"


SOURCES = frozenset({LedgerKind.ISSUANCE, LedgerKind.ADJUSTMENT, LedgerKind.GIVING, LedgerKind.FUNDING})
"""Where points and money come from: the accounts that may give more than they got."""


class TransferKind(StrEnum):
    AWARD = "award"
    HOLD = "hold"
    POST = "post"
    GRANT = "grant"
    DEDUCTION = "deduction"
    EXPIRY = "expiry"
    GIFT = "gift"
    PLAN = "plan"
    COMMIT = "commit"
    SPEND = "spend"
    REVERSAL = "reversal"


class RewardKind(StrEnum):
    """What a program can give back (RWD-2)."""

    EARLY_ACCESS = "early_access"
    EXECUTIVE_TIME = "executive_time"
    SWAG = "swag"
    CO_MARKETING = "co_marketing"
    PEER_NETWORKING = "peer_networking"
    GIFT_CARD = "gift_card"
    DONATION = "donation"
    TRAINING = "training"


class RewardGroup(StrEnum):
    """How rewards are sorted on the page, and what a budget line pays for."""

    ACCESS = "access"
    PEERS = "peers"
    LEARNING = "learning"
    GIVING = "giving"
    RECOGNITION = "recognition"
    GIFTS = "gifts"


class Fulfilment(StrEnum):
    """How a reward reaches the person."""

    TEAM = "team"
    OWNER = "owner"
    CODE = "code"
    POST = "post"
    DONATION = "donation"


class GiftPolicy(StrEnum):
    """What somebody may accept, from the most to the least (RWD-5)."""

    ANYTHING = "anything"
    NON_CASH = "non_cash"
    DONATIONS = "donations"
    NOTHING = "nothing"


class RedemptionState(StrEnum):
    HELD = "held"
    APPROVED = "approved"
    FULFILLED = "fulfilled"
    RELEASED = "released"


class AdjustmentState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
