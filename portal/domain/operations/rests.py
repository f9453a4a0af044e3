"""The rest after asks in a row that were declined or unanswered (CAP-7)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.kinds import Topic
from portal.domain.models import Advocate, Ask
from portal.domain.operations import places
from portal.domain.queries import programs
from portal.domain.queries.merges import everyone_of
from portal.domain.rules import asks as rules


def begin_if_due(session: Session, advocate: Advocate, *, now: datetime) -> None:
    """Start the rest once the program's number is reached; one mail tells the advocate."""
    session.flush()
    if advocate.rest_since is not None:
        return
    limit = programs.current(session).rest_after
    theirs = Ask.advocate_id.in_(everyone_of(advocate.id))
    newest = select(Ask.state).where(theirs).order_by(Ask.id.desc()).limit(limit + 20)
    if advocate.chose_at is not None:
        newest = newest.where(Ask.sent_at > advocate.chose_at)
    if rules.in_a_row(list(session.scalars(newest))) < limit:
        return
    advocate.rest_since = now
    places.refresh(session, advocate.id)
    audit.record(session, "advocate.rest_begun", kind="advocate", id=advocate.id, actor_id=None, now=now)
    outbox.promise(
        session,
        Topic.REST_STARTED,
        key=f"{advocate.id}:{now.isoformat()}",
        now=now,
        recipient_id=advocate.person_id,
        about_id=advocate.id,
    )
