"""R6: the cap holds with sixteen contenders in two processes. The short run is 60 rounds; `--full` is 10,000."""

import multiprocessing
from collections import Counter

import pytest
from sqlalchemy import func, select, text

from portal.db import Database
from portal.domain.models import Ask
from portal.domain.operations import places
from tests import make
from tests.faults import contenders
from tests.faults.contenders import PROCESSES, THREADS, Race

INSIDE_ONE_WINDOW = text(
    """
    SELECT count(*) FROM ask a JOIN ask b ON b.advocate_id = a.advocate_id AND b.effort = a.effort AND b.id > a.id
    WHERE a.holds_place AND b.holds_place
      AND abs(a.asked_on - b.asked_on) < CASE a.effort WHEN 'high' THEN 92 ELSE 31 END
    """
)


def prepare(database: Database, url: str, rounds: int, pool: int) -> Race:
    with database.writing() as session:
        people = [make.advocate(session, name=f"Advocate {n}").id for n in range(pool)]
        return Race(
            url=url,
            rounds=rounds,
            advocate_ids=people,
            asker_id=make.person(session).id,
            activity_ids=[make.activity(session, slug).id for slug in ("call", "review", "story", "intro")],
            begin=make.NOW,
        )


def run(race: Race) -> Counter[str]:
    context = multiprocessing.get_context("spawn")
    start, finish = (context.Barrier(PROCESSES * THREADS) for _ in range(2))
    results = context.Queue()
    processes = [
        context.Process(target=contenders.contend, args=(race, place, start, finish, results), daemon=True)
        for place in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    outcomes: Counter[str] = Counter()
    for _ in processes:
        outcomes.update(results.get(timeout=60 + race.rounds))
    for process in processes:
        process.join(30)
    return outcomes


@pytest.mark.timeout(7200)
def test_the_cap_holds_under_sixteen_contenders(real_database: Database, real_database_url: str, full: bool) -> None:
    rounds = 10_000 if full else 60
    race = prepare(real_database, real_database_url, rounds, pool=200 if full else 20)
    outcomes = run(race)
    print(f"caps: {rounds} rounds, {dict(outcomes)}")  # noqa: T201 - the figure that the promise names
    assert outcomes == {
        "won": rounds,
        "refused and told who and when": rounds * (PROCESSES * THREADS - 1),
    }
    with real_database.reading() as session:
        assert session.execute(INSIDE_ONE_WINDOW).scalar_one() == 0
        assert session.execute(select(func.count()).select_from(Ask)).scalar_one() == rounds
        assert places.differences(session) == []
