"""Write a campaign down. Nothing is sent, and nothing is held, until it starts."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.demand_kinds import CampaignState
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ActivityKind
from portal.domain.models import Activity, Campaign
from portal.domain.queries import programs, segments
from portal.domain.rules import reviews, sentences
from portal.domain.rules.campaigns import SPREADS


@dataclass(frozen=True)
class Wording:
    """What the asker typed; the names are those of the columns. `minutes` falls back to the activity's."""

    name: str
    segment_id: int
    activity_id: int
    other_role: str
    other_industry: str
    happen_by: date | None
    why: str
    hours: int
    minutes: int | None = None


def draft(session: Session, *, wording: Wording, actor_id: int, now: datetime) -> Campaign:
    """Raises Refused where the words are too vague, or the law or a site forbids the audience (RWD-6)."""
    campaign = Campaign(**_checked(session, wording, now), asker_id=actor_id, created_at=now)
    session.add(campaign)
    session.flush()
    audit.record(session, "campaign.drafted", kind="campaign", id=campaign.id, actor_id=actor_id, now=now)
    return campaign


def rewrite(session: Session, *, campaign_id: int, wording: Wording, actor_id: int, now: datetime) -> Campaign:
    campaign = locked(session, campaign_id)
    if campaign.state is not CampaignState.DRAFT:
        raise Refused(f"is_{campaign.state}", "It has started, so its words stay as they are.")
    written = _checked(session, wording, now)
    changed = tuple(name for name, value in written.items() if getattr(campaign, name) != value)
    for name in changed:
        setattr(campaign, name, written[name])
    audit.record(
        session, "campaign.rewritten", kind="campaign", id=campaign_id, actor_id=actor_id, now=now, fields=changed
    )
    return campaign


def discard(session: Session, *, campaign_id: int, actor_id: int, now: datetime) -> None:
    """Throw away one that never started."""
    campaign = locked(session, campaign_id)
    if campaign.state is not CampaignState.DRAFT:
        raise Refused(f"is_{campaign.state}", "It has started. You can stop it.")
    session.delete(campaign)
    audit.record(session, "campaign.discarded", kind="campaign", id=campaign_id, actor_id=actor_id, now=now)


def locked(session: Session, campaign_id: int) -> Campaign:
    campaign = session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign is None:
        raise NotFound
    return campaign


def check(session: Session, campaign: Campaign) -> None:
    """That a draft may be sent as it stands: what it stands on may have changed since. Raises Refused."""
    activity = session.get_one(Activity, campaign.activity_id)
    if activity.archived:
        raise Refused("archived", f"“{activity.name}” is no longer asked for. Choose another activity.")
    _check_segment(session, campaign.segment_id, activity)
    _check_words(activity, campaign.why)


def _check_segment(session: Session, segment_id: int, activity: Activity) -> None:
    """Raises Refused for a review that only those would be asked for who seem to like us (RWD-6)."""
    segment = segments.find(session, segment_id)
    if segment is None:
        raise Refused("no_segment", "Its segment was deleted. Choose another segment.")
    chosen = reviews.chosen_by(segment.criteria)
    if activity.kind is ActivityKind.REVIEW and chosen:
        raise Refused(
            "chosen_by_feeling",
            f"This segment picks people by {chosen}. Review sites and the law forbid asking only those who seem "
            "to like us: a review goes to people whatever their score, sentiment or health. Choose another segment.",
        )


def _check_words(activity: Activity, why: str) -> None:
    """What a review’s asker may not write (RWD-6)."""
    if activity.kind is not ActivityKind.REVIEW:
        return
    leading = reviews.leading_words(activity.question, why)
    if leading:
        raise Refused(
            "leading",
            f"Leave out “{leading[0]}”. The review sites and the law let us ask for reviews, not praise.",
        )
    store = reviews.app_store(activity.question, why)
    if store and activity.points:
        raise Refused(
            "app_store",
            f"{store} lets nobody thank for a review, and this activity credits points. Name another site, or set its "
            "points to 0 first.",
        )


def _checked(session: Session, wording: Wording, now: datetime) -> dict[str, object]:
    activity = session.get(Activity, wording.activity_id)
    if activity is None or activity.archived or wording.hours not in SPREADS:
        raise NotFound
    _check_segment(session, wording.segment_id, activity)
    _check_words(activity, wording.why)
    today = programs.today(programs.current(session), now)
    minutes = wording.minutes or activity.minutes
    missing = sentences.too_vague(
        minutes=minutes,
        role=wording.other_role,
        industry=wording.other_industry,
        happen_by=wording.happen_by,
        reply_by=wording.happen_by or today + timedelta(days=1),
        today=today,
    )
    if missing:
        raise Refused("too_vague", " ".join(missing.values()))
    return asdict(wording) | {"minutes": minutes, "why": wording.why.strip()}
