"""People who choose, and a team that fulfils: one process of several, each with advocates of its own.

`python -m tests.faults.ledger_steps NAME SEED STEPS KILLED_EVERY ADVOCATE…` says at its end what it did.
"""

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.db import Database, connect
from portal.domain.errors import Refused
from portal.domain.kinds import Role
from portal.domain.models import Person, Redemption, Reward
from portal.domain.operations import adjustments, redemptions, rewards
from portal.domain.queries import ledgers as queries
from portal.domain.value_kinds import Fulfilment, RewardGroup, RewardKind
from tests import make
from tests.make import NOW


def found(database: Database) -> None:
    """A team, its budget and a menu, once for all processes."""
    with database.writing() as session:
        make.program(session)
        by, _ = make.person(session), make.person(session)
        make.budget(session, by, RewardGroup.GIFTS, 1_000_000_000)
        make.budget(session, by, RewardGroup.LEARNING, 20_000)
        make.reward(session, points=70, stock=40)
        make.reward(session, points=30, cents=1_000)
        make.reward(session, kind=RewardKind.GIFT_CARD, points=20, cents=100)
        make.reward(session, kind=RewardKind.GIFT_CARD, points=5, cents=50, fulfilment=Fulfilment.CODE, stock=0)


def people(database: Database) -> list[int]:
    """A few advocates of one process."""
    with database.writing() as session:
        return [make.advocate(session, name=f"Advocate {place}").id for place in range(5)]


class Program:
    """Every step may be cut short by a lost connection: one in `killed_every` is."""

    def __init__(
        self, database: Database, seed: int, advocates: list[int], *, name: str = "0", killed_every: int = 5
    ) -> None:
        self.database = database
        self.advocates, self.name, self.killed_every = advocates, name, killed_every
        self.random = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.number = 0
        with database.reading() as session:
            self.team = list(session.scalars(select(Person.id).where(Person.role == Role.TEAM).order_by(Person.id)))
            self.rewards = list(session.scalars(select(Reward.id).order_by(Reward.id)))
        self.points = dict.fromkeys(advocates, 0)

    def step(self) -> None:
        """One deed, told to nobody if it was cut short; the model learns of it only when it was committed."""
        self.number += 1
        deed = self.random.choice([self.adjust, self.choose, self.choose, self.move, self.move, self.move, self.codes])
        after = 0 if self.random.randrange(self.killed_every) else self.random.randint(1, 20)
        try:
            with cut_short(self.database, after), self.database.writing() as session:
                learn = deed(session)
        except Refused as refusal:
            self.done[f"refused: {refusal.reason}"] += 1
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            self.done["killed"] += 1
        else:
            self.done[deed.__name__] += 1
            learn()

    def adjust(self, session: Session) -> Callable[[], None]:
        advocate_id, points = self.random.choice(self.advocates), self.random.randint(-80, 120) or 1
        adjustments.make(
            session,
            advocate_id=advocate_id,
            points=points,
            reason="A step",
            key=f"step {self.name}.{self.number}",
            actor_id=self.team[0],
            now=NOW,
        )
        return lambda: self.add(advocate_id, points)

    def choose(self, session: Session) -> Callable[[], None]:
        advocate_id = self.random.choice(self.advocates)
        made = redemptions.choose(
            session,
            advocate_id=advocate_id,
            reward_id=self.random.choice(self.rewards),
            key=f"step {self.name}.{self.number}",
            wishes=redemptions.Wishes(allowed=True),
            now=NOW,
        )
        points = made.points
        return lambda: self.add(advocate_id, -points)

    def move(self, session: Session) -> Callable[[], None]:
        """The team approves, fulfils, calls off or opens again, whatever state it is in."""
        newest = session.execute(
            select(Redemption.id, Redemption.advocate_id, Redemption.points, Redemption.state)
            .where(Redemption.advocate_id.in_(self.advocates))
            .order_by(Redemption.id.desc())
            .limit(20)
        ).all()
        found = self.random.choice(newest) if newest else None
        if found is None:
            raise Refused("nothing", "Nothing to move.")
        actor_id = self.random.choice(self.team)
        deed = self.random.choice([redemptions.approve, redemptions.fulfil, redemptions.release, redemptions.reopen])
        more = {"reason": "A step"} if deed in {redemptions.release, redemptions.reopen} else {}
        deed(session, redemption_id=found.id, actor_id=actor_id, now=NOW, **more)  # type: ignore[operator]
        back = found.points if deed is redemptions.release and found.state != "released" else 0
        return lambda: self.add(found.advocate_id, back)

    def codes(self, session: Session) -> Callable[[], None]:
        names = [f"CODE-{self.name}-{self.number}-{place}" for place in range(3)]
        rewards.import_codes(session, reward_id=self.rewards[-1], codes=names, actor_id=self.team[0], now=NOW)
        return lambda: None

    def add(self, advocate_id: int, points: int) -> None:
        self.points[advocate_id] += points

    def check(self) -> None:
        with self.database.snapshot() as session:
            for advocate_id, points in self.points.items():
                assert queries.balance(session, advocate_id).spendable == points


@contextmanager
def cut_short(database: Database, after: int) -> Iterator[None]:
    """The server ends this connection before its statement number `after`; 0 lets it live."""
    left = [after]

    def count(connection: Connection, *_rest: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            pid = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
            with database.reader.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    if after:
        event.listen(database.writer, "before_cursor_execute", count)
    try:
        yield
    finally:
        if after:
            event.remove(database.writer, "before_cursor_execute", count)


def main(name: str, seed: str, steps: str, killed_every: str, *advocates: str) -> None:
    database = connect(os.environ["DATABASE_URL"], threads=2)
    program = Program(database, int(seed), [int(one) for one in advocates], name=name, killed_every=int(killed_every))
    for _ in range(int(steps)):
        program.step()
    program.check()
    database.close()
    json.dump(program.done, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
