"""How a meeting stands, for each who may know. Names are only in what a party's own mail is written from (REQ-4)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.demand_kinds import CandidateState
from portal.domain.errors import NotFound
from portal.domain.kinds import TEAM_ROLES, ActivityKind, AskState, Effort
from portal.domain.meeting_kinds import Side
from portal.domain.models import (
    Activity,
    Advocate,
    Ask,
    Feedback,
    MatchRow,
    Meeting,
    MeetingTime,
    Person,
    Request,
    RequestCandidate,
)
from portal.domain.queries.merges import everyone_of, id_now, is_now

ARRANGED = (AskState.ACCEPTED, AskState.SCHEDULED, AskState.COMPLETED, AskState.NO_SHOW)
LEFT_LYING = timedelta(days=2)
"""After this the team hears that a colleague has not chosen."""
REQUEST = aliased(Request)
REQUESTER = func.coalesce(REQUEST.requester_id, Ask.asker_id)
"""Who wanted it: the colleague of the request, else the one of the team who asked."""


@dataclass(frozen=True)
class Time:
    id: int
    starts_at: datetime


@dataclass(frozen=True)
class Arrangement:
    """No name is in it."""

    ask_id: int
    request_id: int | None
    state: AskState
    activity: str
    kind: ActivityKind
    effort: Effort
    minutes: int
    sentence: str
    other_role: str
    other_industry: str
    happen_by: date
    time_open: bool
    suggested_on: date | None
    suggested_at: time | None
    suggestion: str | None
    scheduled_for: datetime | None
    completed_on: date | None
    how: str | None
    offered_by: Side | None
    offered_at: datetime | None
    heard: list[Side]
    """Who has said how it went."""
    times: tuple[Time, ...]

    @property
    def is_call(self) -> bool:
        return self.effort is Effort.HIGH and self.kind is ActivityKind.REFERENCE

    @property
    def stands(self) -> bool:
        """It can still be moved, called off or held."""
        return self.state in {AskState.ACCEPTED, AskState.SCHEDULED}

    def awaits(self, side: Side) -> bool:
        """The times that lie there are this side's to choose from."""
        return self.stands and self.offered_by is side.other

    def begun(self, now: datetime) -> bool:
        return self.state is AskState.SCHEDULED and self.scheduled_for is not None and self.scheduled_for <= now


def of_advocate(session: Session, ask_id: int, *, advocate_id: int) -> Arrangement:
    """Raises NotFound, also for an ask without a yes or that is no call."""
    return _one(session, Ask.id == ask_id, Ask.advocate_id.in_(everyone_of(advocate_id)), *_CALLS)


def of_requester(session: Session, request_id: int, *, person_id: int) -> Arrangement:
    """Of the one who said yes to a colleague's request. Raises NotFound."""
    found = find_of_requester(session, request_id, person_id=person_id)
    if found is None:
        raise NotFound
    return found


def find_of_requester(session: Session, request_id: int, *, person_id: int) -> Arrangement | None:
    said_yes = exists().where(RequestCandidate.ask_id == Ask.id, RequestCandidate.state == CandidateState.ACCEPTED)
    return _find(session, Ask.request_id == request_id, REQUEST.requester_id == person_id, said_yes, *_CALLS)


def was_missed(session: Session, request_id: int, *, person_id: int) -> bool:
    """That this colleague said that a call for their request did not take place, and none stands by now."""
    missed = (
        select(Ask.id)
        .join(Request, Request.id == Ask.request_id)
        .where(Request.id == request_id, Request.requester_id == person_id, Ask.state == AskState.NO_SHOW)
    )
    if find_of_requester(session, request_id, person_id=person_id) is not None:
        return False
    return session.scalar(missed.limit(1)) is not None


def of_team(session: Session, ask_id: int) -> Arrangement | None:
    return _find(session, Ask.id == ask_id, Ask.state.in_(ARRANGED))


@dataclass(frozen=True)
class Unchosen:
    """Times that somebody offered and nobody has chosen from yet. For the team."""

    ask_id: int
    name: str
    activity: str
    requester: str
    by_colleague: bool
    offered_at: datetime


