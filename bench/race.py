"""G6: four processes ask, answer, take breaks and end them on the same advocates; then the books must agree.

./dev bench race [TRIES]
"""

import multiprocessing
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bench import pool, servers
from portal.clock import SetClock
from portal.db import connect, retrying
from portal.domain.errors import Refused
from portal.domain.kinds import Via
from portal.domain.models import Activity, Ask, MatchRow
from portal.domain.operations import asks, places, preferences

PROCESSES = 4
TRIES = 12_000
ADVOCATES = 500
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
INSIDE_ONE_WINDOW = text(
    """
    SELECT count(*) FROM ask a JOIN ask b ON b.advocate_id = a.advocate_id AND b.effort = a.effort AND b.id > a.id
    WHERE a.holds_place AND b.holds_place
      AND abs(a.asked_on - b.asked_on) < CASE a.effort WHEN 'high' THEN 92 ELSE 31 END
    """
)


@dataclass(frozen=True)
class Field:
    url: str
    asker_id: int
    advocate_ids: list[int]
    activity_ids: list[int]


def run(field: Field, seed: int, tries: int) -> tuple[Counter[str], list[float]]:
    """One process: what its tries came to, and how long each asking took in seconds."""
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    database = connect(field.url, threads=1, clock=SetClock(NOW))
    outcomes: Counter[str] = Counter()
    times: list[float] = []
    for _ in range(tries):
        advocate_id = dice.choice(field.advocate_ids)
        now = NOW + timedelta(days=dice.randint(0, 400))
        move = dice.choices((ask, answer, pause), weights=(8, 3, 1))[0]
        begin = time.perf_counter()

        def work(move=move, advocate_id=advocate_id, now=now) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001
            with database.writing() as session:
                return str(move(session, field, dice, advocate_id, now))

        try:
            outcomes[retrying(work)] += 1
        except Refused as refusal:
            outcomes[f"refused: {refusal.reason}"] += 1
        except Exception as error:  # noqa: BLE001 - every kind must show in the figures
            outcomes[f"error: {type(error).__name__}"] += 1
        if move is ask:
            times.append(time.perf_counter() - begin)
    database.close()
    return outcomes, times


def ask(session: Session, field: Field, dice: random.Random, advocate_id: int, now: datetime) -> str:
    words = asks.Words(
        activity_id=dice.choice(field.activity_ids),
        other_role="supply chain director",
        other_industry="logistics",
        happen_by=now.date() + timedelta(days=10),
        why="They want to hear how it went.",
        by_hand_note="A word from me.",
        override_reason="They offered.",
    )
    made = asks.draft(session, advocate_id=advocate_id, words=words, asker_id=field.asker_id, now=now)
    asks.send(session, ask_id=made.id, actor_id=field.asker_id, now=now)
    return "asked"


def answer(session: Session, field: Field, dice: random.Random, advocate_id: int, now: datetime) -> str:  # noqa: ARG001
    open_ask = session.scalars(select(MatchRow.open_ask_id).where(MatchRow.advocate_id == advocate_id)).one()
    if open_ask is None:
        return "nothing to answer"
    sent_at = session.scalars(select(Ask.sent_at).where(Ask.id == open_ask)).one() or now
    moves = (asks.accept, asks.decline) if dice.random() < 0.8 else (asks.withdraw,)
    dice.choice(moves)(session, ask_id=open_ask, via=Via.LINK, actor_id=None, now=sent_at)
    return "answered"


def pause(session: Session, field: Field, dice: random.Random, advocate_id: int, now: datetime) -> str:  # noqa: ARG001
    if dice.random() < 0.5:
        preferences.end_break(session, advocate_id=advocate_id, actor_id=None, now=now)
        return "break ended"
    until = now.date() + timedelta(days=dice.randint(1, 60))
    preferences.take_break(session, advocate_id=advocate_id, until=until, today=now.date(), actor_id=None, now=now)
    return "break begun"


def prepare(url: str) -> Field:
    database = connect(url, clock=SetClock(NOW))
    with database.writing() as session:
        asker = pool.fill(session, count=ADVOCATES, now=NOW, laps=2)
        people = list(session.scalars(select(MatchRow.advocate_id).order_by(MatchRow.advocate_id)))
        activities = list(session.scalars(select(Activity.id)))
    database.close()
    return Field(url, asker, people, activities)


def main(tries: int) -> int:
    with servers.database() as url:
        field = prepare(url)
        begin = time.perf_counter()
        with multiprocessing.get_context("spawn").Pool(PROCESSES) as processes:
            found = processes.starmap(run, [(field, seed, tries // PROCESSES) for seed in range(PROCESSES)])
        seconds = time.perf_counter() - begin
        database = connect(url)
        with database.reading() as session:
            over = session.execute(INSIDE_ONE_WINDOW).scalar_one()
            different = len(places.differences(session))
        database.close()
    outcomes = sum((tally for tally, _ in found), Counter[str]())
    times = sorted(one for _, several in found for one in several)
    errors = sum(count for outcome, count in outcomes.items() if outcome.startswith("error"))
    print(f"{tries} tries by {PROCESSES} processes in {seconds:.1f} s: {tries / seconds:.0f} a second")
    print("\n".join(f"  {count:6} {outcome}" for outcome, count in outcomes.most_common()))
    print(f"  asking: median {1000 * times[len(times) // 2]:.1f} ms, p99 {1000 * times[len(times) * 99 // 100]:.1f} ms")
    print(f"G6: {over} asks inside one window, {different} match rows that differ, {errors} errors")
    return 1 if over or different or errors or not outcomes["asked"] else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TRIES))
