"""A colleague needs somebody, or something to show, for a deal (REQ-1)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.demand_kinds import LinkKind, RequestState, Wants
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Topic
from portal.domain.models import Account, Activity, Opportunity, Person, Program, Request
from portal.domain.operations import candidates, opportunities
from portal.domain.operations.requests import steps
from portal.domain.queries import programs
from portal.domain.rules import requests as rules

ONE_PRESS = timedelta(hours=1)
SAID = (
    "activity_id",
    "opportunity_id",
    "account_id",
    "other_role",
    "other_industry",
    "industries",
    "regions",
    "products",
    "use_cases",
    "personas",
    "channels",
    "employees_from",
    "employees_to",
    "needed_by",
    "why",
)
"""What makes two requests of one person the same."""


@dataclass(frozen=True)
class Fit:
    """What must fit; what is empty need not."""

    industries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    use_cases: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    employees_from: int | None = None
    employees_to: int | None = None


@dataclass(frozen=True)
class Need:
    """`activity_id` None: something to show is enough. `company` is who wants it, where no deal says so, if any."""

    activity_id: int | None
    opportunity_id: int | None
    company: str
    other_role: str
    other_industry: str
    fit: Fit
    needed_by: date
    why: str


def make(session: Session, *, need: Need, requester_id: int, now: datetime) -> int:
    """The deal is touched once. The same words again within the hour are the same request."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"request:{requester_id}"))))
    program = programs.current(session)
    today = programs.today(program, now)
    if need.needed_by <= today:
        raise Refused("needed_by", "Choose a day after today.")
    activity = _activity(session, need.activity_id)
    account = _company(session, need, now)
    request = _write(need, requester_id, account, now)
    again = _again(session, request)
    if again is not None:
        return again
    _begin(request, _approver(session, account, activity, requester_id), program, today)
    session.add(request)
    session.flush()
    if need.opportunity_id is not None:
        opportunities.link(session, need.opportunity_id, LinkKind.REQUEST, request.id, actor_id=requester_id, now=now)
    if request.approver_id is not None:
        steps.tell(session, request, Topic.REQUEST_APPROVAL_ASKED, request.approver_id, key="approval", now=now)
    audit.record(session, "request.made", kind="request", id=request.id, actor_id=requester_id, now=now)
    return request.id


def _again(session: Session, request: Request) -> int | None:
    return session.scalar(
        select(Request.id)
        .where(
            Request.requester_id == request.requester_id,
            Request.state.in_(steps.RUNNING),
            Request.created_at > request.created_at - ONE_PRESS,
            *(getattr(Request, name).is_not_distinct_from(getattr(request, name)) for name in SAID),
        )
        .order_by(Request.id)
        .limit(1)
    )


def _activity(session: Session, activity_id: int | None) -> Activity | None:
    if activity_id is None:
        return None
    activity = session.get(Activity, activity_id)
    if activity is None or activity.archived:
        raise NotFound
    return activity


def _company(session: Session, need: Need, now: datetime) -> Account | None:
    """The deal's; where it has none, the one that is named, which the deal then has too. Without a deal it may be none:
    press, an event, one's own work.
    """
    deal = session.get(Opportunity, need.opportunity_id) if need.opportunity_id is not None else None
    if need.opportunity_id is not None and deal is None:
        raise NotFound
    account_id = deal.account_id if deal else None
    if account_id is None:
        account_id = candidates.account_named(session, need.company, now)
        if deal is not None and account_id is None:
            raise Refused("company", "That deal has no company yet. Say which it is.")
        if deal is not None:
            deal.account_id, deal.changed_at = account_id, now
    return session.get(Account, account_id) if account_id is not None else None


def _write(need: Need, requester_id: int, account: Account | None, now: datetime) -> Request:
    fit = need.fit
    return Request(
        requester_id=requester_id,
        wants=Wants.CONTENT if need.activity_id is None else Wants.PERSON,
        activity_id=need.activity_id,
        opportunity_id=need.opportunity_id,
        account_id=account.id if account else None,
        other_role=need.other_role,
        other_industry=need.other_industry or (account.industry if account else None) or "",
        industries=list(fit.industries),
        regions=list(fit.regions),
        products=list(fit.products),
        use_cases=list(fit.use_cases),
        personas=list(fit.personas),
        channels=list(fit.channels),
        employees_from=fit.employees_from,
        employees_to=fit.employees_to,
        needed_by=need.needed_by,
        why=need.why,
        created_at=now,
    )


def _approver(session: Session, account: Account | None, activity: Activity | None, requester_id: int) -> int | None:
    """The account's owner, where the account or the activity wants their word first (REQ-6)."""
    if account is None or not (account.owner_approves or (activity is not None and activity.owner_approves)):
        return None
    if account.csm_id is None or account.csm_id == requester_id:
        return None
    owner = session.get_one(Person, account.csm_id)
    return owner.id if owner.disabled_at is None else None


def _begin(request: Request, approver_id: int | None, program: Program, today: date) -> None:
    if approver_id is None:
        request.state = RequestState.OPEN
        request.due_on = rules.due_on(began_on=today, answered=False, needed_by=request.needed_by)
        return
    last = min(rules.working_day_after(today, rules.APPROVED_WITHIN), request.needed_by)
    request.state, request.approver_id, request.due_on = RequestState.AWAITS_APPROVAL, approver_id, last
    request.approve_by = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(program.time_zone))
