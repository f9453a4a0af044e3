"""Campaigns of the demo program: one that is over half way, and one that waits to be started."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.demo.asked import Known
from portal.domain.kinds import MessageState, Topic
from portal.domain.models import Ask, Outbox
from portal.domain.operations import campaigns, segments
from portal.domain.operations.campaigns import Wording
from portal.domain.rules.searches import Criteria

ARRIVED = timedelta(seconds=4)


def campaign(session: Session, known: Known, now: datetime) -> None:
    tom = known.staff["Tom Brandt"]
    shops = Criteria(industries=("Retail", "Construction", "Parcel"))
    segment = segments.save(
        session, name="Retail, construction and parcel", criteria=shops, actor_id=tom, now=now - timedelta(days=3)
    )

    def draft(name: str, slug: str, why: str, hours: int, moment: datetime) -> int:
        wording = Wording(
            name=name,
            segment_id=segment.id,
            activity_id=known.activities[slug],
            other_role="operations leader",
            other_industry="logistics",
            happen_by=now.date() + timedelta(days=30),
            why=why,
            hours=hours,
        )
        return campaigns.draft(session, wording=wording, actor_id=tom, now=moment).id

    begun = now - timedelta(hours=3)
    running = draft("Autumn introductions", "intro", "You know people who have the same problems.", 4, begun)
    campaigns.start(session, campaign_id=running, actor_id=tom, now=begun)
    for tenth in range(6):
        campaigns.ask_due(session, now=begun + timedelta(minutes=20 * tenth))
    _arrive(session, running, now)
    campaigns.pause(session, campaign_id=running, actor_id=tom, now=now)
    draft("Winter reviews", "review", "Whoever chooses next reads what you have to say.", 24, now)


def _arrive(session: Session, campaign_id: int, now: datetime) -> None:
    """What was sent for it has been delivered."""
    own = select(Ask.id).where(Ask.campaign_id == campaign_id)
    session.execute(update(Ask).where(Ask.campaign_id == campaign_id).values(reached_at=now))
    session.execute(
        update(Outbox)
        .where(Outbox.ask_id.in_(own), Outbox.topic == Topic.ASK_SENT)
        .values(
            state=MessageState.SENT,
            attempt=1,
            lease_token=1,
            last_code=250,
            dotted_at=now,
            finished_at=now + ARRIVED,
        )
        .execution_options(synchronize_session=False)
    )
