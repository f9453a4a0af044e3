"""The fixed vocabularies. Each value is stored as text and held by a CHECK constraint."""

from enum import StrEnum


class Role(StrEnum):
    ADVOCATE = "advocate"
    COLLEAGUE = "colleague"
    TEAM = "team"
    ADMINISTRATOR = "administrator"


TEAM_ROLES = frozenset({Role.TEAM, Role.ADMINISTRATOR})


class Effort(StrEnum):
    """High is "a bigger ask", low "a small ask" in every text."""

    HIGH = "high"
    LOW = "low"


class ActivityKind(StrEnum):
    REFERENCE = "reference"
    REVIEW = "review"
    CASE_STUDY = "case_study"
    SPEAKING = "speaking"
    COMMUNITY = "community"
    REFERRAL = "referral"


class Answer(StrEnum):
    """Willingness to one activity (CAP-2). Silence is NOT_NOW."""

    HAPPY = "happy"
    ASK_FIRST = "ask_first"
    NOT_NOW = "not_now"


class Stage(StrEnum):
    CANDIDATE = "candidate"
    INVITED = "invited"
    JOINED = "joined"
    INTERVIEWED = "interviewed"
    CONFIRMED = "confirmed"
    DEPARTED = "departed"


ASKABLE_STAGES = frozenset({Stage.JOINED, Stage.INTERVIEWED, Stage.CONFIRMED})


class Channel(StrEnum):
    """How an advocate came in (ADV-4)."""

    SELF = "self"
    SALES = "sales"
    CUSTOMER_SUCCESS = "customer_success"
    SURVEY = "survey"
    EVENT = "event"
    EXECUTIVE = "executive"
    PARTNER_TEAM = "partner_team"
    SENTIMENT = "sentiment"
    IMPORT = "import"
    ADVOCATE = "advocate"


class ConsentKind(StrEnum):
    SHARE_CONTACT = "share_contact"
    PUBLIC_COMPANY = "public_company"


class AskState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    COMPLETED = "completed"
    DECLINED = "declined"
    HANDED_ON = "handed_on"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNDELIVERED = "undelivered"
    NO_SHOW = "no_show"


class Via(StrEnum):
    """The path by which an ask changed."""

    LINK = "link"
    PORTAL = "portal"
    TEAM = "team"
    JOB = "job"


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNDELIVERED = "undelivered"


