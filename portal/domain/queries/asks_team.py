"""Asks as the team reads them: lists by state, and one with its events and messages."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import AskState, Effort, MessageState, Topic, Via
from portal.domain.models import Account, Activity, Advocate, Ask, AskEvent, Outbox, Person

PAGE = 50


@dataclass(frozen=True)
class AskLine:
    id: int
    advocate_id: int
    name: str
    company: str | None
    activity: str
    icon: str
    state: AskState
    time_open: bool
    asked_on: date | None
    reply_by: date
    happen_by: date
    scheduled_for: datetime | None
    completed_on: date | None
    asker: str


@dataclass(frozen=True)
class AskPage:
    lines: list[AskLine]
    newer: int | None
    older: int | None


@dataclass(frozen=True)
class AskFacts:
    id: int
    advocate_id: int
    name: str
    title: str | None
    company: str | None
    time_zone: str | None
    activity_id: int
    activity: str
    icon: str
    effort: Effort
    minutes: int
    state: AskState
    time_open: bool
    sentence: str
    why: str
    other_role: str
    other_industry: str
    other_name: str | None
    other_contact: str | None
    by_hand_note: str | None
    override_reason: str | None
    happen_by: date
    reply_by: date
    asked_on: date | None
    holds_place: bool
    reached_at: datetime | None
    answered_at: datetime | None
    decline_reason: str | None
    answer_note: str | None
    suggested_on: date | None
    suggested_at: time | None
    suggestion: str | None
    scheduled_for: datetime | None
    evidence: str | None
    completed_on: date | None
    created_at: datetime
    asker: str

    @property
    def given_name(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True)
class Event:
    at: datetime
    state: AskState
    via: Via
    actor: str | None
    note: str | None


@dataclass(frozen=True)
class Message:
    """One promised mail about the ask, and how far it got."""

    id: int
    topic: Topic
    to: str | None
    state: MessageState
    attempt: int
    last_error: str | None
    finished_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class AskView:
    facts: AskFacts
    events: list[Event]
    messages: list[Message]


def counts(session: Session) -> dict[AskState, int]:
    found = {row[0]: row[1] for row in session.execute(select(Ask.state, func.count()).group_by(Ask.state))}
    return {state: found.get(state, 0) for state in AskState}


def page(
    session: Session,
    states: frozenset[AskState],
    *,
    words: str = "",
    activity_id: int | None = None,
    before: int | None = None,
    after: int | None = None,
) -> AskPage:
    """Newest first, by keyset. No states means all of them."""
    statement = _lines().limit(PAGE + 1)
    if states:
        statement = statement.where(Ask.state.in_(states))
    if activity_id:
        statement = statement.where(Ask.activity_id == activity_id)
    for word in words.split()[:8]:
        statement = statement.where(
            Person.name.icontains(word, autoescape=True) | Account.name.icontains(word, autoescape=True)
        )
    if after is not None:
        statement = statement.where(Ask.id > after).order_by(Ask.id)
    else:
        statement = statement.order_by(Ask.id.desc())
        if before is not None:
            statement = statement.where(Ask.id < before)
    found = [AskLine(**row._mapping) for row in session.execute(statement)]  # noqa: SLF001
    more, shown = len(found) > PAGE, found[:PAGE]
    if after is not None:
        shown.reverse()
    has_newer = more if after is not None else before is not None
    has_older = more or after is not None
    return AskPage(shown, shown[0].id if shown and has_newer else None, shown[-1].id if shown and has_older else None)


def one(session: Session, ask_id: int) -> AskView:
    asker = aliased(Person)
    row = session.execute(
        select(
            Person.name,
            Person.title,
            Person.time_zone,
            Account.name.label("company"),
            Activity.name.label("activity"),
            Activity.icon,
            asker.name.label("asker"),
            *(getattr(Ask, name) for name in _OWN),
        )
        .select_from(Ask)
        .join(Advocate, Advocate.id == Ask.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .join(Activity, Activity.id == Ask.activity_id)
        .join(asker, asker.id == Ask.asker_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(Ask.id == ask_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return AskView(AskFacts(**row._mapping), _events(session, ask_id), _messages(session, ask_id))  # noqa: SLF001


def advocate_of(session: Session, ask_id: int) -> int:
    found = session.scalar(select(Ask.advocate_id).where(Ask.id == ask_id))
    if found is None:
        raise NotFound
    return found


def _lines() -> Select[Any]:
    asker = aliased(Person)
    columns: tuple[Any, ...] = (
        Ask.id,
        Ask.advocate_id,
        Person.name,
        Account.name.label("company"),
        Activity.name.label("activity"),
        Activity.icon,
        Ask.state,
        Ask.time_open,
        Ask.asked_on,
        Ask.reply_by,
        Ask.happen_by,
        Ask.scheduled_for,
        Ask.completed_on,
        asker.name.label("asker"),
    )
    return (
        select(*columns)
        .select_from(Ask)
        .join(Advocate, Advocate.id == Ask.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .join(Activity, Activity.id == Ask.activity_id)
        .join(asker, asker.id == Ask.asker_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
    )


def _events(session: Session, ask_id: int) -> list[Event]:
    statement = (
        select(AskEvent.at, AskEvent.state, AskEvent.via, Person.name, AskEvent.note)
        .outerjoin(Person, Person.id == AskEvent.actor_id)
        .where(AskEvent.ask_id == ask_id)
        .order_by(AskEvent.id.desc())
    )
    return [Event(*row) for row in session.execute(statement)]


def _messages(session: Session, ask_id: int) -> list[Message]:
    statement = (
        select(
            Outbox.id,
            Outbox.topic,
            Person.name.label("to"),
            Outbox.state,
            Outbox.attempt,
            Outbox.last_error,
            Outbox.finished_at,
            Outbox.created_at,
        )
        .outerjoin(Person, Person.id == Outbox.recipient_id)
        .where(Outbox.ask_id == ask_id)
        .order_by(Outbox.id.desc())
        .limit(20)
    )
    return [Message(**row._mapping) for row in session.execute(statement)]  # noqa: SLF001


_OWN = (
    "id",
    "advocate_id",
    "activity_id",
    "effort",
    "minutes",
    "state",
    "time_open",
    "sentence",
    "why",
    "other_role",
    "other_industry",
    "other_name",
    "other_contact",
    "by_hand_note",
    "override_reason",
    "happen_by",
    "reply_by",
    "asked_on",
    "holds_place",
    "reached_at",
    "answered_at",
    "decline_reason",
    "answer_note",
    "suggested_on",
    "suggested_at",
    "suggestion",
    "scheduled_for",
    "evidence",
    "completed_on",
    "created_at",
)
