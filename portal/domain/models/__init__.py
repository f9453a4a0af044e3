"""Tables. Import them from here."""

from portal.domain.models.advocates import (
    Account,
    Advocate,
    Consent,
    ContactView,
    MatchRow,
    Note,
    Willingness,
)
from portal.domain.models.asks import Ask, AskEvent
from portal.domain.models.audit import Audit, AuditSeal
from portal.domain.models.base import Base
from portal.domain.models.confirmations import Confirmation, Reconfirmation
from portal.domain.models.contents import Content, ContentConsent, ContentEvent, ContentUse, Work
from portal.domain.models.departments import Department
from portal.domain.models.imports import Import, ImportRow
from portal.domain.models.interviews import Interview
from portal.domain.models.invitations import Invitation, JoinRequest
from portal.domain.models.join_links import JoinLink
from portal.domain.models.nominations import Nomination
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
from portal.domain.models.searches import SearchRow
from portal.domain.models.segments import SearchMiss, Segment
from portal.domain.models.signals import Signal
from portal.domain.models.tags import Tagging

__all__ = [
    "Account",
    "Activity",
    "AddressChange",
    "Advocate",
    "Ask",
    "AskEvent",
    "Audit",
    "AuditSeal",
    "Base",
    "Beat",
    "Confirmation",
    "Consent",
    "ContactView",
    "Content",
    "ContentConsent",
    "ContentEvent",
    "ContentUse",
    "Counter",
    "Department",
    "Identity",
    "Import",
    "ImportRow",
    "Interview",
    "Invitation",
    "JoinLink",
    "JoinRequest",
    "Login",
    "MatchRow",
    "Nomination",
    "Note",
    "Outbox",
    "OutboxAttempt",
    "Person",
    "Program",
    "Reconfirmation",
    "SearchMiss",
    "SearchRow",
    "Segment",
    "SignIn",
    "Signal",
    "Suppression",
    "Tagging",
    "Willingness",
    "Wording",
    "Work",
]
