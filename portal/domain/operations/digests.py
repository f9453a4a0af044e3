"""One mail a day at most, in the reader's morning, and never about nothing (REQ-2, ADO-1)."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.kinds import Topic
from portal.domain.models import Digest, DigestWish, Person
from portal.domain.queries import digests as queries
from portal.domain.queries import programs
from portal.domain.queries.digests import Wish
from portal.domain.rules import digests as rules

AT_ONCE = 200
"""Readers that one call deals with; the next call takes the rest."""
FRESH = timedelta(hours=4)
"""A morning's mail that can't be sent by then is not sent."""


def make_due(session: Session, *, now: datetime) -> int:
    """Promise everybody's digest of this morning; answers how many. Twice or at once, each reader gets one."""
    program = programs.current(session)
    zones = {zone or program.time_zone for zone in queries.zones(session)}
    mornings = rules.mornings(zones, now)
    if not mornings:
        return 0
    due = queries.due(mornings, zone=program.time_zone, today=programs.today(program, now), now=now)
    made = session.execute(
        insert(Digest)
        .from_select(["person_id", "day", "month", "proof_since", "at"], due.limit(AT_ONCE))
        .on_conflict_do_nothing()
        .returning(Digest.id, Digest.person_id)
    ).all()
    for row in made:
        outbox.promise(
            session,
            Topic.DIGEST_MADE,
            key=str(row.id),
            now=now,
            recipient_id=row.person_id,
            about_id=row.id,
            expires_at=now + FRESH,
        )
    return len(made)


def choose(session: Session, *, person_id: int, wish: Wish, time_zone: str | None, now: datetime) -> None:
    """Which of the two they want, and where their morning is. A mail that is on its way already stops too."""
    person = session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    changed = tuple(
        name
        for name, differs in (
            ("daily_and_proof", queries.wish(session, person_id) != wish),
            ("time_zone", person.time_zone != time_zone),
        )
        if differs
    )
    if not changed:
        return
    person.time_zone = time_zone
    chosen = {"daily": wish.daily, "proof": wish.proof, "changed_at": now}
    session.execute(
        insert(DigestWish)
        .values(person_id=person_id, **chosen)
        .on_conflict_do_update(index_elements=["person_id"], set_=chosen)
    )
    audit.record(session, "digests.chosen", kind="person", id=person_id, actor_id=person_id, now=now, fields=changed)
