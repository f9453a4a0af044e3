"""From a yes to a time, and from the time to whether it happened (REQ-7). Each step begins with the ask's locks."""

from portal.domain.operations.meetings.arranging import call_off, choose, offer, set_time
from portal.domain.operations.meetings.following import answer, ask_due, remind_due

__all__ = ["answer", "ask_due", "call_off", "choose", "offer", "remind_due", "set_time"]
