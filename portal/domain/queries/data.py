"""Everything kept about one advocate, for them to take away (ADV-10). No secret of ours is in it."""

from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.models import (
    Account,
    Activity,
    AddressChange,
    Adjustment,
    Advocate,
    AdvocateGifts,
    Appearance,
    AppearanceAdvocate,
    Ask,
    AskEvent,
    Audit,
    Base,
    CalendarEntry,
    CampaignTarget,
    Confirmation,
    Consent,
    ContactView,
    Content,
    ContentConsent,
    ContentEvent,
    ContentUse,
    Departure,
    Feedback,
    Identity,
    Import,
    ImportRow,
    Interview,
    Invitation,
    JoinRequest,
    LedgerAccount,
    Login,
    MatchRow,
    Meeting,
    MeetingTime,
    Nomination,
    Note,
    Outbox,
    Person,
    Reconfirmation,
    Redemption,
    RedemptionEvent,
    RequestCandidate,
    RewardCode,
    Signal,
    SignIn,
    ThankYou,
    Transfer,
    Willingness,
)
from portal.domain.queries import merges
from portal.domain.rules.imports import HEARD, Noun

LEFT_OUT = MappingProxyType(
    {
        Login: frozenset({"token_hash"}),
        SignIn: frozenset({"browser_hash"}),
        Outbox: frozenset({"dedupe_key", "lease_owner", "lease_until", "lease_token", "queue"}),
        ImportRow: frozenset({"reasons"}),
        Transfer: frozenset({"key", "params_hash", "transaction_id"}),
        Redemption: frozenset({"key", "params_hash", "price_hash"}),
        Adjustment: frozenset({"key"}),
        ContentUse: frozenset({"opportunity"}),
        Appearance: frozenset({"leads", "by_id", "import_id", "deleted_at"}),
        Ask: frozenset({"quiet", "override_reason", "other_name", "other_contact"}),
        Account: frozenset({"revenue", "leave_alone_until", "leave_alone_why", "leave_alone_by"}),
    }
)
"""Hashes of secrets, the machinery of sending, and what is not about them: the other side, their company's figures."""

Rows = list[dict[str, Any]]
Parts = dict[str, tuple[type[Base], ColumnElement[bool]]]


def everything(session: Session, advocate_id: int) -> dict[str, Rows]:
    """By the name of the part; each row by the names of its columns."""
    person_id, email = session.execute(
        select(Person.id, Person.email)
        .join(Advocate, Advocate.person_id == Person.id)
        .where(Advocate.id == advocate_id)
    ).one()
    own_asks = Ask.advocate_id.in_(merges.everyone_of(advocate_id))
    asks = select(Ask.id).where(own_asks)
    invitations = select(Invitation.id).where(Invitation.advocate_id == advocate_id)
    heard = or_(Signal.person_id == person_id, Signal.email == email)
    signals = select(Signal.id).where(heard)
    featuring = select(AppearanceAdvocate.appearance_id).where(AppearanceAdvocate.advocate_id == advocate_id)
    parts: Parts = {
        "person": (Person, Person.id == person_id),
        "advocate": (Advocate, Advocate.id == advocate_id),
        "account": (Account, Account.id == _account_of(advocate_id)),
        "limits": (MatchRow, MatchRow.advocate_id == advocate_id),
        "willingness": (Willingness, Willingness.advocate_id == advocate_id),
        "consents": (Consent, Consent.advocate_id == advocate_id),
        "asks": (Ask, own_asks),
        "ask_events": (AskEvent, AskEvent.ask_id.in_(asks)),
        **_meetings(asks, person_id),
        "lines": (RequestCandidate, RequestCandidate.advocate_id == advocate_id),
        "campaigns": (CampaignTarget, CampaignTarget.advocate_id == advocate_id),
        "appearances": (Appearance, Appearance.id.in_(featuring)),
        "departures": (Departure, Departure.advocate_id == advocate_id),
        "interviews": (Interview, Interview.advocate_id == advocate_id),
        "confirmations": (Confirmation, Confirmation.advocate_id == advocate_id),
        "reconfirmations": (Reconfirmation, Reconfirmation.advocate_id == advocate_id),
        "signals": (Signal, heard),
        "notes": (Note, Note.advocate_id == advocate_id),
        "contact_views": (ContactView, ContactView.advocate_id == advocate_id),
        "invitations": (Invitation, Invitation.advocate_id == advocate_id),
        "join_requests": (JoinRequest, or_(JoinRequest.advocate_id == advocate_id, JoinRequest.email == email)),
        "nominations": (
            Nomination,
            or_(
                Nomination.nominator_id == person_id,
                Nomination.advocate_id == advocate_id,
                Nomination.email == email,
            ),
        ),
        "audit": (Audit, _about(advocate_id, person_id, asks, invitations)),
    }
    parts |= _content(advocate_id) | _signing_in(person_id) | _imported(advocate_id, signals) | _given_back(advocate_id)
    found = {name: _rows(session, table, condition) for name, (table, condition) in parts.items()}
    return found | {"activities": _rows(session, Activity, ~Activity.archived)}