class JoinRequestState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class MessageState(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    DOTTED = "dotted"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Queue(StrEnum):
    URGENT = "urgent"
    BULK = "bulk"


class Topic(StrEnum):
    """What an outbox row says happened; each has one handler in jobs/handlers."""

    SIGN_IN_ASKED = "sign_in.asked"
    JOIN_CONFIRMED = "join.confirmed"
    ASK_SENT = "ask.sent"
    ASK_REMINDED = "ask.reminded"
    ASK_REMINDED_LAST = "ask.reminded_last"
    ASK_ANSWERED = "ask.answered"
    ASK_TOLD = "ask.told"
    ASK_CALLED_OFF = "ask.called_off"
    ASK_RELEASED = "ask.released"
    REST_STARTED = "rest.started"
    INVITATION_MADE = "invitation.made"
    INVITATION_REMINDED = "invitation.reminded"
    ADDRESS_CHANGE_OLD = "address_change.asked_old"
    ADDRESS_CHANGE_NEW = "address_change.asked_new"
    ADDRESS_CHANGED = "address.changed"
    ADDRESS_CHANGED_NEW = "address.changed_new"
    IMPORT_CONFIRMED = "import.confirmed"
    IMPORT_UPLOADED = "import.uploaded"
    REDEMPTION_TOLD = "redemption.told"
    REDEMPTION_ASSIGNED = "redemption.assigned"
    THANKS_GIVEN = "thanks.given"
    POINTS_EXPIRING = "points.expiring"
    RECONFIRMATION_ASKED = "reconfirmation.asked"
    CONTENT_SENT = "content.sent"
    CONTENT_REMINDED = "content.reminded"
    CONTENT_ANSWERED = "content.answered"
    CONTENT_TOLD = "content.told"
    CONTENT_PUBLISHED = "content.published"
    WORK_OVERDUE = "work.overdue"
    NOMINATION_DECIDED = "nomination.decided"
    NOMINATION_JOINED = "nomination.joined"
    REQUEST_APPROVAL_ASKED = "request.approval_asked"
    REQUEST_ANSWERED = "request.answered"
    REQUEST_WRITTEN = "request.written"
    REQUEST_TOLD = "request.told"
    REQUEST_REOPENED = "request.reopened"
    DIGEST_MADE = "digest.made"
    COLLEAGUE_INVITED = "colleague.invited"
    CAMPAIGN_TESTED = "campaign.tested"
    MEETING_OFFERED = "meeting.offered"
    MEETING_SET = "meeting.set"
    MEETING_CALLED_OFF = "meeting.called_off"
    MEETING_REMINDED = "meeting.reminded"
    MEETING_ASKED = "meeting.asked"
    FEEDBACK_ASKED = "feedback.asked"
    FEEDBACK_WANTED = "feedback.wanted"
    HELP_MATTERED = "help.mattered"


URGENT_TOPICS = frozenset(
    {
        Topic.SIGN_IN_ASKED,
        Topic.JOIN_CONFIRMED,
        Topic.ASK_ANSWERED,
        Topic.ASK_TOLD,
        Topic.ASK_CALLED_OFF,
        Topic.ADDRESS_CHANGE_OLD,
        Topic.ADDRESS_CHANGE_NEW,
        Topic.ADDRESS_CHANGED,
        Topic.ADDRESS_CHANGED_NEW,
        Topic.CONTENT_ANSWERED,
        Topic.CONTENT_TOLD,
        Topic.REDEMPTION_TOLD,
        Topic.CAMPAIGN_TESTED,
        Topic.MEETING_OFFERED,
        Topic.MEETING_SET,
        Topic.MEETING_CALLED_OFF,
    }
)

PROGRAM_TOPICS = frozenset(
    {
        Topic.ASK_SENT,
        Topic.ASK_REMINDED,
        Topic.ASK_REMINDED_LAST,
        Topic.ASK_RELEASED,
        Topic.REST_STARTED,
        Topic.INVITATION_MADE,
        Topic.INVITATION_REMINDED,
        Topic.RECONFIRMATION_ASKED,
        Topic.CONTENT_SENT,
        Topic.CONTENT_REMINDED,
        Topic.CONTENT_PUBLISHED,
        Topic.THANKS_GIVEN,
        Topic.POINTS_EXPIRING,
        Topic.FEEDBACK_ASKED,
        Topic.HELP_MATTERED,
    }
)
"""Messages a person can opt out of: everything but sign-in and receipts."""


ASK_TOPICS = frozenset({Topic.ASK_SENT, Topic.ASK_REMINDED, Topic.ASK_REMINDED_LAST})
"""Messages that carry an ask's link."""

INVITATION_TOPICS = frozenset({Topic.INVITATION_MADE, Topic.INVITATION_REMINDED})
"""Messages that carry an invitation's link."""


class SuppressionReason(StrEnum):
    UNSUBSCRIBED = "unsubscribed"
    NO_THANKS = "no_thanks"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Part(StrEnum):
    """The parts of a profile that go stale by themselves (ADV-6); willingness has a date per activity."""

    STORY = "story"
    DEPLOYMENTS = "deployments"
    OUTCOMES = "outcomes"


class NominationState(StrEnum):
    WAITING = "waiting"
    INVITED = "invited"
    NOT_NOW = "not_now"
    MERGED = "merged"


class DepartureKind(StrEnum):
    LEFT = "left"
    MOVED = "moved"


class SignalKind(StrEnum):
    """What may make a candidate (NOM-2)."""

    SURVEY = "survey"
    USAGE = "usage"
    MILESTONE = "milestone"
    TRANSCRIPT = "transcript"


class ContentKind(StrEnum):
    QUOTE = "quote"
    CASE_STUDY = "case_study"
    VIDEO = "video"
    RECORDING = "recording"
    REVIEW = "review"


class ContentState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    PUBLISHED = "published"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Use(StrEnum):
    """What an advocate agrees to, item by item (CON-1)."""

    NAME = "name"
    LOGO = "logo"
    QUOTE = "quote"
    RECORDING = "recording"


class WorkStep(StrEnum):
    """The steps of a case study, in order (ASK-8)."""

    INTERVIEW = "interview"
    WRITING = "writing"
    REVIEW = "review"
    APPROVAL = "approval"
    PUBLICATION = "publication"
