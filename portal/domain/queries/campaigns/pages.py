"""Campaigns as the team's pages show them."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CampaignState, TargetState
from portal.domain.errors import NotFound
from portal.domain.kinds import AskState
from portal.domain.models import Account, Activity, Advocate, Ask, Campaign, CampaignTarget, Person, Segment
from portal.domain.rules.asks import SAID_YES

PAGE = 50


@dataclass(frozen=True)
class CampaignLine:
    id: int
    name: str
    segment_id: int
    segment: str
    activity_id: int
    activity: str
    put_away: bool
    """The activity: nobody is asked for it any more."""
    asker: str
    minutes: int
    other_role: str
    other_industry: str
    happen_by: date
    why: str
    hours: int
    state: CampaignState
    started_at: datetime | None
    next_at: datetime | None
    ended_at: datetime | None
    slice_size: int | None


@dataclass(frozen=True)
class Results:
    """How far it is, and what came of it. The first three are everybody it was started for."""

    waiting: int
    asked: int
    left_out: int
    reached: int
    yes: int
    done: int
    no: int
    unanswered: int
    """Still open."""
    expired: int
    never_arrived: int
    withdrawn: int

    @property
    def everybody(self) -> int:
        return self.waiting + self.asked + self.left_out


NOTHING = Results(*(0 for _ in fields(Results)))


@dataclass(frozen=True)
class TargetLine:
    advocate_id: int
    name: str
    company: str | None
    state: TargetState
    reason: str | None
    at: datetime | None
    place: int
    ask_id: int | None
    ask_state: AskState | None
    evidence: str | None


def one(session: Session, campaign_id: int) -> CampaignLine:
    row = session.execute(_lines().where(Campaign.id == campaign_id)).one_or_none()
    if row is None:
        raise NotFound
    return CampaignLine(*row)


def page(session: Session, *, before: int | None) -> list[CampaignLine]:
    """Newest first; one more than PAGE where there are more."""
    statement = _lines().order_by(Campaign.id.desc()).limit(PAGE + 1)
    if before is not None:
        statement = statement.where(Campaign.id < before)
    return [CampaignLine(*row) for row in session.execute(statement)]


def results(session: Session, campaign_id: int) -> Results:
    return results_of(session, [campaign_id])[campaign_id]


def results_of(session: Session, campaign_ids: Collection[int]) -> dict[int, Results]:
    """By campaign, in one statement; nothing but zeros for one that has not started."""
    state, ask = CampaignTarget.state, Ask.state
    rows = session.execute(
        select(
            CampaignTarget.campaign_id,
            func.count().filter(state == TargetState.WAITING),
            func.count().filter(state == TargetState.ASKED),
            func.count().filter(state == TargetState.LEFT_OUT),
            func.count(Ask.reached_at),
            func.count().filter(ask.in_([*SAID_YES, AskState.COMPLETED, AskState.NO_SHOW])),
            func.count().filter(ask == AskState.COMPLETED),
            func.count().filter(ask.in_([AskState.DECLINED, AskState.HANDED_ON])),
            func.count().filter(ask == AskState.SENT),
            func.count().filter(ask == AskState.EXPIRED),
            func.count().filter(ask == AskState.UNDELIVERED),
            func.count().filter(ask == AskState.WITHDRAWN),
        )
        .outerjoin(Ask, Ask.id == CampaignTarget.ask_id)
        .where(CampaignTarget.campaign_id.in_(campaign_ids))
        .group_by(CampaignTarget.campaign_id)
    )
    found = {campaign_id: Results(*numbers) for campaign_id, *numbers in rows}
    return {campaign_id: found.get(campaign_id, NOTHING) for campaign_id in campaign_ids}


def reasons(session: Session, campaign_id: int) -> list[tuple[str, int]]:
    """Why people were left out, the most frequent first."""
    rows = session.execute(
        select(CampaignTarget.reason, func.count())
        .where(CampaignTarget.campaign_id == campaign_id, CampaignTarget.reason.is_not(None))
        .group_by(CampaignTarget.reason)
        .order_by(func.count().desc(), CampaignTarget.reason)
    )
    return [(str(reason), number) for reason, number in rows]


def people(
    session: Session, campaign_id: int, *, state: TargetState | None = None, after: int = -1
) -> list[TargetLine]:
    """In the order of their turn; one more than PAGE where there are more."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            CampaignTarget.advocate_id,
            Person.name,
            Account.name,
            CampaignTarget.state,
            CampaignTarget.reason,
            CampaignTarget.at,
            CampaignTarget.place,
            CampaignTarget.ask_id,
            Ask.state,
            Ask.evidence,
        )
        .join(Advocate, Advocate.id == CampaignTarget.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(Ask, Ask.id == CampaignTarget.ask_id)
        .where(CampaignTarget.campaign_id == campaign_id, CampaignTarget.place > after)
        .order_by(CampaignTarget.place)
        .limit(PAGE + 1)
    )
    if state is not None:
        statement = statement.where(CampaignTarget.state == state)
    return [TargetLine(*row) for row in session.execute(statement)]


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Campaign.id,
            Campaign.name,
            Campaign.segment_id,
            Segment.name,
            Campaign.activity_id,
            Activity.plural,
            Activity.archived,
            Person.name,
            Campaign.minutes,
            Campaign.other_role,
            Campaign.other_industry,
            Campaign.happen_by,
            Campaign.why,
            Campaign.hours,
            Campaign.state,
            Campaign.started_at,
            Campaign.next_at,
            Campaign.ended_at,
            Campaign.slice_size,
        )
        .join(Segment, Segment.id == Campaign.segment_id)
        .join(Activity, Activity.id == Campaign.activity_id)
        .join(Person, Person.id == Campaign.asker_id)
    )