def unchosen(session: Session, now: datetime, *, limit: int) -> tuple[list[Unchosen], int]:
    """The team's to choose from, and what a colleague leaves lying. The first few, and how many in all."""
    requester = aliased(Person)
    columns: tuple[Any, ...] = (Ask.id, Person.name, Activity.name, requester.name, Ask.request_id.is_not(None))
    statement = (
        select(*columns, Meeting.offered_at, func.count().over())
        .select_from(Meeting)
        .join(Ask, Ask.id == Meeting.ask_id)
        .join(Activity, Activity.id == Ask.activity_id)
        .join(Advocate, Advocate.id == Ask.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(REQUEST, REQUEST.id == Ask.request_id)
        .join(requester, requester.id == REQUESTER)
        .where(
            Meeting.offered_by == Side.ADVOCATE,
            Ask.state.in_((AskState.ACCEPTED, AskState.SCHEDULED)),
            or_(Ask.request_id.is_(None), Meeting.offered_at < now - LEFT_LYING),
        )
        .order_by(Meeting.offered_at)
        .limit(limit)
    )
    found = session.execute(statement).all()
    return [Unchosen(*row[:-1]) for row in found], found[0][-1] if found else 0


def requester_id(session: Session, ask_id: int) -> int:
    return parties(session, ask_id)[Side.REQUESTER]


def parties(session: Session, ask_id: int) -> dict[Side, int]:
    """The people of a meeting, as who they are by now. Raises NotFound."""
    entry = aliased(Advocate)
    row = session.execute(
        select(Advocate.person_id, REQUESTER)
        .select_from(Ask)
        .join(entry, entry.id == Ask.advocate_id)
        .join(Advocate, is_now(Advocate, entry))
        .outerjoin(REQUEST, REQUEST.id == Ask.request_id)
        .where(Ask.id == ask_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return {Side.ADVOCATE: row[0], Side.REQUESTER: row[1]}


def may_see_contact(session: Session, ask_id: int, today: date) -> bool:
    """Whether who wanted it may know how to reach who said yes (REQ-4): for the team while the yes stands, for a
    colleague as long as it is released to them; for both only with that person's consent.
    """
    released = exists().where(
        RequestCandidate.ask_id == Ask.id,
        RequestCandidate.state == CandidateState.ACCEPTED,
        RequestCandidate.released_until > today,
    )
    asked_by_team = Ask.request_id.is_(None) & Person.role.in_(TEAM_ROLES)
    allowed = (
        select(Ask.id)
        .join(Advocate, Advocate.id == Ask.advocate_id)
        .join(MatchRow, MatchRow.advocate_id == id_now(Advocate))
        .join(Person, Person.id == Ask.asker_id)
        .where(Ask.id == ask_id, Ask.state.in_(ARRANGED), MatchRow.shares_contact, or_(asked_by_team, released))
    )
    return session.execute(allowed).one_or_none() is not None


_CALLS: tuple[ColumnElement[bool], ...] = (
    Ask.state.in_(ARRANGED),
    Ask.effort == Effort.HIGH,
    Activity.kind == ActivityKind.REFERENCE,
)


def _one(session: Session, *conditions: ColumnElement[bool]) -> Arrangement:
    found = _find(session, *conditions)
    if found is None:
        raise NotFound
    return found


def _find(session: Session, *conditions: ColumnElement[bool]) -> Arrangement | None:
    row = session.execute(_statement().where(*conditions)).one_or_none()
    if row is None:
        return None
    times = select(MeetingTime.id, MeetingTime.starts_at).join(Meeting, Meeting.id == MeetingTime.meeting_id)
    offered = times.where(Meeting.ask_id == row.id, Meeting.offered_by.is_not(None)).order_by(MeetingTime.starts_at)
    facts: list[Any] = [*row, tuple(Time(*one) for one in session.execute(offered))]
    return Arrangement(*facts)


def _statement() -> Select[*tuple[Any, ...]]:
    heard = select(func.array_agg(Feedback.side)).where(Feedback.ask_id == Ask.id).correlate(Ask).scalar_subquery()
    return (
        select(
            Ask.id,
            Ask.request_id,
            Ask.state,
            Activity.name,
            Activity.kind,
            Ask.effort,
            Ask.minutes,
            Ask.sentence,
            Ask.other_role,
            Ask.other_industry,
            Ask.happen_by,
            Ask.time_open,
            Ask.suggested_on,
            Ask.suggested_at,
            Ask.suggestion,
            Ask.scheduled_for,
            Ask.completed_on,
            Meeting.how,
            Meeting.offered_by,
            Meeting.offered_at,
            func.coalesce(heard, []).label("heard"),
        )
        .join(Activity, Activity.id == Ask.activity_id)
        .outerjoin(Meeting, Meeting.ask_id == Ask.id)
        .outerjoin(REQUEST, REQUEST.id == Ask.request_id)
    )
