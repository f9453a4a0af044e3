"""Words that wait for their advocate's yes are brought back to mind once (CON-1, CAP-9)."""

from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.kinds import ContentState, Topic
from portal.domain.models import Advocate, Content, MatchRow, Outbox
from portal.domain.queries import contents as queries
from portal.domain.queries import programs
from portal.domain.queries.program_mails import may_get_one
from portal.domain.recordsets import among
from portal.domain.rules import contents as rules

SLICE = 200


def remind_due(session: Session, *, now: datetime) -> int:
    """As soon as a program mail may go to them again; what asked them counts as one. Answers how many."""
    program = programs.current(session)
    asked = queries.asked_event()
    due = (
        select(asked, Content.advocate_id, Advocate.person_id)
        .join(Advocate, Advocate.id == Content.advocate_id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .where(
            Content.state == ContentState.SENT,
            or_(Content.ends_on.is_(None), Content.ends_on > programs.today(program, now)),
            queries.asked_at() <= now - rules.REMIND_AFTER,
            ~exists().where(Outbox.dedupe_key == func.concat(f"{Topic.CONTENT_REMINDED}:", asked)),
            *may_get_one(program, now),
        )
        .order_by(Content.id)
        .limit(SLICE)
    )
    wanted = {row[1] for row in session.execute(due)}
    locked = select(MatchRow.advocate_id).where(among(MatchRow.advocate_id, wanted)).order_by(MatchRow.advocate_id)
    free = set(session.scalars(locked.with_for_update(skip_locked=True)))
    # Read again under the lock: another job may have written to them meanwhile.
    first: dict[int, int] = {}
    for event_id, _, person_id in session.execute(due.where(among(Advocate.id, free))):
        first.setdefault(person_id, event_id)
    recipients = {event_id: person_id for person_id, event_id in first.items()}
    outbox.promise_each(session, Topic.CONTENT_REMINDED, recipients, now=now)
    return len(recipients)
