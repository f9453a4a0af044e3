"""Everything that can happen to a redemption (RWD-3). Lock order: redemption, the advocate's points, reward, ledger."""

from portal.domain.operations.redemptions.choosing import Wishes, cancel, choose, give_address
from portal.domain.operations.redemptions.fulfilling import approve, fulfil, release, reopen

__all__ = ["Wishes", "approve", "cancel", "choose", "fulfil", "give_address", "release", "reopen"]
