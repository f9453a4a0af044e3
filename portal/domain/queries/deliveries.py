"""Why a message on its way must not be sent after all: read before it is rendered, and once more before the dot."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from portal.domain.kinds import (
    ASK_TOPICS,
    INVITATION_TOPICS,
    PROGRAM_TOPICS,
    ContentState,
    InvitationState,
    Stage,
    Topic,
)
from portal.domain.leases import Claimed
from portal.domain.models import (
    AddressChange,
    Advocate,
    Content,
    ContentEvent,
    Invitation,
    MatchRow,
    Outbox,
    Person,
    Reconfirmation,
    SignIn,
    Suppression,
)
from portal.domain.queries import digests, programs, stops

SIGN_IN_TOPICS = frozenset({Topic.SIGN_IN_ASKED, Topic.JOIN_CONFIRMED})
NEWS_TOPICS = (
    frozenset({Topic.ASK_ANSWERED}),
    frozenset({Topic.ASK_TOLD, Topic.ASK_CALLED_OFF}),
    frozenset({Topic.REQUEST_TOLD}),
)
"""They tell how an ask or a request stands when they are sent; of several to one person only the newest is worth a
message.
"""
ADDRESS_TOPICS = frozenset({Topic.ADDRESS_CHANGE_OLD, Topic.ADDRESS_CHANGE_NEW})


def why_stop(session: Session, claimed: Claimed, *, address_hashes: Collection[bytes], now: datetime) -> str | None:
    """A stable word, or None when it may go. `address_hashes`: the recipient's address under every key."""
    if claimed.topic in ASK_TOPICS:
        return _of_ask(session, claimed, address_hashes, now)
    if claimed.topic in PROGRAM_TOPICS and (opted_out := _opted_out(session, claimed, address_hashes, now)):
        return opted_out
    if claimed.topic is Topic.DIGEST_MADE and _suppressed(session, address_hashes):
        return "suppressed"
    return _over(session, claimed, now)


@dataclass(frozen=True)
class Marks:
    """By what a returned message is known to be ours, and whose it was."""

    id: int
    message_id: str
    email: str


def marks(session: Session, *, outbox_id: int | None = None, message_id: str | None = None) -> Marks | None:
    about = Outbox.id == outbox_id if outbox_id is not None else Outbox.message_id == (message_id or "")
    row = session.execute(
        select(Outbox.id, Outbox.message_id, Person.email).join(Person, Person.id == Outbox.recipient_id).where(about)
    ).one_or_none()
    return Marks(row.id, row.message_id, row.email) if row else None


def _of_ask(session: Session, claimed: Claimed, address_hashes: Collection[bytes], now: datetime) -> str | None:
    program = programs.current(session)
    policy, today = programs.policy(program), programs.today(program, now)
    return stops.of_asks(session, {claimed: address_hashes}, policy=policy, today=today)[claimed]


def _opted_out(session: Session, claimed: Claimed, address_hashes: Collection[bytes], now: datetime) -> str | None:
    if _suppressed(session, address_hashes):
        return "suppressed"
    row = session.execute(
        select(Person.disabled_at, Advocate.stage, Advocate.left_at, MatchRow.break_until)
        .join(Advocate, Advocate.person_id == Person.id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .where(Person.id == claimed.recipient_id)
    ).one_or_none()
    if row is None or row.disabled_at is not None:
        return "no_such_person"
    if row.left_at is not None or row.stage is Stage.DEPARTED:
        return "departed"
    if row.break_until is None:
        return None
    return "on_a_break" if row.break_until > programs.today(programs.current(session), now) else None


def _suppressed(session: Session, address_hashes: Collection[bytes]) -> bool:
    return bool(session.scalar(select(exists().where(Suppression.address_hash.in_(address_hashes)))))


def _over(session: Session, claimed: Claimed, now: datetime) -> str | None:
    """What the message is about has ended meanwhile."""
    for topics in NEWS_TOPICS:
        if claimed.topic in topics:
            return "overtaken" if _overtaken(session, claimed, topics) else None
    for about, still, over in STILL:
        if claimed.topic in about and not session.scalar(select(still(claimed, now))):
            return over
    return None


def _invitation_open(claimed: Claimed, now: datetime) -> ColumnElement[bool]:
    return exists().where(
        Invitation.id == claimed.about_id, Invitation.state == InvitationState.OPEN, Invitation.expires_at > now
    )


def _still_to_confirm(claimed: Claimed, _now: datetime) -> ColumnElement[bool]:
    """Not while an ask awaits their answer, and not once they have answered."""
    return exists().where(
        Reconfirmation.id == claimed.about_id,
        Reconfirmation.answered_at.is_(None),
        MatchRow.advocate_id == Reconfirmation.advocate_id,
        MatchRow.open_ask_id.is_(None),
    )


def _still_to_approve(claimed: Claimed, _now: datetime) -> ColumnElement[bool]:
    """The very words that were sent."""
    return _content_of(claimed, ContentState.SENT)


def _still_published(claimed: Claimed, _now: datetime) -> ColumnElement[bool]:
    return _content_of(claimed, ContentState.PUBLISHED)


def _content_of(claimed: Claimed, state: ContentState) -> ColumnElement[bool]:
    return exists().where(
        ContentEvent.id == claimed.about_id,
        Content.id == ContentEvent.content_id,
        Content.version == ContentEvent.version,
        Content.state == state,
    )


def _still_resting(claimed: Claimed, _now: datetime) -> ColumnElement[bool]:
    """Not once they have chosen again."""
    return exists().where(Advocate.id == claimed.about_id, Advocate.rest_since.is_not(None))


def _digest_wanted(claimed: Claimed, _now: datetime) -> ColumnElement[bool]:
    return digests.wanted(claimed.about_id)


def _sign_in_usable(claimed: Claimed, now: datetime) -> ColumnElement[bool]:
    return exists().where(SignIn.id == claimed.about_id, SignIn.used_at.is_(None), SignIn.expires_at > now)


def _address_change_open(claimed: Claimed, now: datetime) -> ColumnElement[bool]:
    return exists().where(
        AddressChange.id == claimed.about_id, AddressChange.done_at.is_(None), AddressChange.expires_at > now
    )


STILL: Sequence[tuple[Collection[Topic], Callable[[Claimed, datetime], ColumnElement[bool]], str]] = (
    (INVITATION_TOPICS, _invitation_open, "invitation_closed"),
    (frozenset({Topic.REST_STARTED}), _still_resting, "chose_again"),
    (frozenset({Topic.RECONFIRMATION_ASKED}), _still_to_confirm, "confirmed_or_asked"),
    (frozenset({Topic.CONTENT_SENT, Topic.CONTENT_REMINDED}), _still_to_approve, "approval_over"),
    (frozenset({Topic.CONTENT_PUBLISHED}), _still_published, "not_published"),
    (frozenset({Topic.DIGEST_MADE}), _digest_wanted, "digests_stopped"),
    (SIGN_IN_TOPICS, _sign_in_usable, "sign_in_over"),
    (ADDRESS_TOPICS, _address_change_open, "address_change_over"),
)
"""What a message needs to be still true, and the word for when it no longer is."""


def _overtaken(session: Session, claimed: Claimed, topics: Collection[Topic]) -> bool:
    same = Outbox.about_id == claimed.about_id if claimed.ask_id is None else Outbox.ask_id == claimed.ask_id
    newer = exists().where(
        same,
        Outbox.recipient_id == claimed.recipient_id,
        Outbox.topic.in_(topics),
        Outbox.id > claimed.id,
    )
    return bool(session.scalar(select(newer)))
