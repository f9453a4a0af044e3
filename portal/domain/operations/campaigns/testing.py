"""A test mail: the mail that somebody of the segment would get, to whoever asks for it and to nobody else (REQ-9)."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.demand_kinds import CampaignState
from portal.domain.errors import Refused
from portal.domain.kinds import Topic
from portal.domain.operations import counters
from portal.domain.operations.campaigns.writing import check, locked
from portal.domain.queries import campaigns

AN_HOUR = 5
HOUR = timedelta(hours=1)


def send_test(session: Session, *, campaign_id: int, actor_id: int, now: datetime) -> None:
    """To the actor’s own address. Asks nobody and takes no place. Raises Refused."""
    campaign = locked(session, campaign_id)
    if campaign.state is CampaignState.DRAFT:
        check(session, campaign)
    if campaigns.example(session, campaign_id, reader_id=actor_id, now=now) is None:
        raise Refused("nobody", "Nobody is left to ask, so there is no mail to show you.")
    if not counters.spend(session, key=f"campaign.test:{actor_id}", limit=AN_HOUR, window=HOUR, now=now):
        raise Refused(
            "too_many", f"You can have {AN_HOUR} test mails within an hour, and you have had them. Try again later."
        )
    outbox.promise(
        session,
        Topic.CAMPAIGN_TESTED,
        key=uuid4().hex,
        recipient_id=actor_id,
        about_id=campaign_id,
        now=now,
        expires_at=now + HOUR,
    )
    audit.record(session, "campaign.tested", kind="campaign", id=campaign_id, actor_id=actor_id, now=now)
