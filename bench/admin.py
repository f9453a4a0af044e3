"""G7: the team's list of advocates at a million, through the product's own queries. ./dev bench admin [ADVOCATES]"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from bench import gen, servers, yardstick
from portal.clock import SetClock
from portal.db import connect
from portal.domain.kinds import Channel, Effort, Stage
from portal.domain.queries import advocates, grounds, searches
from portal.domain.queries.grounds import Ground
from portal.domain.rules.searches import Criteria, Freshness

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADVOCATES, TIMES = 1_000_000, 40
PAGE_GOAL, COUNT_GOAL, KEYSET_GOAL = 25.0, 5.0, 1.5
MEMORY = "3GB"
"""Of the server's for what it reads often, as a machine with such a pool would have."""


def two(number: int) -> Criteria:
    return Criteria(industries=(gen.INDUSTRIES[number % 20],), regions=(gen.REGIONS[number % 8],))


def five(number: int) -> Criteria:
    persona = gen.PERSONAS[number % 12]
    return replace(two(number), personas=(persona,), stages=(Stage.CONFIRMED,), channels=(Channel.EVENT,))


def kinds(ground: Ground) -> dict[str, Callable[[int], Criteria]]:
    """Each kind of search of PERFORMANCE 4, with other values each time."""
    speak = next(one.id for one in ground.activities if one.icon == "speak")
    return {
        "everyone": lambda _: Criteria(),
        "one facet": lambda n: Criteria(industries=(gen.INDUSTRIES[n % 20],)),
        "2 facets": two,
        "5 facets": five,
        "5 facets, rare": lambda n: replace(five(n), products=(f"Product {n % 40}",), tags=(f"Tag {n % 60}",)),
        "2 facets and a product": lambda n: replace(two(n), products=(f"Product {n % 40}",)),
        "a tag": lambda n: Criteria(tags=(f"Tag {n % 60}",)),
        "two industries": lambda n: Criteria(industries=(gen.INDUSTRIES[n % 20], gen.INDUSTRIES[n % 20 - 1])),
        "common word": lambda _: Criteria(words=gen.COMMON),
        "middling word": lambda _: Criteria(words=gen.MIDDLING),
        "rare word": lambda _: Criteria(words=gen.RARE),
        "surname": lambda n: Criteria(words=f"family{n * 37 % 4999}"),
        "surname prefix": lambda n: Criteria(words=f"family{n % 9 + 1}{n % 10}"),
        "two words": lambda n: Criteria(words=f"given{n * 7 % 997} {gen.COMMON}"),
        "middling word, 2 facets": lambda n: replace(two(n), words=gen.MIDDLING),
        "common word, 2 facets": lambda n: replace(two(n), words=gen.COMMON),
        "can be asked something bigger": lambda _: Criteria(effort=Effort.HIGH),
        "2 facets, can be asked": lambda n: replace(two(n), effort=Effort.HIGH),
        "large retail, speaks, fresh": lambda n: Criteria(
            industries=(gen.INDUSTRIES[n % 20],), employees_from=1001, activity_id=speak, freshness=Freshness.FRESH
        ),
        "stale": lambda _: Criteria(freshness=Freshness.STALE),
    }


def main(count: int) -> int:
    with servers.database(shared_buffers=MEMORY) as url:
        database = connect(url, clock=SetClock(NOW))
        begin = time.perf_counter()
        with database.writing() as session:
            gen.fill(session, count=count, now=NOW)
        print(f"{count:,} advocates in {time.perf_counter() - begin:.0f} s")
        vacuum(url)
        with database.reading() as session:
            wrong = measure(session)
        database.close()
    return 1 if wrong else 0


def measure(session: Session) -> list[str]:
    ground = grounds.ground(session, NOW)
    wrong = []
    stretch = yardstick.stretch()
    print(f"a bare hello takes {stretch:.1f} times as long as where the goals were set, and so may these")
    page_goal, count_goal = stretch * PAGE_GOAL, stretch * COUNT_GOAL
    server = Path(f"/proc/{session.execute(text('SELECT pg_backend_pid()')).scalar_one()}/schedstat")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; cpu is the database's, whatever else runs")
    print(f"{'':32}{'page p50':>9}{'p95':>8}{'cpu':>7}{'count p50':>11}{'p95':>8}{'cpu':>7}   found")
    for name, make in kinds(ground).items():
        before = spent(server)
        pages = times(lambda n, make=make: advocates.page(session, make(n), ground))
        between = spent(server)
        counts = times(lambda n, make=make: searches.how_many(session, make(n), ground))
        after = spent(server)
        found = searches.how_many(session, make(3), ground)
        print(
            f"{name:32}{middle(pages):9.1f}{p95(pages):8.1f}{(between - before) / (2 * TIMES):7.1f}"
            f"{middle(counts):11.1f}{p95(counts):8.1f}{(after - between) / (2 * TIMES):7.1f}{found:8}"
        )
        wrong += [f"{name}: page {p95(pages):.1f} ms"] if p95(pages) > page_goal else []
        wrong += [f"{name}: count {p95(counts):.1f} ms"] if p95(counts) > count_goal else []
    wrong += keyset(session, ground)
    values = times(lambda _: searches.choices(session))
    print(f"{'values of every facet':32}{middle(values):9.1f}{p95(values):8.1f}")
    print(
        f"G7: pages {PAGE_GOAL:.0f} ms, here {page_goal:.0f}; counts {COUNT_GOAL:.0f} ms, here {count_goal:.0f}: "
        + ("; ".join(wrong) or "met")
    )
    return wrong


def keyset(session: Session, ground: Ground) -> list[str]:
    """Page n against page 1, and what an OFFSET would have cost."""
    newest = session.execute(text("SELECT max(advocate_id) FROM search_row")).scalar_one()
    middle_id = newest - session.execute(text("SELECT count(*) FROM search_row")).scalar_one() // 2
    first = middle(times(lambda _: advocates.page(session, Criteria(), ground)))
    later = middle(times(lambda n: advocates.page(session, Criteria(), ground, before=middle_id - 50 * n)))
    offset = text("SELECT advocate_id FROM search_row ORDER BY advocate_id DESC OFFSET :skip LIMIT 51")
    skipped = middle(times(lambda _: session.execute(offset, {"skip": newest - middle_id}).all(), often=5))
    print(
        f"page 1: {first:.1f} ms; page in the middle: {later:.1f} ms, x{later / first:.2f}; by OFFSET: {skipped:.0f} ms"
    )
    return [f"keyset x{later / first:.2f}"] if later > KEYSET_GOAL * first else []


def times(work: Callable[[int], object], *, often: int = TIMES) -> list[float]:
    """Milliseconds, after a round with the same values that doesn't count: what is read often is in memory."""
    for number in range(often):
        work(number)
    found = []
    for number in range(often):
        begin = time.perf_counter()
        work(number)
        found.append(1000 * (time.perf_counter() - begin))
    return sorted(found)


def spent(server: Path) -> float:
    """Milliseconds that a process of the database has computed for."""
    return int(server.read_text().split()[0]) / 1e6


def middle(found: list[float]) -> float:
    return found[len(found) // 2]


def p95(found: list[float]) -> float:
    return found[min(int(len(found) * 0.95), len(found) - 1)]


def vacuum(url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ADVOCATES))
