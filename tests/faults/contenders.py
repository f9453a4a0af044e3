"""Sixteen who ask at the same instant, eight threads in each of two processes."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from portal.clock import SetClock
from portal.db import Database, connect, retrying
from portal.domain.errors import Refused
from portal.domain.kinds import Via
from portal.domain.operations import asks

PROCESSES = 2
THREADS = 8
PATIENCE = 60.0


@dataclass(frozen=True)
class Race:
    """`lap_days` lie between two rounds of one advocate: long enough for both classes to be free again."""

    url: str
    rounds: int
    advocate_ids: list[int]
    asker_id: int
    activity_ids: list[int]
    begin: datetime
    lap_days: int = 92

    def advocate(self, number: int) -> int:
        return self.advocate_ids[number % len(self.advocate_ids)]

    def instant(self, number: int) -> datetime:
        return self.begin + timedelta(days=self.lap_days * (number // len(self.advocate_ids)))


@dataclass
class Tally:
    outcomes: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, outcome: str) -> None:
        with self.lock:
            self.outcomes[outcome] += 1


def contend(race: Race, place: int, start: Barrier, finish: Barrier, results: "Queue[dict[str, int]]") -> None:
    """One process: runs its threads through every round and reports what each try came to."""
    database = connect(race.url, threads=THREADS, clock=SetClock(race.begin))
    tally = Tally()
    threads = [
        threading.Thread(target=_run, args=(race, place * THREADS + n, database, start, finish, tally))
        for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
    results.put(dict(tally.outcomes))


def _run(race: Race, seat: int, database: Database, start: Barrier, finish: Barrier, tally: Tally) -> None:
    for number in range(race.rounds):
        start.wait(PATIENCE)
        won = _try(race, number, seat, database, tally)
        finish.wait(PATIENCE)
        if won is not None:
            _answer(won, race.instant(number), database)


def _try(race: Race, number: int, seat: int, database: Database, tally: Tally) -> int | None:
    now = race.instant(number)
    words = asks.Words(
        activity_id=race.activity_ids[seat % len(race.activity_ids)],
        other_role="supply chain director",
        other_industry="logistics",
        happen_by=now.date() + timedelta(days=10),
        why="They want to hear how it went.",
    )

    def work() -> int:
        with database.writing() as session:
            made = asks.draft(session, advocate_id=race.advocate(number), words=words, asker_id=race.asker_id, now=now)
            return asks.send(session, ask_id=made.id, actor_id=race.asker_id, now=now).id

    try:
        ask_id = retrying(work)
    except Refused as refusal:
        told = refusal.reason in {"awaiting", "quiet"} and "asked on" in refusal.sentence
        tally.count("refused and told who and when" if told else f"refused: {refusal.reason}")
    except Exception as error:  # noqa: BLE001 - whatever it is, the tally must show it
        tally.count(f"error: {type(error).__name__}")
    else:
        tally.count("won")
        return ask_id
    return None


def _answer(ask_id: int, now: datetime, database: Database) -> None:
    with database.writing() as session:
        asks.accept(session, ask_id=ask_id, via=Via.LINK, actor_id=None, now=now)
