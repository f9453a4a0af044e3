"""Notes of thanks, the wall, and who is owed some (RWD-7, RWD-8)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.kinds import AskState, Stage
from portal.domain.models import Account, Advocate, Ask, Person, Redemption, ThankYou
from portal.domain.queries.merges import everyone_of, id_now
from portal.domain.value_kinds import RedemptionState

ENOUGH = 100


@dataclass(frozen=True)
class Note:
    id: int
    words: str
    at: datetime
    wall_at: datetime | None
    author: str
    author_title: str | None
    to: str
    account: str | None

    @property
    def on_wall(self) -> bool:
        return self.wall_at is not None


@dataclass(frozen=True)
class Owed:
    """What one advocate was asked and did, against what came back to them."""

    advocate_id: int
    name: str
    account: str | None
    asked: int
    done: int
    minutes: int
    rewards: int
    notes: int
    last_done_on: date | None
    last_given_on: date | None

    @property
    def is_owed(self) -> bool:
        """They did something after we last gave anything back."""
        if self.last_done_on is None:
            return False
        return self.last_given_on is None or self.last_given_on < self.last_done_on


def of_advocate(session: Session, advocate_id: int) -> list[Note]:
    return _notes(session, ThankYou.advocate_id == advocate_id)


def wall(session: Session) -> list[Note]:
    """What people put there themselves, of those who are still with us."""
    here = and_(Advocate.left_at.is_(None), Advocate.stage != Stage.DEPARTED)
    return _notes(session, and_(ThankYou.wall_at.is_not(None), here))


def one(session: Session, note_id: int | None) -> Note | None:
    return next(iter(_notes(session, ThankYou.id == note_id)), None)


def of_one(session: Session, advocate_id: int) -> Owed:
    return _owed(session, Advocate.id == advocate_id)[0]


def owed(session: Session) -> list[Owed]:
    """Whom to thank this week: who did most since anything came back to them, first."""
    found = _owed(session, and_(Advocate.left_at.is_(None), Advocate.stage != Stage.DEPARTED, _did_something()))
    return sorted((each for each in found if each.is_owed), key=lambda each: (-each.minutes, each.name))[:ENOUGH]


def _notes(session: Session, which: ColumnElement[bool]) -> list[Note]:
    author, to = aliased(Person), aliased(Person)
    rows = session.execute(
        select(
            ThankYou.id,
            ThankYou.words,
            ThankYou.at,
            ThankYou.wall_at,
            author.name,
            author.title,
            to.name,
            Account.name,
        )
        .join(Advocate, Advocate.id == ThankYou.advocate_id)
        .join(author, author.id == ThankYou.author_id)
        .join(to, to.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(which)
        .order_by(ThankYou.id.desc())
        .limit(ENOUGH)
    )
    return [Note(*row) for row in rows]


def _did_something() -> ColumnElement[bool]:
    entry = aliased(Advocate)
    done = select(id_now(entry)).join(Ask, Ask.advocate_id == entry.id).where(Ask.state == AskState.COMPLETED)
    return Advocate.id.in_(done)


def _owed(session: Session, which: ColumnElement[bool]) -> list[Owed]:
    done = Ask.state == AskState.COMPLETED
    asks = (
        select(
            func.count().label("asked"),
            func.count().filter(done).label("done"),
            func.coalesce(func.sum(Ask.minutes).filter(done), 0).label("minutes"),
            func.max(Ask.completed_on).label("last_done_on"),
        )
        .where(Ask.advocate_id.in_(everyone_of(Advocate.id)), or_(Ask.holds_place, done))
        .lateral()
    )
    given = (
        select(func.count().label("rewards"), func.max(Redemption.ended_at).label("at"))
        .where(Redemption.advocate_id.in_(everyone_of(Advocate.id)), Redemption.state == RedemptionState.FULFILLED)
        .lateral()
    )
    notes = (
        select(func.count().label("notes"), func.max(ThankYou.at).label("at"))
        .where(ThankYou.advocate_id == Advocate.id)
        .lateral()
    )
    rows = session.execute(
        select(
            Advocate.id,
            Person.name,
            Account.name,
            asks.c.asked,
            asks.c.done,
            asks.c.minutes,
            given.c.rewards,
            notes.c.notes,
            asks.c.last_done_on,
            func.date(func.greatest(given.c.at, notes.c.at)),
        )
        .select_from(Advocate)
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .join(asks, asks.c.asked >= 0)
        .join(given, given.c.rewards >= 0)
        .join(notes, notes.c.notes >= 0)
        .where(which)
    )
    return [Owed(*row) for row in rows]
