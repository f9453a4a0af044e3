"""The vocabularies of demand: deals, requests, campaigns, events. As in `kinds`, text behind a CHECK."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of an opportunity; each stage of the CRM is one of these."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Wants(StrEnum):
    """What a request asks for (REQ-1)."""

    PERSON = "person"
    CONTENT = "content"


class RequestState(StrEnum):
    AWAITS_APPROVAL = "awaits_approval"
    OPEN = "open"
    FILLED = "filled"
    UNFILLED = "unfilled"
    WITHDRAWN = "withdrawn"


class UnfilledReason(StrEnum):
    """Why a request ended without anybody (REQ-8)."""

    NOBODY_FITS = "nobody_fits"
    NOBODY_FREE = "nobody_free"
    NOBODY_SAID_YES = "nobody_said_yes"
    NOT_APPROVED = "not_approved"
    TOO_LATE = "too_late"


class CandidateState(StrEnum):
    """Where somebody stands in the line of a request (REQ-5)."""

    IN_LINE = "in_line"
    ASKED = "asked"
    ACCEPTED = "accepted"
    SAID_NO = "said_no"
    PASSED_OVER = "passed_over"
    RELEASED = "released"


class LinkKind(StrEnum):
    """What touched an opportunity, once each."""

    REQUEST = "request"
    ASK = "ask"
    CONTENT = "content"
    REFERRAL = "referral"


class CampaignState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class TargetState(StrEnum):
    """Where somebody stands in a campaign. Who is left out keeps the reason of the rule."""

    WAITING = "waiting"
    ASKED = "asked"
    LEFT_OUT = "left_out"


class AppearanceKind(StrEnum):
    """What the activity log holds (ACT-1)."""

    EVENT = "event"
    SOCIAL_POST = "social_post"
