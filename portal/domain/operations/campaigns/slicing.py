"""One slice of a campaign that is due: its places are taken now, by the same guarded update as a single ask (CAP-5).

One transaction: whoever is killed in it asked nobody.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from sqlalchemy import func, insert, literal, select, text, update
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.demand_kinds import CampaignState, TargetState
from portal.domain.kinds import AskState, Via
from portal.domain.models import Activity, Advocate, Ask, AskEvent, Campaign, CampaignTarget, MatchRow, Program
from portal.domain.operations import places
from portal.domain.operations.campaigns.running import stop
from portal.domain.queries import activities, campaigns, programs
from portal.domain.recordsets import among
from portal.domain.rules import campaigns as rules
from portal.domain.rules.caps import Policy

NEW_ASK_ID = text("nextval(pg_get_serial_sequence('ask', 'id'))")


@dataclass(frozen=True)
class Slice:
    campaign: Campaign
    activity: Activity
    policy: Policy
    today: date
    reply_by: date
    now: datetime


def ask_due(session: Session, *, now: datetime) -> CampaignState | None:
    """The slice that has been due longest; what its campaign is after it. None: none is due, or all are at work."""
    campaign = session.scalar(
        select(Campaign)
        .where(Campaign.state == CampaignState.RUNNING, Campaign.next_at <= now)
        .order_by(Campaign.next_at, Campaign.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if campaign is None:
        return None
    program = programs.current(session)
    today = programs.today(program, now)
    activity = session.get_one(Activity, campaign.activity_id)
    if activity.archived:
        return stop(session, campaign_id=campaign.id, actor_id=None, now=now).state
    if campaign.happen_by <= today:
        _leave_out_the_rest(session, campaign, now)
    else:
        reply_by = campaigns.reply_by(campaign, program, today)
        _ask(session, Slice(campaign, activity, programs.policy(program), today, reply_by, now))
    _go_on(session, campaign, program, now)
    session.flush()
    return campaign.state


def _ask(session: Session, due: Slice) -> None:
    picked = _pick(session, due.campaign)
    left_out = _leave_out(session, due, picked)
    asked = _take(session, due, [who for who in picked if who not in left_out])
    if not asked:
        return
    expires_at = due.now + timedelta(days=max((due.reply_by - due.today).days, 1))
    outbox.promise_asks(session, asked, now=due.now, expires_at=expires_at)
    by = due.campaign.asker_id
    audit.record_each(session, "ask.sent", kind="ask", ids=asked, actor_id=by, now=due.now, fields=("state",))


def _pick(session: Session, campaign: Campaign) -> Sequence[int]:
    """Whose turn it is, locked. Whom somebody else is changing at this moment keeps their turn for the next slice."""
    statement = (
        select(MatchRow.advocate_id)
        .join(CampaignTarget, CampaignTarget.advocate_id == MatchRow.advocate_id)
        .where(CampaignTarget.campaign_id == campaign.id, CampaignTarget.state == TargetState.WAITING)
        .order_by(CampaignTarget.place)
        .limit(campaign.slice_size)
        .with_for_update(of=MatchRow, skip_locked=True)
    )
    return session.scalars(statement).all()


def _leave_out(session: Session, due: Slice, picked: Sequence[int]) -> frozenset[int]:
    """Says who. Here and below targets are found by their key alone and joined with nothing: of a campaign that has
    just begun there are no statistics, and the plan of a join could take each target for each of the others.
    """
    activity = activities.offer(session, due.activity.id)
    facts = campaigns.standings(activity, due.policy, due.today).where(among(MatchRow.advocate_id, picked)).subquery()
    reasons = defaultdict(list)
    for row in session.execute(select(facts.c.advocate_id, facts.c.reason).where(facts.c.reason.is_not(None))):
        reasons[row.reason].append(row.advocate_id)
    for reason, who in reasons.items():
        _deal(session, due, who, state=TargetState.LEFT_OUT, reason=reason)
    return frozenset(chain.from_iterable(reasons.values()))


def _deal(session: Session, due: Slice, who: Sequence[int], **values: object) -> None:
    session.execute(
        update(CampaignTarget)
        .where(CampaignTarget.campaign_id == due.campaign.id, among(CampaignTarget.advocate_id, who))
        .values(at=due.now, **values)
        .execution_options(synchronize_session=False)
    )


def _take(session: Session, due: Slice, free: Sequence[int]) -> Mapping[int, int]:
    """Places, asks and their first events in one statement; people by the id of their ask."""
    guard = places.guard(due.activity, due.policy, by_hand=False, today=due.today)
    taken = (
        update(MatchRow)
        .where(among(MatchRow.advocate_id, free), *guard)
        .values({MatchRow.open_ask_id: NEW_ASK_ID, **places.marks(due.activity, due.today)})
        .returning(MatchRow.advocate_id, MatchRow.open_ask_id)
        .cte("taken")
    )
    facts = campaigns.asks_words(due.campaign, due.activity, today=due.today, reply_by=due.reply_by) | _begun(due)
    values = [literal(value, Ask.__table__.c[name].type) for name, value in facts.items()]
    made = (
        insert(Ask)
        .from_select(["id", "advocate_id", *facts], select(taken.c.open_ask_id, taken.c.advocate_id, *values))
        .returning(Ask.id, Ask.advocate_id)
        .cte("made")
    )
    event = {"at": due.now, "actor_id": due.campaign.asker_id, "via": Via.JOB, "state": AskState.SENT}
    told = [literal(value, AskEvent.__table__.c[name].type) for name, value in event.items()]
    begun = insert(AskEvent).from_select(["ask_id", *event], select(made.c.id, *told)).cte("begun")
    statement = (
        select(made.c.id, made.c.advocate_id, Advocate.person_id)
        .join(Advocate, Advocate.id == made.c.advocate_id)
        .add_cte(taken, begun)
    )
    asked = session.execute(statement).all()
    ask_id = select(MatchRow.open_ask_id).where(MatchRow.advocate_id == CampaignTarget.advocate_id).scalar_subquery()
    _deal(session, due, [row.advocate_id for row in asked], state=TargetState.ASKED, ask_id=ask_id)
    return {row.id: row.person_id for row in asked}


def _begun(due: Slice) -> dict[str, object]:
    """How every ask of the slice stands."""
    return {
        "campaign_id": due.campaign.id,
        "state": AskState.SENT,
        "holds_place": True,
        "asked_on": due.today,
        "link_version": 1,
        "time_open": False,
        "sent_at": due.now,
        "created_at": due.now,
    }


def _leave_out_the_rest(session: Session, campaign: Campaign, now: datetime) -> None:
    session.execute(
        update(CampaignTarget)
        .where(CampaignTarget.campaign_id == campaign.id, CampaignTarget.state == TargetState.WAITING)
        .values(state=TargetState.LEFT_OUT, reason=rules.LeftOut.TOO_LATE, at=now)
        .execution_options(synchronize_session=False)
    )


def _go_on(session: Session, campaign: Campaign, program: Program, now: datetime) -> None:
    """To the next slice, or to the end."""
    waits = (CampaignTarget.campaign_id == campaign.id, CampaignTarget.state == TargetState.WAITING)
    if session.scalar(select(func.count()).select_from(CampaignTarget).where(*waits)):
        campaign.next_at = rules.after(now, campaign.seconds_between or 1, campaign.hours, program.time_zone)
        return
    campaign.state, campaign.next_at, campaign.ended_at = CampaignState.DONE, None, now
    audit.record(session, "campaign.done", kind="campaign", id=campaign.id, actor_id=None, now=now, fields=("state",))
