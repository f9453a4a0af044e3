"""One ask to a whole segment, spread over time (REQ-9). Lock order: the campaign, then match rows, then asks."""

from portal.domain.operations.campaigns.running import pause, resume, start, stop
from portal.domain.operations.campaigns.slicing import ask_due
from portal.domain.operations.campaigns.testing import send_test
from portal.domain.operations.campaigns.writing import Wording, discard, draft, rewrite

__all__ = ["Wording", "ask_due", "discard", "draft", "pause", "resume", "rewrite", "send_test", "start", "stop"]
