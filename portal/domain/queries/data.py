"""Everything kept about one advocate, for them to take away (ADV-10). No secret of ours is in it."""

from collections.abc import Sequence
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
    """By the name of the part; each row by the names of its columns. What a merged entry holds is theirs too."""
    entries = session.scalars(merges.everyone_of(advocate_id)).all()
    rows = session.execute(
        select(Person.id, Person.email).join(Advocate, Advocate.person_id == Person.id).where(Advocate.id.in_(entries))
    ).all()
    people, addresses = [row.id for row in rows], [row.email for row in rows]
    own_asks = Ask.advocate_id.in_(entries)
    asks = select(Ask.id).where(own_asks)
    invitations = select(Invitation.id).where(Invitation.advocate_id.in_(entries))
    heard = or_(Signal.person_id.in_(people), Signal.email.in_(addresses))
    signals = select(Signal.id).where(heard)
    featuring = select(AppearanceAdvocate.appearance_id).where(AppearanceAdvocate.advocate_id.in_(entries))
    parts: Parts = {
        "person": (Person, Person.id.in_(people)),
        "advocate": (Advocate, Advocate.id.in_(entries)),
        "account": (Account, Account.id.in_(select(Advocate.account_id).where(Advocate.id.in_(entries)))),
        "limits": (MatchRow, MatchRow.advocate_id.in_(entries)),
        "willingness": (Willingness, Willingness.advocate_id.in_(entries)),
        "consents": (Consent, Consent.advocate_id.in_(entries)),
        "asks": (Ask, own_asks),
        "ask_events": (AskEvent, AskEvent.ask_id.in_(asks)),
        **_meetings(asks, people),
        "lines": (RequestCandidate, RequestCandidate.advocate_id.in_(entries)),
        "campaigns": (CampaignTarget, CampaignTarget.advocate_id.in_(entries)),
        "appearances": (Appearance, Appearance.id.in_(featuring)),
        "departures": (Departure, Departure.advocate_id.in_(entries)),
        "interviews": (Interview, Interview.advocate_id.in_(entries)),
        "confirmations": (Confirmation, Confirmation.advocate_id.in_(entries)),
        "reconfirmations": (Reconfirmation, Reconfirmation.advocate_id.in_(entries)),
        "signals": (Signal, heard),
        "notes": (Note, Note.advocate_id.in_(entries)),
        "contact_views": (ContactView, ContactView.advocate_id.in_(entries)),
        "invitations": (Invitation, Invitation.advocate_id.in_(entries)),
        "join_requests": (JoinRequest, or_(JoinRequest.advocate_id.in_(entries), JoinRequest.email.in_(addresses))),
        "nominations": (
            Nomination,
            or_(
                Nomination.nominator_id.in_(people),
                Nomination.advocate_id.in_(entries),
                Nomination.email.in_(addresses),
            ),
        ),
        "audit": (Audit, _about(entries, people, asks, invitations)),
    }
    parts |= _content(entries) | _signing_in(people) | _imported(entries, signals) | _given_back(entries)
    found = {name: _rows(session, table, condition) for name, (table, condition) in parts.items()}
    return found | {"activities": _rows(session, Activity, ~Activity.archived)}


def _meetings(asks: Select[int], people: Sequence[int]) -> Parts:
    """What the other side said after a call is the other side's."""
    own = select(Meeting.id).where(Meeting.ask_id.in_(asks))
    return {
        "meetings": (Meeting, Meeting.ask_id.in_(asks)),
        "meeting_times": (MeetingTime, MeetingTime.meeting_id.in_(own)),
        "calendar_entries": (CalendarEntry, CalendarEntry.meeting_id.in_(own)),
        "feedback": (Feedback, and_(Feedback.ask_id.in_(asks), Feedback.author_id.in_(people))),
    }


def _content(entries: Sequence[int]) -> Parts:
    own = select(Content.id).where(Content.advocate_id.in_(entries))
    return {
        "content": (Content, Content.advocate_id.in_(entries)),
        "content_consents": (ContentConsent, ContentConsent.content_id.in_(own)),
        "content_events": (ContentEvent, ContentEvent.content_id.in_(own)),
        "content_uses": (ContentUse, ContentUse.content_id.in_(own)),
    }


def _signing_in(people: Sequence[int]) -> Parts:
    return {
        "messages": (Outbox, Outbox.recipient_id.in_(people)),
        "sign_ins": (SignIn, SignIn.person_id.in_(people)),
        "sessions": (Login, Login.person_id.in_(people)),
        "identities": (Identity, Identity.person_id.in_(people)),
        "address_changes": (AddressChange, AddressChange.person_id.in_(people)),
    }


def _imported(entries: Sequence[int], signals: Select[int]) -> Parts:
    """Objects of different files may have the same number."""
    people = select(Import.id).where(Import.noun == Noun.CONTACTS)
    heard = select(Import.id).where(Import.noun.in_(HEARD))
    rows = or_(
        and_(ImportRow.object_id.in_(entries), ImportRow.import_id.in_(people)),
        and_(ImportRow.object_id.in_(signals), ImportRow.import_id.in_(heard)),
    )
    return {"imported_rows": (ImportRow, rows)}


def _given_back(entries: Sequence[int]) -> Parts:
    purses = select(LedgerAccount.id).where(LedgerAccount.advocate_id.in_(entries))
    redemptions = select(Redemption.id).where(Redemption.advocate_id.in_(entries))
    return {
        "points": (LedgerAccount, LedgerAccount.advocate_id.in_(entries)),
        "point_entries": (Transfer, or_(Transfer.debit_id.in_(purses), Transfer.credit_id.in_(purses))),
        "adjustments": (Adjustment, Adjustment.advocate_id.in_(entries)),
        "redemptions": (Redemption, Redemption.advocate_id.in_(entries)),
        "redemption_events": (RedemptionEvent, RedemptionEvent.redemption_id.in_(redemptions)),
        "reward_codes": (RewardCode, RewardCode.redemption_id.in_(redemptions)),
        "gifts": (AdvocateGifts, AdvocateGifts.advocate_id.in_(entries)),
        "thank_yous": (ThankYou, ThankYou.advocate_id.in_(entries)),
    }


def _about(
    entries: Sequence[int], people: Sequence[int], asks: Select[int], invitations: Select[int]
) -> ColumnElement[bool]:
    """What they did, and what was done to them."""
    return or_(
        Audit.actor_id.in_(people),
        and_(Audit.object_kind == "person", Audit.object_id.in_(people)),
        and_(Audit.object_kind == "advocate", Audit.object_id.in_(entries)),
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
