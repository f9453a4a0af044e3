"""The job asks whose details went stale, and nobody who wants no mail (CAP-9)."""

from datetime import timedelta

from sqlalchemy import select, update

from jobs import schedule
from jobs.kit import Kit
from portal.domain.kinds import MessageState, SuppressionReason, Topic
from portal.domain.models import Outbox, Person, Willingness
from portal.domain.operations import searches, suppressions
from tests import make


def test_it_asks_each_once_and_nobody_who_stopped_mail(kit: Kit) -> None:
    with kit.database.writing() as session:
        people = [make.advocate(session) for _ in range(3)]
        session.execute(update(Willingness).values(chosen_at=make.NOW - timedelta(days=730)))
        searches.refresh(session, advocate_ids=[one.id for one in people])
        stopped = session.get_one(Person, people[1].person_id)
        suppressions.suppress(
            session,
            person_id=stopped.id,
            address_hash=kit.links.hash_address(stopped.email),
            reason=SuppressionReason.UNSUBSCRIBED,
            now=make.NOW,
        )
    for _ in range(2):
        schedule.ask_to_confirm(kit)
    with kit.database.reading() as session:
        asked = session.execute(
            select(Outbox.recipient_id, Outbox.state).where(Outbox.topic == Topic.RECONFIRMATION_ASKED)
        ).all()
    assert {row.recipient_id for row in asked} == {people[0].person_id, people[2].person_id}
    assert [row.state for row in asked] == [MessageState.QUEUED, MessageState.QUEUED]
