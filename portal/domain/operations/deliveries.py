"""What becomes of a message on its way out (RELIABILITY 3.2). Lock order: match row, ask or invitation, outbox row."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from portal.domain import audit, leases, outbox
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ASK_TOPICS, INVITATION_TOPICS, Effort, MessageState, Topic, Via
from portal.domain.leases import Claimed, Outcome, Report
from portal.domain.models import Advocate, Ask, AskEvent, Audit, Invitation, MatchRow, Outbox
from portal.domain.operations import asks, freshness, invitations, places
from portal.domain.queries import programs
from portal.domain.queries.deliveries import why_stop
from portal.domain.rules.retries import next_try

STATES = {
    Outcome.SENT: MessageState.SENT,
    Outcome.DEFERRED: MessageState.DEFERRED,
    Outcome.FAILED: MessageState.FAILED,
    Outcome.CANCELLED: MessageState.CANCELLED,
    Outcome.UNCERTAIN: MessageState.UNCERTAIN,
}
NEVER_ARRIVED = frozenset({Outcome.FAILED, Outcome.CANCELLED})


@dataclass(frozen=True)
class Passed:
    """What the send journal keeps: enough to hold the caps true after a restore."""

    message_id: str
    day: date
    advocate_id: int | None = None
    effort: Effort | None = None


def pass_point(session: Session, claimed: Claimed, *, address_hashes: Collection[bytes], now: datetime) -> Passed | str:
    """The point of no return: claimed becomes dotted, or a word says why the dot must not be sent.

    An ask's day is today, here and nowhere else. Raises LeaseLost.
    """
    advocate_id = session.scalar(select(Advocate.id).where(Advocate.person_id == claimed.recipient_id))
    if advocate_id is not None:
        places.lock(session, advocate_id)
    if reason := why_stop(session, claimed, address_hashes=address_hashes, now=now):
        return reason
    today = programs.today(programs.current(session), now)
    effort = None
    if claimed.topic is Topic.ASK_SENT and claimed.ask_id is not None:
        effort = _ask_today(session, claimed.ask_id, today, now)
    if claimed.topic is Topic.INVITATION_MADE and claimed.about_id is not None:
        invitations.reach(session, invitation_id=claimed.about_id, now=now)
    leases.move(session, claimed, was=MessageState.CLAIMED, state=MessageState.DOTTED, dotted_at=now)
    return Passed(claimed.message_id, today, advocate_id if effort else None, effort)


def finish(
    session: Session,
    claimed: Claimed,
    report: Report,
    *,
    was: MessageState,
    host: str,
    jitter: float,
    now: datetime,
) -> Outcome:
    """Write down what the claim came to; answers it, for a deferral that has no later try is a failure."""
    outcome, due = report.outcome, None
    if outcome is Outcome.DEFERRED:
        due = next_try(claimed.attempt, now=now, expires_at=claimed.expires_at, jitter=jitter)
        outcome = Outcome.DEFERRED if due else Outcome.FAILED
    if outcome in NEVER_ARRIVED:
        give_back(
            session,
            claimed.topic,
            ask_id=claimed.ask_id,
            about_id=claimed.about_id,
            now=now,
            may_have_arrived=was_resent(session, claimed.id),
        )
    changes: dict[str, object] = {"last_code": report.code, "last_error": report.error}
    if due:
        changes |= {"not_before": due, "dotted_at": None}
    elif outcome is not Outcome.UNCERTAIN:
        changes["finished_at"] = now
    leases.move(session, claimed, was=was, state=STATES[outcome], **changes)
    leases.note_attempt(session, claimed, report, host=host, now=now)
    return outcome


def put_off(session: Session, claimed: Claimed, *, error: str, now: datetime) -> None:
    """Our own mistake, before the point of no return: the row says so and waits. Raises LeaseLost."""
    broken = Report(Outcome.DEFERRED, "handler", error=error)
    finish(session, claimed, broken, was=MessageState.CLAIMED, host="", jitter=0.5, now=now)


def give_back(
    session: Session,
    topic: Topic,
    *,
    ask_id: int | None,
    about_id: int | None,
    now: datetime,
    may_have_arrived: bool = False,
) -> None:
    """The first message of an ask or an invitation never arrived: it ends, and its place is free again. Where an
    earlier, uncertain try may have arrived it ends and keeps its place.
    """
    if topic is Topic.ASK_SENT and ask_id is not None:
        asks.undeliver(session, ask_id=ask_id, now=now, may_have_arrived=may_have_arrived)
    if topic is Topic.INVITATION_MADE and about_id is not None:
        invitations.undeliver(session, invitation_id=about_id, now=now, may_have_arrived=may_have_arrived)
    if topic is Topic.RECONFIRMATION_ASKED and about_id is not None:
        freshness.take_back(session, reconfirmation_id=about_id)


def resend(session: Session, *, outbox_id: int, actor_id: int, now: datetime) -> None:
    """Send an uncertain message again, with its Message-ID, its link and its place. Raises Refused, NotFound."""
    row = session.execute(select(Outbox).where(Outbox.id == outbox_id).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound
    if row.state is not MessageState.UNCERTAIN:
        raise Refused(f"is_{row.state}", "Only a message whose arrival is uncertain can be sent again.")
    row.state, row.attempt, row.dotted_at = MessageState.QUEUED, 0, None
    row.not_before, row.expires_at = now, max(row.expires_at, now + outbox.KEEP_TRYING)
    audit.record(session, "message.resent", kind="outbox", id=outbox_id, actor_id=actor_id, now=now, fields=("state",))


def settle_by_answers(session: Session, *, now: datetime) -> int:
    """Evidence that an uncertain message arrived: its link was answered. Answers how many are settled."""
    answered = or_(
        and_(
            Outbox.topic.in_(ASK_TOPICS),
            exists().where(AskEvent.ask_id == Outbox.ask_id, AskEvent.via == Via.LINK, AskEvent.at >= Outbox.dotted_at),
        ),
        and_(
            Outbox.topic.in_(INVITATION_TOPICS),
            exists().where(Invitation.id == Outbox.about_id, Invitation.answered_at >= Outbox.dotted_at),
        ),
    )
    settled = session.scalars(
        update(Outbox)
        .where(Outbox.state == MessageState.UNCERTAIN, answered)
        .values(state=MessageState.SENT, finished_at=now)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    ).all()
    for outbox_id in settled:
        audit.record(session, "message.settled", kind="outbox", id=outbox_id, actor_id=None, now=now, fields=("state",))
    return len(settled)


def was_resent(session: Session, outbox_id: int) -> bool:
    """Somebody pressed "send again" because its arrival was uncertain."""
    resent = (Audit.object_kind == "outbox", Audit.object_id == outbox_id, Audit.action == "message.resent")
    return bool(session.scalar(select(exists().where(*resent))))


def _ask_today(session: Session, ask_id: int, today: date, now: datetime) -> Effort:
    """Move the ask's day and the match row's forward to today, never back."""
    effort, advocate_id = session.execute(
        update(Ask)
        .where(Ask.id == ask_id)
        .values(asked_on=func.greatest(Ask.asked_on, today), reached_at=now)
        .returning(Ask.effort, Ask.advocate_id)
        .execution_options(synchronize_session=False)
    ).one()
    last = MatchRow.last_high_on if effort is Effort.HIGH else MatchRow.last_low_on
    session.execute(
        update(MatchRow)
        .where(MatchRow.advocate_id == advocate_id)
        .values({last: func.greatest(last, today), MatchRow.fair_key: places.key_of_asks()})
        .execution_options(synchronize_session=False)
    )
    return Effort(effort)
