"""Start a campaign, hold it, go on with it, stop it. Who was asked was asked: nobody is asked twice."""

from datetime import datetime, timedelta

from sqlalchemy import exists, func, insert, literal, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.demand_kinds import CampaignState, TargetState
from portal.domain.errors import Refused
from portal.domain.models import Activity, Campaign, CampaignTarget, MatchRow
from portal.domain.operations.campaigns.writing import check, locked
from portal.domain.queries import activities, campaigns, grounds, programs, segments
from portal.domain.rules import campaigns as rules

IS = {
    CampaignState.DRAFT: "This campaign has not started.",
    CampaignState.RUNNING: "This campaign is running.",
    CampaignState.PAUSED: "This campaign is held.",
    CampaignState.STOPPED: "This campaign was stopped.",
    CampaignState.DONE: "This campaign is done: everybody’s turn has come.",
}
REPLY_DAYS = timedelta(days=2)
"""The last people asked have at least this long."""


def start(session: Session, *, campaign_id: int, actor_id: int, now: datetime) -> Campaign:
    """Write down whose turn comes when, and why the others are left out. Takes no place yet. Raises Refused."""
    campaign = locked(session, campaign_id)
    _must_be(campaign, CampaignState.DRAFT)
    check(session, campaign)
    waiting = _write_down(session, campaign, now)
    program = programs.current(session)
    if not waiting:
        raise Refused("nobody", "Nobody in this segment can be asked now, so there is nothing to start.")
    if rules.last_day(waiting, now, campaign.hours, program.time_zone) + REPLY_DAYS > campaign.happen_by:
        raise Refused(
            "too_late", "The last people would be asked too close to the day it should happen by. Choose a later day."
        )
    spread = rules.plan(waiting, campaign.hours)
    campaign.slice_size, campaign.seconds_between = spread.size, spread.seconds
    campaign.asker_id, campaign.started_at = actor_id, now
    campaign.next_at = rules.first(now, campaign.hours, program.time_zone)
    _become(session, campaign, CampaignState.RUNNING, actor_id, now)
    return campaign


def pause(session: Session, *, campaign_id: int, actor_id: int, now: datetime) -> Campaign:
    """No slice falls due until somebody goes on with it."""
    campaign = locked(session, campaign_id)
    _must_be(campaign, CampaignState.RUNNING)
    campaign.next_at = None
    _become(session, campaign, CampaignState.PAUSED, actor_id, now)
    return campaign


def resume(session: Session, *, campaign_id: int, actor_id: int, now: datetime) -> Campaign:
    """Go on with whoever still waits for their turn."""
    campaign = locked(session, campaign_id)
    _must_be(campaign, CampaignState.PAUSED, CampaignState.STOPPED)
    waits = exists().where(CampaignTarget.campaign_id == campaign_id, CampaignTarget.state == TargetState.WAITING)
    if not session.scalar(select(waits)):
        raise Refused("is_done", IS[CampaignState.DONE])
    if session.get_one(Activity, campaign.activity_id).archived:
        raise Refused("archived", "Its activity was put away. Offer it again under Settings, then go on.")
    campaign.next_at = rules.first(now, campaign.hours, programs.current(session).time_zone)
    campaign.ended_at = None
    _become(session, campaign, CampaignState.RUNNING, actor_id, now)
    return campaign


def stop(session: Session, *, campaign_id: int, actor_id: int | None, now: datetime) -> Campaign:
    """Nobody else is asked. Who was asked can still answer."""
    campaign = locked(session, campaign_id)
    _must_be(campaign, CampaignState.RUNNING, CampaignState.PAUSED)
    campaign.next_at, campaign.ended_at = None, now
    _become(session, campaign, CampaignState.STOPPED, actor_id, now)
    return campaign


def _write_down(session: Session, campaign: Campaign, now: datetime) -> int:
    """Everybody of the segment, those asked least first, who is left out last; answers how many wait."""
    ground = grounds.ground(session, now)
    activity = activities.offer(session, campaign.activity_id)
    each = (
        campaigns.standings(activity, ground.policy, ground.today)
        .where(MatchRow.advocate_id.in_(segments.members(session, campaign.segment_id, ground)))
        .add_columns(MatchRow.fair_key, MatchRow.tie_seed)
        .subquery()
    )
    order = (each.c.reason.is_not(None), each.c.fair_key.asc().nulls_first(), each.c.tie_seed, each.c.advocate_id)
    targets = select(
        literal(campaign.id),
        each.c.advocate_id,
        func.row_number().over(order_by=order),
        func.coalesce(func.replace(each.c.reason, each.c.reason, TargetState.LEFT_OUT), TargetState.WAITING),
        each.c.reason,
        literal(now, CampaignTarget.at.type),
    )
    columns = ["campaign_id", "advocate_id", "place", "state", "reason", "at"]
    session.execute(insert(CampaignTarget).from_select(columns, targets))
    waits = (CampaignTarget.campaign_id == campaign.id, CampaignTarget.state == TargetState.WAITING)
    return session.execute(select(func.count()).select_from(CampaignTarget).where(*waits)).scalar_one()


def _must_be(campaign: Campaign, *states: CampaignState) -> None:
    if campaign.state not in states:
        raise Refused(f"is_{campaign.state}", IS[campaign.state])


def _become(session: Session, campaign: Campaign, state: CampaignState, actor_id: int | None, now: datetime) -> None:
    campaign.state = state
    session.flush()
    audit.record(
        session, f"campaign.{state}", kind="campaign", id=campaign.id, actor_id=actor_id, now=now, fields=("state",)
    )
