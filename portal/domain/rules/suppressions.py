"""Why an address gets no program mail: of several reasons the strongest stays, in whatever order they come."""

from portal.domain.kinds import SuppressionReason

WEAKEST_FIRST = (
    SuppressionReason.UNSUBSCRIBED,
    SuppressionReason.NO_THANKS,
    SuppressionReason.BOUNCED,
    SuppressionReason.COMPLAINED,
)
"""Only the weakest is the person's own to undo by a link."""
