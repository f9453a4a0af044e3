"""What a message tells, read afresh each time it is rendered. None: what it is about is no longer there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, SQLColumnExpression, any_, bindparam, case, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from portal.domain.kinds import ActivityKind, Effort, MessageState, Topic
from portal.domain.models import (
    Account,
    Activity,
    AddressChange,
    Advocate,
    Ask,
    Invitation,
    MatchRow,
    Outbox,
    Person,
    SignIn,
)
from portal.domain.queries import programs
from portal.domain.queries.programs import Program


@dataclass(frozen=True)
class Recipient:
    id: int
    name: str
    email: str
    time_zone: str | None

    @property
    def given_name(self) -> str:
        return self.name.split()[0]


_RECIPIENTS = select(Person.id, Person.name, Person.email, Person.time_zone).where(
    Person.id == any_(bindparam("person_ids", type_=ARRAY(BigInteger))), Person.disabled_at.is_(None)
)


@dataclass(frozen=True)
class AskFacts:
    """`gap`: days that count for this advocate and effort. `last_on`: the ask of this class before this one.
    `review_points`: what a review credits, which is said with each ask for one.
    """

    ask: Ask
    activity_name: str
    review_points: int
    gap: int
    last_on: date | None
    next_on: date
    advocate: Recipient
    account_name: str | None
    asker_name: str
    asker_title: str | None


@dataclass(frozen=True)
class InvitationFacts:
    id: int
    version: int
    note: str | None
    expires_at: datetime
    inviter_name: str
    inviter_title: str | None


@dataclass(frozen=True)
class SignInFacts:
    id: int
    version: int
    minutes: int


@dataclass(frozen=True)
class AddressChangeFacts:
    id: int
    version: int
    old_email: str
    new_email: str
    minutes: int


def recipient(session: Session, person_id: int | None) -> Recipient | None:
    return recipients(session, [person_id]).get(person_id) if person_id else None


def recipients(session: Session, person_ids: Collection[int]) -> dict[int, Recipient]:
    rows = session.connection().execute(_RECIPIENTS, {"person_ids": list(person_ids)})
    return {row.id: Recipient(*row) for row in rows}


def ask(session: Session, ask_id: int | None, *, now: datetime) -> AskFacts | None:
    return asks(session, [ask_id], now=now).get(ask_id) if ask_id else None


def asks(session: Session, ask_ids: Collection[int], *, now: datetime) -> dict[int, AskFacts]:
    rows = session.execute(_asks(), {"ask_ids": list(ask_ids)})
    program = programs.current(session)
    return {ask.id: _ask_facts(ask, rest, program, now) for ask, *rest in rows}


def unsent(session: Session, ask: Ask, *, now: datetime) -> AskFacts:
    """As `ask`, for one that is no row and never will be."""
    before = (Ask.advocate_id == ask.advocate_id, Ask.effort == ask.effort, Ask.holds_place)
    last_on = select(func.max(Ask.asked_on)).where(*before).scalar_subquery()
    found = select(last_on).select_from(Advocate).where(Advocate.id == ask.advocate_id)
    row = session.execute(_with_its_people(found, literal(ask.activity_id), literal(ask.asker_id))).one()
    return _ask_facts(ask, row, programs.current(session), now)


@cache
def _asks() -> Select[*tuple[Any, ...]]:
    """Built once: for a handful of rows building it takes longer than running it."""
    earlier = aliased(Ask)
    before = (
        earlier.advocate_id == Ask.advocate_id,
        earlier.effort == Ask.effort,
        earlier.holds_place,
        earlier.id != Ask.id,
    )
    last_on = select(func.max(earlier.asked_on)).where(*before).scalar_subquery()
    found = select(Ask, last_on).select_from(Ask).join(Advocate, Advocate.id == Ask.advocate_id)
    wanted = any_(bindparam("ask_ids", type_=ARRAY(BigInteger)))
    return _with_its_people(found, Ask.activity_id, Ask.asker_id).where(Ask.id == wanted)


def _with_its_people(
    found: Select[*tuple[Any, ...]], activity_id: SQLColumnExpression[int], asker_id: SQLColumnExpression[int]
) -> Select[*tuple[Any, ...]]:
    """Beside the advocate."""
    advocates, askers = aliased(Person), aliased(Person)
    points = case((Activity.kind == ActivityKind.REVIEW, Activity.points), else_=0)
    return (
        found.add_columns(
            Activity.name,
            points,
            MatchRow.high_gap,
            MatchRow.low_gap,
            Account.name,
            askers.name,
            askers.title,
            advocates.id,
            advocates.name,
            advocates.email,
            advocates.time_zone,
        )
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .join(advocates, advocates.id == Advocate.person_id)
        .join(askers, askers.id == asker_id)
        .join(Activity, Activity.id == activity_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
    )


def _ask_facts(ask: Ask, rest: Sequence[Any], program: Program, now: datetime) -> AskFacts:
    last, activity_name, points, high_gap, low_gap, account_name, asker_name, asker_title, *advocate = rest
    gap = max(programs.policy(program).gap(ask.effort), high_gap if ask.effort is Effort.HIGH else low_gap)
    asked_on = ask.asked_on or programs.today(program, now)
    return AskFacts(
        ask=ask,
        activity_name=activity_name,
        review_points=points,
        gap=gap,
        last_on=last,
        next_on=asked_on + timedelta(days=gap),
        advocate=Recipient(*advocate),
        account_name=account_name,
        asker_name=asker_name,
        asker_title=asker_title,
    )


def stopped_because(session: Session, ask_id: int) -> str | None:
    """Why the ask's first message was not sent, where we stopped it ourselves."""
    stopped = select(Outbox.last_error).where(
        Outbox.ask_id == ask_id, Outbox.topic == Topic.ASK_SENT, Outbox.state == MessageState.CANCELLED
    )
    return session.scalar(stopped)


def invitation(session: Session, invitation_id: int | None) -> InvitationFacts | None:
    row = session.execute(
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.inviter_id)
        .where(Invitation.id == invitation_id)
    ).one_or_none()
    if row is None:
        return None
    found, inviter = row
    return InvitationFacts(found.id, found.version, found.note, found.expires_at, inviter.name, inviter.title)


def sign_in(session: Session, sign_in_id: int | None) -> SignInFacts | None:
    found = session.get(SignIn, sign_in_id) if sign_in_id else None
    return SignInFacts(found.id, found.version, _minutes(found.created_at, found.expires_at)) if found else None


def address_change(session: Session, change_id: int | None) -> AddressChangeFacts | None:
    found = session.get(AddressChange, change_id) if change_id else None
    if found is None:
        return None
    minutes = _minutes(found.created_at, found.expires_at)
    return AddressChangeFacts(found.id, found.version, found.old_email, found.new_email, minutes)


def asks_in_a_row(session: Session) -> int:
    """After how many asks without a yes a rest begins."""
    return programs.current(session).rest_after


def gaps(session: Session, person_id: int) -> tuple[int, int]:
    """Days between two bigger and two small asks of this advocate: the program's or their own, whichever is longer."""
    program = programs.current(session)
    row = session.execute(
        select(MatchRow.high_gap, MatchRow.low_gap)
        .join(Advocate, Advocate.id == MatchRow.advocate_id)
        .where(Advocate.person_id == person_id)
    ).one_or_none()
    own_high, own_low = row or (0, 0)
    policy = programs.policy(program)
    return max(policy.gap(Effort.HIGH), own_high), max(policy.gap(Effort.LOW), own_low)


def _minutes(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() / 60)
