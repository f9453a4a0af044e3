"""What both sides say after a call, asked for once (ASK-7)."""

from datetime import datetime

from sqlalchemy import String, cast, exists, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from portal.domain import audit, outbox
from portal.domain.errors import Refused
from portal.domain.kinds import ActivityKind, AskState, Effort, Topic
from portal.domain.meeting_kinds import Side, Went
from portal.domain.models import Activity, Advocate, Ask, Feedback, MatchRow, Outbox
from portal.domain.operations import program_mails
from portal.domain.queries import meetings, programs
from portal.domain.queries.merges import is_now
from portal.domain.queries.program_mails import may_get_one
from portal.domain.rules import meetings as rules

SLICE = 200
HELD_CALL = (Ask.state == AskState.COMPLETED, Ask.effort == Effort.HIGH, Activity.kind == ActivityKind.REFERENCE)


def want(session: Session, ask: Ask, *, actor_id: int, now: datetime) -> None:
    """A call was held: who wanted it is asked by mail, unless they are the one who says so. The advocate's turn comes
    by `ask_due`, because their mail has limits.
    """
    activity = session.get_one(Activity, ask.activity_id)
    if ask.effort is not Effort.HIGH or activity.kind is not ActivityKind.REFERENCE:
        return
    requester_id = meetings.requester_id(session, ask.id)
    if requester_id != actor_id:
        outbox.promise(
            session, Topic.FEEDBACK_WANTED, key=str(ask.id), now=now, recipient_id=requester_id, ask_id=ask.id
        )


def ask_due(session: Session, *, now: datetime) -> int:
    """The advocates of calls that were held lately: one program mail a call, within their limits."""
    program = programs.current(session)
    lately = Ask.completed_on > programs.today(program, now) - rules.FEEDBACK_WITHIN
    given = exists().where(Feedback.ask_id == Ask.id, Feedback.side == Side.ADVOCATE)
    entry = aliased(Advocate)
    key = literal(f"{Topic.FEEDBACK_ASKED}:") + cast(Ask.id, String)
    due = (
        select(Ask.id, Advocate.id, Advocate.person_id)
        .join(Activity, Activity.id == Ask.activity_id)
        .join(entry, entry.id == Ask.advocate_id)
        .join(Advocate, is_now(Advocate, entry))
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .where(*HELD_CALL, lately, ~given, ~exists().where(Outbox.dedupe_key == key))
        .where(*may_get_one(program, now))
        .order_by(Ask.id)
        .limit(SLICE)
    )
    return program_mails.promise_each(session, Topic.FEEDBACK_ASKED, due, now=now)


def give(
    session: Session,
    *,
    ask_id: int,
    side: Side,
    author_id: int,
    went: Went,
    as_said: bool,
    words: str | None,
    now: datetime,
) -> None:
    """Once for each side; said twice, the first word stays. The caller has made sure whose side it is."""
    held = select(Ask.id).join(Activity, Activity.id == Ask.activity_id).where(Ask.id == ask_id, *HELD_CALL)
    if session.scalar(held) is None:
        raise Refused("not_held", "There is nothing to say about this one: it has not taken place.")
    values = {"went": went, "as_said": as_said, "words": words, "author_id": author_id, "at": now}
    made = session.scalar(
        insert(Feedback).values(ask_id=ask_id, side=side, **values).on_conflict_do_nothing().returning(Feedback.id)
    )
    if made is not None:
        audit.record(session, "feedback.given", kind="ask", id=ask_id, actor_id=author_id, now=now)
