"""Tables. Import them from here."""

from portal.domain.models.adjustments import Adjustment
from portal.domain.models.adoptions import Adoption, AdoptionNote, ProofSearch
from portal.domain.models.advocates import (
    Account,
    Advocate,
    Consent,
    ContactView,
    MatchRow,
    Note,
    Willingness,
)
from portal.domain.models.appearances import Appearance, AppearanceAdvocate, AppearanceContent
from portal.domain.models.asks import Ask, AskEvent
from portal.domain.models.audit import Audit, AuditSeal
from portal.domain.models.base import Base
from portal.domain.models.budgets import BudgetLine
from portal.domain.models.campaigns import Campaign, CampaignTarget
from portal.domain.models.confirmations import Confirmation, Reconfirmation
from portal.domain.models.contents import Content, ContentConsent, ContentEvent, ContentUse, Work
from portal.domain.models.departments import Department
from portal.domain.models.departures import Departure
from portal.domain.models.digests import Digest, DigestWish
from portal.domain.models.facets import Facet
from portal.domain.models.feedback import Feedback
from portal.domain.models.gifts import AccountGifts, AdvocateGifts
from portal.domain.models.imports import Import, ImportRow
from portal.domain.models.interviews import Interview
from portal.domain.models.invitations import Invitation, JoinRequest
from portal.domain.models.join_links import JoinLink
from portal.domain.models.ledgers import LedgerAccount, LedgerSeal, Transfer
from portal.domain.models.meetings import CalendarEntry, Meeting, MeetingTime
from portal.domain.models.nominations import Nomination
from portal.domain.models.opportunities import (
    Opportunity,
    OpportunityLink,
    OpportunityOwner,
    OpportunityVersion,
    Product,
)
from portal.domain.models.outbox import Beat, Outbox, OutboxAttempt
from portal.domain.models.people import (
    AddressChange,
    Counter,
    Identity,
    Login,
    Person,
    SignIn,
    Suppression,
)
from portal.domain.models.program import Activity, Program, Wording
from portal.domain.models.redemptions import Redemption, RedemptionEvent
from portal.domain.models.requests import Request, RequestCandidate, RequestMessage
from portal.domain.models.rewards import Reward, RewardCode, RewardRules
from portal.domain.models.searches import SearchRow
from portal.domain.models.segments import SearchMiss, Segment
from portal.domain.models.signals import Signal
from portal.domain.models.tags import Tagging
from portal.domain.models.thanks import ThankYou
from portal.domain.models.validations import Validation

__all__ = [
    "Account",
    "AccountGifts",
    "Activity",
    "AddressChange",
    "Adjustment",
    "Adoption",
    "AdoptionNote",
    "Advocate",
    "AdvocateGifts",
    "Appearance",
    "AppearanceAdvocate",
    "AppearanceContent",
    "Ask",
    "AskEvent",
    "Audit",
    "AuditSeal",
    "Base",
    "Beat",
    "BudgetLine",
    "CalendarEntry",
    "Campaign",
    "CampaignTarget",
    "Confirmation",
    "Consent",
    "ContactView",
    "Content",
    "ContentConsent",
    "ContentEvent",
    "ContentUse",
    "Counter",
    "Department",
    "Departure",
    "Digest",
    "DigestWish",
    "Facet",
    "Feedback",
    "Identity",
    "Import",
    "ImportRow",
    "Interview",
    "Invitation",
    "JoinLink",
    "JoinRequest",
    "LedgerAccount",
    "LedgerSeal",
    "Login",
    "MatchRow",
    "Meeting",
    "MeetingTime",
    "Nomination",
    "Note",
    "Opportunity",
    "OpportunityLink",
    "OpportunityOwner",
    "OpportunityVersion",
    "Outbox",
    "OutboxAttempt",
    "Person",
    "Product",
    "Program",
    "ProofSearch",
    "Reconfirmation",
    "Redemption",
    "RedemptionEvent",
    "Request",
    "RequestCandidate",
    "RequestMessage",
    "Reward",
    "RewardCode",
    "RewardRules",
    "SearchMiss",
    "SearchRow",
    "Segment",
    "SignIn",
    "Signal",
    "Suppression",
    "Tagging",
    "ThankYou",
    "Transfer",
    "Validation",
    "Willingness",
    "Wording",
    "Work",
]
