"""Lists of nominations, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import TEAM_ROLES, Channel, InvitationState, NominationState, Role, Stage
from portal.domain.models import Account, Activity, Advocate, Ask, Invitation, Nomination, Person
from portal.domain.queries.merges import is_now

PAGE = 20
MINE = 200


class Tab(StrEnum):
    """Where a nomination stands, for whoever looks at it."""

    REVIEW = "review"
    INVITED = "invited"
    JOINED = "joined"
    NOT_NOW = "not_now"


class Whose(StrEnum):
    """Whose of the team they are to look after."""

    ANYBODY = "anybody"
    MINE = "mine"
    NOBODY = "nobody"


class Source(StrEnum):
    """Who named them."""

    ANY = "any"
    COLLEAGUES = "colleagues"
    ADVOCATES = "advocates"
    SIGNALS = "signals"


@dataclass(frozen=True)
class NominationLine:
    """`advocate_id` is set where the person is in the program's books; `wishes` are activities' names."""

    id: int
    name: str
    email: str
    title: str | None
    company: str | None
    nominator: str | None
    nominator_role: Role | None
    department: str | None
    channel: Channel
    ask_id: int | None
    activity: str | None
    wishes: Sequence[str]
    note: str | None
    how_known: str | None
    owner_id: int | None
    owner: str | None
    state: NominationState
    reason: str | None
    at: datetime
    decided_at: datetime | None
    decider: str | None
    advocate_id: int | None
    stage: Stage | None
    joined_at: datetime | None
    invitation: InvitationState | None
    """How their newest invitation stands."""

    @property
    def tab(self) -> Tab:
        if self.state is NominationState.WAITING:
            return Tab.REVIEW
        if self.state is NominationState.NOT_NOW:
            return Tab.NOT_NOW
        return Tab.JOINED if self.joined_at else Tab.INVITED

    def age(self, today: date) -> int:
        """Days."""
        return (today - self.at.date()).days


_TAKEN_UP = Nomination.state.in_((NominationState.INVITED, NominationState.MERGED))
_BY_ADVOCATES = Nomination.channel == Channel.ADVOCATE
_FROM: dict[Source, ColumnElement[bool]] = {
    Source.ANY: literal(value=True),
    Source.COLLEAGUES: and_(Nomination.nominator_id.is_not(None), ~_BY_ADVOCATES),
    Source.ADVOCATES: _BY_ADVOCATES,
    Source.SIGNALS: and_(Nomination.nominator_id.is_(None), ~_BY_ADVOCATES),
}
_IN: dict[Tab, ColumnElement[bool]] = {
    Tab.REVIEW: Nomination.state == NominationState.WAITING,
    Tab.INVITED: and_(_TAKEN_UP, Advocate.joined_at.is_(None)),
    Tab.JOINED: and_(_TAKEN_UP, Advocate.joined_at.is_not(None)),
    Tab.NOT_NOW: Nomination.state == NominationState.NOT_NOW,
}


def page(
    session: Session, *, tab: Tab, whose: Whose, source: Source, viewer_id: int, start: int | None
) -> list[NominationLine]:
    """To review: longest waiting first; else newest first. `start`: the last id of the page before. One more: more."""
    statement = _lines().where(_IN[tab], _of(whose, viewer_id), _FROM[source]).limit(PAGE + 1)
    place: Any = tuple_(Nomination.at, Nomination.id)
    since = session.scalar(select(Nomination.at).where(Nomination.id == start)) if start else None
    last = (since, start)
    if tab is Tab.REVIEW:
        statement = statement.where(place > last) if since else statement
        return _read(session, statement.order_by(Nomination.at, Nomination.id))
    statement = statement.where(place < last) if since else statement
    return _read(session, statement.order_by(Nomination.at.desc(), Nomination.id.desc()))


def counts(session: Session) -> dict[Tab, int]:
    row = session.execute(
        select(*(func.count().filter(condition) for condition in _IN.values()))
        .select_from(Nomination)
        .outerjoin(Advocate, Advocate.id == Nomination.advocate_id)
    ).one()
    return dict(zip(_IN, row, strict=True))


def find(session: Session, nomination_id: int) -> NominationLine | None:
    return next(iter(_read(session, _lines().where(Nomination.id == nomination_id))), None)


def one(session: Session, nomination_id: int) -> NominationLine:
    found = find(session, nomination_id)
    if found is None:
        raise NotFound
    return found


def mine(session: Session, nominator_id: int) -> list[NominationLine]:
    """Newest first."""
    own = _lines().where(Nomination.nominator_id == nominator_id)
    return _read(session, own.order_by(Nomination.at.desc(), Nomination.id.desc()).limit(MINE))


def team(session: Session) -> list[tuple[int, str]]:
    """Who can look after a nomination."""
    members = select(Person.id, Person.name).where(Person.role.in_(TEAM_ROLES), Person.disabled_at.is_(None))
    return [(row.id, row.name) for row in session.execute(members.order_by(func.lower(Person.name)))]


def _of(whose: Whose, viewer_id: int) -> ColumnElement[bool]:
    if whose is Whose.MINE:
        return Nomination.owner_id == viewer_id
    return Nomination.owner_id.is_(None) if whose is Whose.NOBODY else literal(value=True)


_WISHES = (
    select(func.array_agg(aggregate_order_by(Activity.name, Activity.name)))
    .where(Activity.id == func.any(Nomination.activity_ids))
    .scalar_subquery()
)
_INVITED = (
    select(Invitation.state)
    .where(Invitation.advocate_id == Advocate.id)
    .order_by(Invitation.id.desc())
    .limit(1)
    .correlate(Advocate)
    .scalar_subquery()
)


def _lines() -> Select[*tuple[Any, ...]]:
    nominator, owner, decider, known = aliased(Person), aliased(Person), aliased(Person), aliased(Person)
    wanted, here, entry = aliased(Activity), aliased(Advocate), aliased(Advocate)
    return (
        select(
            Nomination.id,
            Nomination.name,
            Nomination.email,
            Nomination.title,
            func.coalesce(Account.name, Nomination.company),
            nominator.name,
            nominator.role,
            nominator.department,
            Nomination.channel,
            Nomination.ask_id,
            wanted.name,
            func.coalesce(_WISHES, literal([], ARRAY(Text))),
            Nomination.note,
            Nomination.how_known,
            Nomination.owner_id,
            owner.name,
            Nomination.state,
            Nomination.reason,
            Nomination.at,
            Nomination.decided_at,
            decider.name,
            func.coalesce(Advocate.id, here.id),
            func.coalesce(Advocate.stage, here.stage),
            Advocate.joined_at,
            _INVITED,
        )
        .select_from(Nomination)
        .outerjoin(Account, Account.id == Nomination.account_id)
        .outerjoin(nominator, nominator.id == Nomination.nominator_id)
        .outerjoin(owner, owner.id == Nomination.owner_id)
        .outerjoin(decider, decider.id == Nomination.decided_by)
        .outerjoin(Ask, Ask.id == Nomination.ask_id)
        .outerjoin(wanted, wanted.id == Ask.activity_id)
        .outerjoin(Advocate, Advocate.id == Nomination.advocate_id)
        .outerjoin(known, known.email == Nomination.email)
        .outerjoin(entry, entry.person_id == known.id)
        .outerjoin(here, is_now(here, entry))
    )


def _read(session: Session, statement: Select[*tuple[Any, ...]]) -> list[NominationLine]:
    return [NominationLine(*row) for row in session.execute(statement)]
