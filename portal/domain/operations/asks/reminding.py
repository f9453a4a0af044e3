"""At most two reminders of an ask that reached its advocate (ASK-5)."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, exists, literal, select
from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.kinds import AskState, Topic
from portal.domain.models import Advocate, Ask, Outbox
from portal.domain.queries import programs


def remind_due(session: Session, *, now: datetime) -> int:
    """Promise each reminder that is due and not promised yet; answers how many."""
    program = programs.current(session)
    today = programs.today(program, now)
    reminders = (
        (Topic.ASK_REMINDED_LAST, program.second_reminder_days),
        (Topic.ASK_REMINDED, program.first_reminder_days),
    )
    promised = 0
    for topic, days in reminders:
        keys = [literal(f"{one}:") + cast(Ask.id, String) for one in {topic, Topic.ASK_REMINDED_LAST}]
        due = (
            select(Ask.id, Ask.reply_by, Advocate.person_id)
            .join(Advocate, Advocate.id == Ask.advocate_id)
            .where(
                Ask.state == AskState.SENT,
                Ask.reached_at.is_not(None),
                Ask.asked_on + days <= today,
                Ask.reply_by >= today,
                ~exists().where(Outbox.dedupe_key.in_(keys)),
            )
            .limit(500)
        )
        for ask_id, reply_by, person_id in session.execute(due).all():
            outbox.promise(
                session,
                topic,
                key=str(ask_id),
                now=now,
                recipient_id=person_id,
                ask_id=ask_id,
                expires_at=now + timedelta(days=(reply_by - today).days + 1),
            )
            promised += 1
    return promised
