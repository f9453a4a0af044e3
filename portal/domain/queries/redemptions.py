"""What people chose: for themselves to follow, for the team to fulfil (RWD-3)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.models import (
    Account,
    Advocate,
    BudgetLine,
    MatchRow,
    Person,
    Redemption,
    RedemptionEvent,
    Reward,
    RewardCode,
)
from portal.domain.queries import gifts
from portal.domain.queries.merges import everyone_of
from portal.domain.rules import gifts as policies
from portal.domain.rules import money
from portal.domain.rules.rewards import GROUPS
from portal.domain.value_kinds import Fulfilment, RedemptionState, RewardGroup, RewardKind

OPEN = (RedemptionState.HELD, RedemptionState.APPROVED)
ENOUGH = 500


@dataclass(frozen=True)
class Chosen:
    """One redemption, for whoever chose it and for the team."""

    id: int
    state: RedemptionState
    reward: str
    kind: RewardKind
    fulfilment: Fulfilment
    happens: str
    points: int
    cents: int
    currency: str | None
    charity: str | None
    words: str | None
    address: str | None
    chosen_at: datetime
    due_on: date
    ended_at: datetime | None
    advocate_id: int
    advocate: str
    email: str
    account: str | None
    first_by: int | None
    first_name: str | None
    owner: str | None
    line: str | None
    last_asked_on: date | None

    @property
    def cost(self) -> str:
        return money.words(self.cents, self.currency) if self.currency else "No cost"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def what(self) -> str:
        """Its name, and whom a donation goes to."""
        return f"{self.reward}: {self.charity}" if self.charity else self.reward


@dataclass(frozen=True)
class Step:
    at: datetime
    state: RedemptionState
    who: str | None
    note: str | None


def of_advocate(session: Session, advocate_id: int) -> list[Chosen]:
    """The newest first; those too that were chosen under an entry which was merged into theirs."""
    theirs = Redemption.advocate_id.in_(everyone_of(advocate_id))
    return _read(session, _all().where(theirs).order_by(Redemption.id.desc()))


def one(session: Session, redemption_id: int, *, of: int | None = None) -> Chosen:
    """Raises NotFound; of somebody else than `of` too."""
    statement = _all().where(Redemption.id == redemption_id)
    if of is not None:
        statement = statement.where(Redemption.advocate_id.in_(everyone_of(of)))
    rows = _read(session, statement)
    if not rows:
        raise NotFound
    return rows[0]


def found(session: Session, redemption_id: int | None) -> Chosen | None:
    return next(iter(_read(session, _all().where(Redemption.id == redemption_id))), None)


@dataclass(frozen=True)
class News:
    """One thing that became of it, and in whose words why."""

    state: RedemptionState
    note: str | None
    chosen: Chosen


def news(session: Session, event_id: int | None) -> News | None:
    """None once it is not how it stands any more."""
    event = session.get(RedemptionEvent, event_id) if event_id else None
    if event is None:
        return None
    newer = (RedemptionEvent.redemption_id == event.redemption_id, RedemptionEvent.id > event.id)
    if session.scalar(select(exists().where(*newer, RedemptionEvent.state != event.state))):
        return None
    return News(event.state, event.note, one(session, event.redemption_id))


@dataclass(frozen=True)
class Waiting:
    number: int
    first_due_on: date | None


def waiting(session: Session) -> Waiting:
    """How much is open, and what was promised first."""
    row = session.execute(select(func.count(), func.min(Redemption.due_on)).where(Redemption.state.in_(OPEN))).one()
    return Waiting(*row)


def to_fulfil(session: Session) -> list[Chosen]:
    """What is open, the most urgent first."""
    return _read(session, _all().where(Redemption.state.in_(OPEN)).order_by(Redemption.due_on, Redemption.id))


def ended(session: Session) -> list[Chosen]:
    return _read(session, _all().where(Redemption.state.not_in(OPEN)).order_by(Redemption.ended_at.desc()).limit(50))


def every(session: Session) -> list[Chosen]:
    """For the export; no address is in it."""
    return _read(session, _all().order_by(Redemption.id))


def steps(session: Session, redemption_id: int) -> list[Step]:
    rows = session.execute(
        select(RedemptionEvent.at, RedemptionEvent.state, Person.name, RedemptionEvent.note)
        .outerjoin(Person, Person.id == RedemptionEvent.actor_id)
        .where(RedemptionEvent.redemption_id == redemption_id)
        .order_by(RedemptionEvent.id)
    )
    return [Step(*row) for row in rows]


def code(session: Session, redemption_id: int) -> str | None:
    """The code that was handed out and works."""
    return session.scalar(
        select(RewardCode.code).where(RewardCode.redemption_id == redemption_id, RewardCode.failed_at.is_(None))
    )


def forbidden(session: Session, chosen: Chosen) -> bool:
    """Whether their gift rules have come to rule it out since."""
    return chosen.kind not in policies.ALLOWED[gifts.of_advocate(session, chosen.advocate_id).policy]


def shares(session: Session, *, since: datetime) -> list[tuple[RewardGroup, int]]:
    """What people choose: each group's number of redemptions, the most chosen first."""
    rows = session.execute(
        select(Reward.kind, func.count())
        .join(Redemption, Redemption.reward_id == Reward.id)
        .where(Redemption.chosen_at >= since, Redemption.state != RedemptionState.RELEASED)
        .group_by(Reward.kind)
    )
    counted: dict[RewardGroup, int] = {}
    for kind, number in rows:
        counted[GROUPS[kind]] = counted.get(GROUPS[kind], 0) + number
    return sorted(counted.items(), key=lambda each: -each[1])


def _all() -> Select[*tuple[Any, ...]]:
    who, first, owner = aliased(Person), aliased(Person), aliased(Person)
    return (
        select(
            Redemption.id,
            Redemption.state,
            Reward.name.label("reward"),
            Reward.kind,
            Reward.fulfilment,
            Reward.happens,
            Redemption.points,
            Redemption.cents,
            Redemption.currency,
            Redemption.charity,
            Redemption.words,
            Redemption.address,
            Redemption.chosen_at,
            Redemption.due_on,
            Redemption.ended_at,
            Redemption.advocate_id,
            who.name.label("advocate"),
            who.email.label("email"),
            Account.name.label("account"),
            Redemption.first_by,
            first.name.label("first_name"),
            owner.name.label("owner"),
            BudgetLine.name.label("line"),
            func.greatest(MatchRow.last_high_on, MatchRow.last_low_on).label("last_asked_on"),
        )
        .join(Reward, Reward.id == Redemption.reward_id)
        .join(Advocate, Advocate.id == Redemption.advocate_id)
        .join(who, who.id == Advocate.person_id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(first, first.id == Redemption.first_by)
        .outerjoin(owner, owner.id == Redemption.owner_id)
        .outerjoin(BudgetLine, BudgetLine.id == Redemption.line_id)
        .limit(ENOUGH)
    )


def _read(session: Session, statement: Select[*tuple[Any, ...]]) -> list[Chosen]:
    return [Chosen(**row._mapping) for row in session.execute(statement)]  # noqa: SLF001 - SQLAlchemy's public row interface
