"""Whose digest is due: everybody in their morning who has had none today, wants one, and has something to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Select,
    TableValuedAlias,
    Text,
    and_,
    case,
    cast,
    column,
    exists,
    func,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from portal.domain.kinds import TEAM_ROLES, Role
from portal.domain.models import (
    Adoption,
    Ask,
    Content,
    Department,
    Digest,
    DigestWish,
    JoinRequest,
    Nomination,
    Person,
    Redemption,
    Request,
    Work,
)
from portal.domain.queries.digests import wanting
from portal.domain.rules.digests import month_of_proof

FIRST_PROOF = timedelta(days=31)
"""How far back the first digest of new proof looks."""


@dataclass(frozen=True)
class Wish:
    daily: bool = True
    proof: bool = True


def wish(session: Session, person_id: int) -> Wish:
    row = session.execute(
        select(DigestWish.daily, DigestWish.proof).where(DigestWish.person_id == person_id)
    ).one_or_none()
    return Wish(*row) if row else Wish()


def wanted(digest_id: int | None) -> ColumnElement[bool]:
    """Whether the reader of this one still wants it."""
    unwanted = exists().where(
        DigestWish.person_id == Digest.person_id,
        ~DigestWish.daily,
        or_(~DigestWish.proof, Digest.month.is_(None)),
    )
    return exists().where(Digest.id == digest_id, ~unwanted)


def reads_daily(person_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether what waits for this person reaches them by the daily message."""
    came = exists().where(Adoption.person_id == person_id, Adoption.first_signed_in_at.is_not(None))
    stopped = exists().where(DigestWish.person_id == person_id, ~DigestWish.daily)
    return and_(came, ~stopped)


def zones(session: Session) -> set[str | None]:
    """The time zones of those who have signed in; None for the program's."""
    of_staff = select(Person.time_zone).join(Adoption, Adoption.person_id == Person.id)
    return set(session.scalars(of_staff.distinct()))


def due(mornings: Mapping[str, date], *, zone: str, today: date, now: datetime) -> Select[*tuple[Any, ...]]:
    """A row for each digest to make. `mornings` are days by time zone; `zone` and `today` are the program's."""
    there = _there(mornings)
    since = _proof_since(now)
    daily = and_(func.coalesce(DigestWish.daily, True), _daily_news(today, now))
    proof = _proof_news(there.c.month, since, today)
    had = exists().where(Digest.person_id == Person.id, Digest.day == there.c.day)
    return (
        select(
            Person.id,
            there.c.day,
            case((proof, there.c.month), else_=null()),
            case((proof, since), else_=null()),
            literal(now),
        )
        .select_from(Adoption)
        .join(Person, Person.id == Adoption.person_id)
        .join(there, there.c.zone == func.coalesce(Person.time_zone, zone))
        .outerjoin(DigestWish, DigestWish.person_id == Person.id)
        .where(_reads(), ~had, or_(daily, proof))
        .order_by(Person.id)
    )


def _there(mornings: Mapping[str, date]) -> TableValuedAlias:
    months = [month_of_proof(day) for day in mornings.values()]
    return (
        func.unnest(
            cast(list(mornings), ARRAY(Text)),
            cast(list(mornings.values()), ARRAY(Date)),
            cast(months, ARRAY(Date)),
        )
        .table_valued(column("zone", Text), column("day", Date), column("month", Date))
        .render_derived("there")
    )


def _reads() -> ColumnElement[bool]:
    """Somebody of the company who has signed in once, and still may."""
    launched = exists().where(
        func.lower(Department.name) == func.lower(Person.department), Department.launched_at.is_not(None)
    )
    return and_(
        Adoption.first_signed_in_at.is_not(None),
        Person.disabled_at.is_(None),
        or_(Person.role.in_(TEAM_ROLES), and_(Person.role == Role.COLLEAGUE, launched)),
    )


def _proof_news(month: ColumnElement[date], since: ColumnElement[datetime], today: date) -> ColumnElement[bool]:
    told = exists().where(Digest.person_id == Person.id, Digest.month == month)
    return and_(
        Person.role == Role.COLLEAGUE,
        func.coalesce(DigestWish.proof, True),
        month.is_not(None),
        ~told,
        _any(Content.id, wanting.new_proof(Person.id, since, today)),
    )


def _daily_news(today: date, now: datetime) -> ColumnElement[bool]:
    of_team = or_(
        _any(Request.id, wanting.request_due(Person.id, today)),
        _any(Ask.id, wanting.time_to_set(now, today)),
        _any(Nomination.id, wanting.nominated()),
        _any(JoinRequest.id, wanting.asks_to_join()),
        _any(Redemption.id, wanting.reward_due(today)),
    )
    own = or_(
        _any(Work.id, wanting.step_late(Person.id, today)),
        _any(Request.id, wanting.approval(Person.id)),
        _any(Request.id, wanting.running_out(Person.id, today)),
    )
    return or_(and_(Person.role.in_(TEAM_ROLES), of_team), own)


def _any(key: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    return exists(select(key).where(condition).correlate(Person))


def _proof_since(now: datetime) -> ColumnElement[datetime]:
    earlier = aliased(Digest)
    last = select(func.max(earlier.at)).where(earlier.person_id == Person.id, earlier.month.is_not(None))
    return func.coalesce(last.correlate(Person).scalar_subquery(), literal(now - FIRST_PROOF, DateTime(timezone=True)))
