"""What is worth a line in somebody's digest, as conditions on the tables. `reader` is a person's id or its column."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, any_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.domain.demand_kinds import CandidateState, Outcome, RequestState
from portal.domain.kinds import AskState, ContentState, JoinRequestState
from portal.domain.models import (
    Account,
    Ask,
    Content,
    JoinRequest,
    Nomination,
    Opportunity,
    Redemption,
    Request,
    RequestCandidate,
    Work,
)
from portal.domain.queries.contents.usable import may_be_used
from portal.domain.queries.redemptions import OPEN
from portal.domain.rules.requests import SOON, working_day_after

Reader = Any
"""A number, or an SQL column of one."""


def request_due(reader: Reader, today: date) -> ColumnElement[bool]:
    """Theirs or nobody's, and nobody has answered or what was promised is due."""
    return and_(
        Request.state == RequestState.OPEN,
        Request.closed_at.is_(None),
        or_(Request.owner_id == reader, Request.owner_id.is_(None)),
        or_(Request.first_answered_at.is_(None), Request.due_on <= today),
    )


def step_late(reader: Reader, today: date) -> ColumnElement[bool]:
    over = (ContentState.REVOKED, ContentState.EXPIRED)
    content = aliased(Content)
    still = exists().where(content.id == Work.content_id, content.state.not_in(over))
    return and_(Work.owner_id == reader, Work.done_at.is_(None), Work.due_on < today, still)


def time_to_set(now: datetime, today: date) -> ColumnElement[bool]:
    """Somebody said yes, and a person of the team has to do something about it."""
    return or_(
        and_(Ask.state == AskState.ACCEPTED, Ask.time_open),
        and_(Ask.state == AskState.SCHEDULED, Ask.scheduled_for <= now),
        and_(Ask.state == AskState.ACCEPTED, ~Ask.time_open, Ask.happen_by < today),
    )


def nominated() -> ColumnElement[bool]:
    return Nomination.decided_at.is_(None)


def asks_to_join() -> ColumnElement[bool]:
    return JoinRequest.state == JoinRequestState.WAITING


def reward_due(today: date) -> ColumnElement[bool]:
    return and_(Redemption.state.in_(OPEN), Redemption.due_on <= today)


def approval(reader: Reader) -> ColumnElement[bool]:
    return and_(Request.approver_id == reader, Request.state == RequestState.AWAITS_APPROVAL)


def running_out(reader: Reader, today: date) -> ColumnElement[bool]:
    """Their own request, needed soon, and nobody has said yes."""
    said_yes = exists().where(
        RequestCandidate.request_id == Request.id, RequestCandidate.state == CandidateState.ACCEPTED
    )
    return and_(
        Request.requester_id == reader,
        Request.state == RequestState.OPEN,
        Request.closed_at.is_(None),
        Request.needed_by <= working_day_after(today, SOON),
        Request.needed_by >= today,
        ~said_yes,
    )


def new_proof(reader: Reader, since: ColumnElement[datetime] | datetime, today: date) -> ColumnElement[bool]:
    """Published since then, and from one of their accounts, or from the industry or about the product of one."""
    deal, account = aliased(Opportunity), aliased(Account)
    open_deal = and_(deal.owner_id == reader, deal.outcome == Outcome.OPEN)
    of_deals = select(deal.account_id).where(open_deal).correlate_except(deal)
    near = or_(account.id == Content.account_id, func.lower(account.industry) == func.lower(Content.industry))
    own = exists().where(or_(account.csm_id == reader, account.id.in_(of_deals)), near)
    same_product = exists().where(open_deal, deal.product == any_(Content.products))
    return and_(
        may_be_used(today),
        Content.published_at > since,
        or_(own.correlate_except(account), same_product.correlate_except(deal)),
    )
