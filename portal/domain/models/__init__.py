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
from portal.domain.models.asks import Ask, AskEvent, Nomination
from portal.domain.models.audit import Audit, AuditSeal
from portal.domain.models.base import Base
from portal.domain.models.imports import Import, ImportRow
from portal.domain.models.invitations import Invitation, JoinRequest
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
    "Consent",
    "ContactView",
    "Counter",
    "Identity",
    "Import",
    "ImportRow",
    "Invitation",
    "JoinRequest",
    "Login",
    "MatchRow",
    "Nomination",
    "Note",
    "Outbox",
    "OutboxAttempt",
    "Person",
    "Program",
    "SignIn",
    "Suppression",
    "Willingness",
    "Wording",
]
