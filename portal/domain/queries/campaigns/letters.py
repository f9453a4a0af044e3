"""The mail of a campaign, as somebody of its segment would get it now (REQ-9)."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CampaignState, TargetState
from portal.domain.kinds import TEAM_ROLES
from portal.domain.models import Activity, Ask, Campaign, CampaignTarget, Person, Program
from portal.domain.queries import activities, grounds, mails, programs
from portal.domain.queries.campaigns.audience import first_asked
from portal.domain.queries.mails import AskFacts
from portal.domain.rules import sentences

STILL_ASKS = frozenset({CampaignState.DRAFT, CampaignState.RUNNING, CampaignState.PAUSED})


def example(session: Session, campaign_id: int | None, *, reader_id: int | None, now: datetime) -> AskFacts | None:
    """The next ask it would send, which nobody is sent, for a reader of the team. None: nobody is left to ask."""
    campaign = session.get(Campaign, campaign_id) if campaign_id else None
    reader = session.get(Person, reader_id) if reader_id else None
    if campaign is None or campaign.state not in STILL_ASKS or reader is None or reader.role not in TEAM_ROLES:
        return None
    program = programs.current(session)
    today = programs.today(program, now)
    advocate_id = next_asked(session, campaign, now=now)
    if advocate_id is None or campaign.happen_by <= today:
        return None
    activity = session.get_one(Activity, campaign.activity_id)
    facts = asks_words(campaign, activity, today=today, reply_by=reply_by(campaign, program, today))
    if campaign.state is CampaignState.DRAFT:
        facts["asker_id"] = reader.id  # whoever starts it is the asker
    return mails.unsent(session, Ask(advocate_id=advocate_id, asked_on=today, **facts), now=now)


def next_asked(session: Session, campaign: Campaign, *, now: datetime) -> int | None:
    """Whose turn comes next, as far as it is known now."""
    if campaign.state is CampaignState.DRAFT:
        activity = activities.offer(session, campaign.activity_id)
        return next(iter(first_asked(session, campaign.segment_id, activity, grounds.ground(session, now))), None)
    waits = (CampaignTarget.campaign_id == campaign.id, CampaignTarget.state == TargetState.WAITING)
    statement = select(CampaignTarget.advocate_id).where(*waits).order_by(CampaignTarget.place).limit(1)
    return session.scalars(statement).first()


def reply_by(campaign: Campaign, program: Program, today: date) -> date:
    return min(today + timedelta(days=program.reply_days), campaign.happen_by)


def asks_words(campaign: Campaign, activity: Activity, *, today: date, reply_by: date) -> dict[str, object]:
    """What every ask of the campaign says, as columns of an ask."""
    return {
        "activity_id": activity.id,
        "asker_id": campaign.asker_id,
        "effort": activity.effort,
        "minutes": campaign.minutes,
        "other_role": campaign.other_role,
        "other_industry": campaign.other_industry,
        "happen_by": campaign.happen_by,
        "sentence": sentences.sentence(
            activity.question,
            minutes=campaign.minutes,
            role=campaign.other_role,
            industry=campaign.other_industry,
            happen_by=campaign.happen_by,
            today=today,
        ),
        "why": campaign.why,
        "reply_by": reply_by,
    }
