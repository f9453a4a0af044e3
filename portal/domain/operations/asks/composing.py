"""Write an ask and send it (ASK-2, ASK-3, CAP-3)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer, AskState, Topic, Via
from portal.domain.models import Activity, Advocate, Ask, Program
from portal.domain.operations import places, reviews
from portal.domain.operations.asks import steps
from portal.domain.queries import programs, relationships, standings
from portal.domain.queries.merges import everyone_of
from portal.domain.rules import asks as rules
from portal.domain.rules import caps, refusals, sentences


@dataclass(frozen=True)
class Words:
    """What the asker typed. `minutes` and `reply_by` fall back to the activity's and the program's."""

    activity_id: int
    other_role: str
    other_industry: str
    happen_by: date | None
    why: str
    minutes: int | None = None
    reply_by: date | None = None
    other_name: str | None = None
    other_contact: str | None = None
    by_hand_note: str | None = None
    override_reason: str | None = None


def draft(session: Session, *, advocate_id: int, words: Words, asker_id: int, now: datetime) -> Ask:
    """Keep an ask that is specific enough to send; nothing reaches anybody yet. Raises Refused, NotFound."""
    activity = session.get(Activity, words.activity_id)
    if activity is None or activity.archived or session.get(Advocate, advocate_id) is None:
        raise NotFound
    ask = Ask(
        advocate_id=advocate_id,
        activity_id=activity.id,
        asker_id=asker_id,
        effort=activity.effort,
        state=AskState.DRAFT,
        created_at=now,
        **_written(session, words, activity, now),
    )
    session.add(ask)
    session.flush()
    audit.record(session, "ask.drafted", kind="ask", id=ask.id, actor_id=asker_id, now=now)
    return ask


def rewrite(session: Session, *, ask_id: int, words: Words, actor_id: int, now: datetime) -> Ask:
    """Other words for a draft; who writes them is who asks. For what and whom stays. Raises Refused, NotFound."""
    ask, _ = steps.locked(session, ask_id)
    if ask.state is not AskState.DRAFT:
        raise Refused(f"is_{ask.state}", "Only a draft can be rewritten.")
    written = _written(session, words, session.get_one(Activity, ask.activity_id), now)
    changed = tuple(name for name, value in written.items() if getattr(ask, name) != value)
    for name in changed:
        setattr(ask, name, written[name])
    ask.asker_id = actor_id
    session.flush()
    audit.record(session, "ask.rewritten", kind="ask", id=ask.id, actor_id=actor_id, now=now, fields=changed)
    return ask


def _written(session: Session, words: Words, activity: Activity, now: datetime) -> dict[str, Any]:
    """The columns that the words decide. Raises Refused if they are too vague to send."""
    program = programs.current(session)
    today = programs.today(program, now)
    minutes = words.minutes or activity.minutes
    reply_by = words.reply_by or _reply_by(program, words.happen_by, today)
    missing = sentences.too_vague(
        minutes=minutes,
        role=words.other_role,
        industry=words.other_industry,
        happen_by=words.happen_by,
        reply_by=reply_by,
        today=today,
    )
    if missing or words.happen_by is None:
        raise Refused("too_vague", " ".join(missing.values()))
    return {
        "minutes": minutes,
        "other_role": words.other_role.strip(),
        "other_industry": words.other_industry.strip(),
        "other_name": words.other_name,
        "other_contact": words.other_contact,
        "happen_by": words.happen_by,
        "sentence": sentences.sentence(
            activity.question,
            minutes=minutes,
            role=words.other_role,
            industry=words.other_industry,
            happen_by=words.happen_by,
            today=today,
        ),
        "why": words.why.strip(),
        "by_hand_note": words.by_hand_note,
        "override_reason": words.override_reason,
        "reply_by": reply_by,
    }


def discard(session: Session, *, ask_id: int, actor_id: int, now: datetime) -> None:
    """Throw a draft away."""
    ask, _ = steps.locked(session, ask_id)
    if ask.state is not AskState.DRAFT:
        raise Refused(f"is_{ask.state}", "Only a draft can be thrown away.")
    session.delete(ask)
    audit.record(session, "ask.discarded", kind="ask", id=ask_id, actor_id=actor_id, now=now)


def send(session: Session, *, ask_id: int, actor_id: int, now: datetime) -> Ask:
    """The only way an ask is made: the guarded update decides, and a refusal says why and when next (CAP-6)."""
    ask = session.execute(select(Ask).where(Ask.id == ask_id).with_for_update()).scalar_one_or_none()
    activity = session.get(Activity, ask.activity_id) if ask else None
    if ask is None or activity is None:
        raise NotFound
    if ask.state is not AskState.DRAFT:
        raise Refused(f"is_{ask.state}", steps.NOW_IT_IS[ask.state])
    if activity.archived:
        raise Refused("archived", f"“{activity.name}” is no longer asked for. Throw this draft away.")
    program = programs.current(session)
    today = programs.today(program, now)
    if ask.reply_by <= today:
        raise Refused("too_vague", "The day to answer by has passed. Choose a later one.")
    _fits(session, ask, activity, today)
    reviews.hold(session, ask, activity, program)
    ask.effort = activity.effort  # the class whose place is taken, also if it was another when the draft was written
    won = places.take(
        session,
        advocate_id=ask.advocate_id,
        ask_id=ask.id,
        activity=activity,
        policy=programs.policy(program),
        by_hand=bool((ask.by_hand_note or "").strip()),
        today=today,
    )
    if not won:
        raise _refusal(session, ask, activity, program, today)
    ask.asked_on = today
    ask.sent_at = now
    steps.change(session, ask, AskState.SENT, via=Via.TEAM, actor_id=actor_id, now=now)
    session.flush()
    outbox.promise(
        session,
        Topic.ASK_SENT,
        key=str(ask.id),
        now=now,
        recipient_id=session.execute(select(Advocate.person_id).where(Advocate.id == ask.advocate_id)).scalar_one(),
        ask_id=ask.id,
        expires_at=now + timedelta(days=max((ask.reply_by - today).days, 1)),
    )
    return ask


def _reply_by(program: Program, happen_by: date | None, today: date) -> date:
    usual = today + timedelta(days=program.reply_days)
    return min(usual, happen_by) if happen_by else usual


def _fits(session: Session, ask: Ask, activity: Activity, today: date) -> None:
    """ASK-3: too big for the relationship needs a reason. CAP-2: "ask me first" needs a note of the asker's own."""
    advocate = session.get_one(Advocate, ask.advocate_id)
    completed = session.execute(
        select(func.count()).where(Ask.advocate_id.in_(everyone_of(advocate.id)), Ask.state == AskState.COMPLETED)
    ).scalar_one()
    warnings = rules.too_large(
        kind=activity.kind,
        effort=activity.effort,
        stage=advocate.stage,
        completed=completed,
        score=advocate.score,
        score_on=advocate.score_on,
        today=today,
    ) + relationships.warnings(session, advocate.id, today)
    if warnings and not (ask.override_reason or "").strip():
        raise Refused("too_large", " ".join([*warnings, "Write down why you ask all the same."]))
    answer = standings.one(session, advocate.id).answer(activity.id)
    if answer is Answer.ASK_FIRST and not (ask.by_hand_note or "").strip():
        raise Refused("needs_note", "They chose “Ask me first” for this. Write them a note of your own.")


def _refusal(session: Session, ask: Ask, activity: Activity, program: Program, today: date) -> Refused:
    standing = standings.one(session, ask.advocate_id)
    obstacle = caps.why_not(standing, standings.wanted(activity, by_hand=True), programs.policy(program), today)
    if obstacle is None:
        return Refused("just_changed", "Something changed at this very moment. Send it again.")
    effort = activity.effort
    if obstacle.reason is caps.Reason.AWAITING:
        effort = (
            session.execute(
                select(Ask.effort).where(Ask.advocate_id == ask.advocate_id, Ask.state == AskState.SENT)
            ).scalar_one_or_none()
            or activity.effort
        )
    last = standings.last_asked(session, ask.advocate_id, effort)
    return Refused(
        str(obstacle.reason), refusals.sentence(obstacle, activity.plural, last, today), next_on=obstacle.next_on
    )
