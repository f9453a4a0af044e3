"""The words, colour and icon of every state that the team's pages show."""

from dataclasses import dataclass
from types import MappingProxyType

from portal.domain.demand_kinds import CampaignState, CandidateState, Outcome
from portal.domain.kinds import AskState, ContentState, MessageState, Topic
from portal.domain.queries.lines import Standing


@dataclass(frozen=True)
class Sign:
    words: str
    kind: str
    icon: str


ASKS = MappingProxyType(
    {
        AskState.DRAFT: Sign("Draft", "", "note"),
        AskState.SENT: Sign("Awaits an answer", "accent", "clock"),
        AskState.ACCEPTED: Sign("Accepted", "good", "check"),
        AskState.SCHEDULED: Sign("Scheduled", "good", "calendar"),
        AskState.COMPLETED: Sign("Done", "good", "check-circle"),
        AskState.DECLINED: Sign("Declined", "", "x"),
        AskState.HANDED_ON: Sign("Handed on", "", "referral"),
        AskState.EXPIRED: Sign("No answer", "", "minus"),
        AskState.WITHDRAWN: Sign("Withdrawn", "", "undo"),
        AskState.UNDELIVERED: Sign("Never arrived", "bad", "alert"),
        AskState.NO_SHOW: Sign("Did not take place", "warn", "alert"),
    }
)

LINE = MappingProxyType(
    {
        CandidateState.IN_LINE: Sign("In line", "", "clock"),
        CandidateState.ASKED: Sign("Awaits an answer", "accent", "clock"),
        CandidateState.ACCEPTED: Sign("Said yes", "good", "check"),
        CandidateState.SAID_NO: Sign("No yes", "", "minus"),
        CandidateState.PASSED_OVER: Sign("Passed over", "warn", "alert"),
        CandidateState.RELEASED: Sign("Released", "", "undo"),
    }
)


def in_line(one: Standing) -> Sign:
    """A yes that came to nothing is said as that."""
    return ASKS[one.ask_state] if one.ask_state is AskState.NO_SHOW else LINE[one.state]


OUTCOMES = MappingProxyType(
    {
        Outcome.OPEN: Sign("Open", "accent", "clock"),
        Outcome.WON: Sign("Won", "good", "check"),
        Outcome.LOST: Sign("Lost", "", "minus"),
    }
)

CAMPAIGNS = MappingProxyType(
    {
        CampaignState.DRAFT: Sign("Draft", "", "note"),
        CampaignState.RUNNING: Sign("Sending", "accent", "mail"),
        CampaignState.PAUSED: Sign("Held", "warn", "clock"),
        CampaignState.STOPPED: Sign("Stopped", "", "x"),
        CampaignState.DONE: Sign("Done", "good", "check-circle"),
    }
)

CONTENTS = MappingProxyType(
    {
        ContentState.DRAFT: Sign("Draft", "", "note"),
        ContentState.SENT: Sign("Waits for approval", "accent", "clock"),
        ContentState.APPROVED: Sign("Approved", "good", "check"),
        ContentState.PUBLISHED: Sign("Published", "good", "check-circle"),
        ContentState.EXPIRED: Sign("Over", "", "minus"),
        ContentState.REVOKED: Sign("Taken back", "", "x"),
    }
)

MESSAGES = MappingProxyType(
    {
        MessageState.QUEUED: Sign("Waits to be sent", "", "clock"),
        MessageState.CLAIMED: Sign("Being sent", "", "clock"),
        MessageState.DOTTED: Sign("Being sent", "", "clock"),
        MessageState.SENT: Sign("Sent", "good", "check"),
        MessageState.DEFERRED: Sign("Tried, will be tried again", "warn", "repeat"),
        MessageState.FAILED: Sign("Refused", "bad", "alert"),
        MessageState.CANCELLED: Sign("Not sent, no longer needed", "", "x"),
        MessageState.UNCERTAIN: Sign("Uncertain", "warn", "alert"),
        MessageState.BOUNCED: Sign("Came back", "bad", "alert"),
        MessageState.COMPLAINED: Sign("Marked as unwanted", "bad", "alert"),
    }
)

TOPICS = MappingProxyType(
    {
        Topic.SIGN_IN_ASKED: "Sign-in link",
        Topic.JOIN_CONFIRMED: "Welcome, with a sign-in link",
        Topic.ASK_SENT: "The ask",
        Topic.ASK_REMINDED: "First reminder of an ask",
        Topic.ASK_REMINDED_LAST: "Last reminder of an ask",
        Topic.ASK_ANSWERED: "Receipt of an answer",
        Topic.ASK_TOLD: "News of an ask, to who asked",
        Topic.ASK_CALLED_OFF: "An ask is called off",
        Topic.ASK_RELEASED: "An ask is no longer needed",
        Topic.MEETING_OFFERED: "Times to choose from",
        Topic.MEETING_SET: "Calendar invitation",
        Topic.MEETING_CALLED_OFF: "Calendar cancellation",
        Topic.MEETING_REMINDED: "Reminder of a call",
        Topic.MEETING_ASKED: "Did it happen?",
        Topic.FEEDBACK_ASKED: "How did it go, to the advocate",
        Topic.FEEDBACK_WANTED: "How did it go, to who asked",
        Topic.HELP_MATTERED: "Their help mattered",
        Topic.REST_STARTED: "A rest begins",
        Topic.INVITATION_MADE: "Invitation",
        Topic.INVITATION_REMINDED: "Reminder of an invitation",
        Topic.NOMINATION_DECIDED: "News of a nomination, to who made it",
        Topic.NOMINATION_JOINED: "A nominee joined, to who nominated them",
        Topic.ADDRESS_CHANGE_OLD: "Change of address, to the old one",
        Topic.ADDRESS_CHANGE_NEW: "Change of address, to the new one",
        Topic.ADDRESS_CHANGED: "Address changed, to the old one",
        Topic.ADDRESS_CHANGED_NEW: "Address changed, to the new one",
        Topic.CONTENT_SENT: "Words to approve",
        Topic.CONTENT_REMINDED: "Reminder of words to approve",
        Topic.CONTENT_ANSWERED: "Receipt about content",
        Topic.CONTENT_TOLD: "News of content, to who wrote it",
        Topic.CONTENT_PUBLISHED: "Content was published",
        Topic.WORK_OVERDUE: "A step is overdue",
        Topic.IMPORT_UPLOADED: "Reading an import",
        Topic.IMPORT_CONFIRMED: "Bringing an import in",
    }
)