def _meetings(asks: Select[int], person_id: int) -> Parts:
    """What the other side said after a call is the other side's."""
    own = select(Meeting.id).where(Meeting.ask_id.in_(asks))
    return {
        "meetings": (Meeting, Meeting.ask_id.in_(asks)),
        "meeting_times": (MeetingTime, MeetingTime.meeting_id.in_(own)),
        "calendar_entries": (CalendarEntry, CalendarEntry.meeting_id.in_(own)),
        "feedback": (Feedback, and_(Feedback.ask_id.in_(asks), Feedback.author_id == person_id)),
    }


def _content(advocate_id: int) -> Parts:
    own = select(Content.id).where(Content.advocate_id == advocate_id)
    return {
        "content": (Content, Content.advocate_id == advocate_id),
        "content_consents": (ContentConsent, ContentConsent.content_id.in_(own)),
        "content_events": (ContentEvent, ContentEvent.content_id.in_(own)),
        "content_uses": (ContentUse, ContentUse.content_id.in_(own)),
    }


def _signing_in(person_id: int) -> Parts:
    return {
        "messages": (Outbox, Outbox.recipient_id == person_id),
        "sign_ins": (SignIn, SignIn.person_id == person_id),
        "sessions": (Login, Login.person_id == person_id),
        "identities": (Identity, Identity.person_id == person_id),
        "address_changes": (AddressChange, AddressChange.person_id == person_id),
    }


def _imported(advocate_id: int, signals: Select[int]) -> Parts:
    """Objects of different files may have the same number."""
    people = select(Import.id).where(Import.noun == Noun.CONTACTS)
    heard = select(Import.id).where(Import.noun.in_(HEARD))
    rows = or_(
        and_(ImportRow.object_id == advocate_id, ImportRow.import_id.in_(people)),
        and_(ImportRow.object_id.in_(signals), ImportRow.import_id.in_(heard)),
    )
    return {"imported_rows": (ImportRow, rows)}


def _given_back(advocate_id: int) -> Parts:
    purses = select(LedgerAccount.id).where(LedgerAccount.advocate_id == advocate_id)
    redemptions = select(Redemption.id).where(Redemption.advocate_id == advocate_id)
    return {
        "points": (LedgerAccount, LedgerAccount.advocate_id == advocate_id),
        "point_entries": (Transfer, or_(Transfer.debit_id.in_(purses), Transfer.credit_id.in_(purses))),
        "adjustments": (Adjustment, Adjustment.advocate_id == advocate_id),
        "redemptions": (Redemption, Redemption.advocate_id == advocate_id),
        "redemption_events": (RedemptionEvent, RedemptionEvent.redemption_id.in_(redemptions)),
        "reward_codes": (RewardCode, RewardCode.redemption_id.in_(redemptions)),
        "gifts": (AdvocateGifts, AdvocateGifts.advocate_id == advocate_id),
        "thank_yous": (ThankYou, ThankYou.advocate_id == advocate_id),
    }


def _account_of(advocate_id: int) -> Any:  # noqa: ANN401 - a scalar subquery
    return select(Advocate.account_id).where(Advocate.id == advocate_id).scalar_subquery()


def _about(advocate_id: int, person_id: int, asks: Select[int], invitations: Select[int]) -> ColumnElement[bool]:
    """What they did, and what was done to them."""
    return or_(
        Audit.actor_id == person_id,
        and_(Audit.object_kind == "person", Audit.object_id == person_id),
        and_(Audit.object_kind == "advocate", Audit.object_id == advocate_id),
        and_(Audit.object_kind == "ask", Audit.object_id.in_(asks)),
        and_(Audit.object_kind == "invitation", Audit.object_id.in_(invitations)),
    )


def _rows(session: Session, table: type[Base], condition: ColumnElement[bool]) -> Rows:
    left_out = LEFT_OUT.get(table, frozenset())
    columns: list[InstrumentedAttribute[Any]] = [
        getattr(table, attribute.key) for attribute in table.__mapper__.column_attrs if attribute.key not in left_out
    ]
    key = table.__mapper__.primary_key
    return [dict(row._mapping) for row in session.execute(select(*columns).where(condition).order_by(*key))]  # noqa: SLF001 - SQLAlchemy's public row interface
