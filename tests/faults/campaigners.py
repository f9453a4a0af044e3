"""Two stand-ins that run until they are killed, each at the database's own time.

`python -m tests.faults.campaigners slices`       takes every slice that is due, as the sweep does, only more often
`python -m tests.faults.campaigners asks SEED`    asks one after another of the same people for something, by hand
"""

import os
import random
import sys
import time
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database, connect, retrying
from portal.domain.errors import Refused
from portal.domain.kinds import Role
from portal.domain.models import Activity, Advocate, Person
from portal.domain.operations import asks, campaigns

PAUSE = 0.05


def slices(database: Database) -> None:
    def turn() -> object:
        with database.writing() as session:
            return campaigns.ask_due(session, now=database.now(session))

    while True:
        if retrying(turn) is None:
            time.sleep(PAUSE)


def by_hand(database: Database, seed: int) -> None:
    dice = random.Random(seed)
    with database.reading() as session:
        advocates = list(session.scalars(select(Advocate.id)))
        activities = list(session.scalars(select(Activity.id).where(~Activity.archived)))
        asker = session.scalars(select(Person.id).where(Person.role == Role.TEAM)).first() or 0
    while True:
        wanted = partial(ask, database, dice.choice(advocates), dice.choice(activities), asker)
        try:
            retrying(wanted)
        except Refused:
            continue
        time.sleep(dice.uniform(0, 4 * PAUSE))


def ask(database: Database, advocate_id: int, activity_id: int, asker_id: int) -> None:
    with database.writing() as session:
        now = database.now(session)
        words = asks.Words(
            activity_id=activity_id,
            other_role="supply chain director",
            other_industry="logistics",
            happen_by=now.date() + timedelta(days=20),
            why="They want to hear how it went.",
            by_hand_note="A word from me.",
        )
        send(session, advocate_id, words, asker_id, now)


def send(session: Session, advocate_id: int, words: asks.Words, asker_id: int, now: datetime) -> None:
    made = asks.draft(session, advocate_id=advocate_id, words=words, asker_id=asker_id, now=now)
    asks.send(session, ask_id=made.id, actor_id=asker_id, now=now)


def main(what: str, seed: str = "0") -> None:
    database = connect(os.environ["DATABASE_URL"], threads=1)
    if what == "slices":
        slices(database)
    by_hand(database, int(seed))


if __name__ == "__main__":
    main(*sys.argv[1:])
