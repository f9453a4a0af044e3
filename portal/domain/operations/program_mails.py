"""Program mails that jobs promise: the match row is locked first, so that no two jobs write to one person at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.kinds import Topic
from portal.domain.models import MatchRow
from portal.domain.recordsets import among


def promise_each(session: Session, topic: Topic, due: Select[*tuple[Any, ...]], *, now: datetime) -> int:
    """`due` gives asks, who their advocates are by now, and their people, beside match rows. One mail an ask, and one a
    person at this time; answers how many.
    """
    wanted = {row[1] for row in session.execute(due)}
    locked = set(
        session.scalars(
            select(MatchRow.advocate_id)
            .where(among(MatchRow.advocate_id, wanted))
            .order_by(MatchRow.advocate_id)
            .with_for_update(skip_locked=True)
        )
    )
    if not locked:
        return 0
    told: set[int] = set()
    for ask_id, _, person_id in session.execute(due.where(among(MatchRow.advocate_id, locked))):
        if person_id not in told:
            told.add(person_id)
            outbox.promise(session, topic, key=str(ask_id), now=now, recipient_id=person_id, ask_id=ask_id)
    return len(told)
