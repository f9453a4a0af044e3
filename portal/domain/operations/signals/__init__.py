"""What was heard of customers and makes candidates of them (NOM-2, NOM-3). Nothing here makes an advocate."""

from portal.domain.operations.signals.correcting import correct
from portal.domain.operations.signals.deciding import Outcome, decide
from portal.domain.operations.signals.removing import remove
from portal.domain.operations.signals.taking_in import LONGEST_CALL, Heard, Taken, take_in, take_in_call

__all__ = [
    "LONGEST_CALL",
    "Heard",
    "Outcome",
    "Taken",
    "correct",
    "decide",
    "remove",
    "take_in",
    "take_in_call",
]
