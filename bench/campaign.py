"""G9: asks made by a campaign's slices against the row loop. G10: mails a second, end to end, with real workers, the
full protocol and a minimal mail server, against one job per mail and against what sends without any promise.

    ./dev bench campaign [PEOPLE [MAILS]]      100000 and 5000 unless told

Beside each rate stands the processor time of one piece of work over all processes: other work on the machine changes
the first, hardly the second.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import psycopg
from redis import Redis
from rq import Queue as JobQueue
from rq import Worker
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from bench import pool, servers, sinks, yardstick
from portal.clock import SetClock
from portal.db import Database, connect
from portal.domain.demand_kinds import CampaignState
from portal.domain.kinds import MessageState, Queue
from portal.domain.models import Activity, Ask, Campaign, Outbox, SearchRow
from portal.domain.operations import campaigns, places, searches, segments
from portal.domain.rules.searches import Criteria
from portal.wake import Wake

NOW = datetime.now(UTC) - timedelta(minutes=10)
"""The workers go by the database’s clock, so the campaign must have been due before."""
PEOPLE, MAILS = 100_000, 5_000
ASKS_GOAL, MAILS_GOAL = 15_000, 1_000
WORKERS = 2
LOOPED = 2_000
SLICE = 5_000
BARE, ONE_JOB_EACH = 1_000, 100
TICKS = os.sysconf("SC_CLK_TCK")
WILLING = (
    "UPDATE advocate SET stage = 'confirmed'",
    "UPDATE willingness SET answer = 'happy'",
    """
    UPDATE match_row m SET ask_first = '{}', happy = (
        SELECT array_agg(activity_id ORDER BY activity_id) FROM willingness w WHERE w.advocate_id = m.advocate_id)
    """,
)
INDUSTRIES = ("logistics", "retail", "health", "energy", "software")
GUARDED = """
UPDATE match_row SET open_ask_id = nextval(pg_get_serial_sequence('ask', 'id')), last_low_on = %(today)s
WHERE advocate_id = %(who)s AND open_ask_id IS NULL AND may_be_asked AND reachable AND NOT resting
  AND %(activity)s = ANY (happy) AND (break_until IS NULL OR break_until <= %(today)s)
  AND (last_low_on IS NULL OR last_low_on + greatest(31, low_gap) <= %(today)s)
RETURNING open_ask_id
"""
ASK = """
INSERT INTO ask (id, advocate_id, activity_id, asker_id, effort, minutes, other_role, other_industry, happen_by,
                 sentence, why, reply_by, state, holds_place, asked_on, link_version, time_open, sent_at, created_at)
VALUES (%(ask)s, %(who)s, %(activity)s, %(asker)s, 'low', 15, 'director', 'logistics', %(today)s::date + 30,
        'Would you?', 'You know it best.', %(today)s::date + 7, 'sent', true, %(today)s, 1, false, %(now)s, %(now)s)
"""
EVENT = """
INSERT INTO ask_event (ask_id, at, actor_id, via, state) VALUES (%(ask)s, %(now)s, %(asker)s, 'job', 'sent')
"""
LETTER = """
INSERT INTO outbox (topic, queue, dedupe_key, recipient_id, ask_id, message_id, state, attempt, not_before, expires_at,
                    lease_token, created_at)
SELECT 'ask.sent', 'bulk', 'ask.sent:' || %(ask)s, person_id, %(ask)s, '<' || gen_random_uuid() || '@x.example>',
       'queued', 0, %(now)s, %(now)s::timestamptz + interval '7 days', 0, %(now)s
FROM advocate WHERE id = %(who)s
"""
RECORD = """
INSERT INTO audit (at, actor_id, action, object_kind, object_id, fields)
VALUES (%(now)s, %(asker)s, 'ask.sent', 'ask', %(ask)s, '{state}')
"""


@dataclass(frozen=True)
class Spent:
    """How long so many pieces took, and what processor time they cost whom."""

    pieces: int
    seconds: float
    processor: dict[str, float]

    @property
    def rate(self) -> float:
        return self.pieces / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of processor time a piece."""
        return 1000 * sum(self.processor.values()) / self.pieces

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {1000 * used / self.pieces:.3f}" for name, used in self.processor.items())
        return f"{self.rate:8,.0f}/s   {self.cost:.3f} ms of processor each: {parts}"


def prepare(database: Database, people: int) -> tuple[int, int, int]:
    """People who are all happy to do everything and free; the campaign's id, its asker's and its activity's."""
    with database.writing() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        asker = pool.fill(session, count=people, now=NOW, laps=1, open_every=10**9)
        for statement in WILLING:
            session.execute(text(statement))
        session.execute(insert(SearchRow).from_select(["advocate_id", *searches.COPIES], searches.decided()))
    database.tidy("match_row")
    with database.writing() as session:
        made = draft(session, asker)
        return made.id, asker, made.activity_id


def draft(session: Session, asker: int) -> Campaign:
    everybody = Criteria(industries=INDUSTRIES)
    segment = segments.save(session, name="Everybody", criteria=everybody, actor_id=asker, now=NOW)
    wording = campaigns.Wording(
        name="The bench",
        segment_id=segment.id,
        activity_id=session.execute(select(Activity.id).where(Activity.slug == "quote")).scalar_one(),
        other_role="supply chain director",
        other_industry="logistics",
        happen_by=NOW.date() + timedelta(days=30),
        why="You know it best, and whoever chooses next reads what you have to say.",
        hours=1,
    )
    return campaigns.draft(session, wording=wording, actor_id=asker, now=NOW)


def looped(url: str, asker: int, activity: int) -> Spent:
    """The row loop: the same rows one person after another, by a bare driver, in one transaction."""
    values = {"now": NOW, "today": NOW.date(), "asker": asker, "activity": activity}
    with psycopg.connect(url) as connection, measured(url) as spent:
        people = [
            row[0] for row in connection.execute("SELECT advocate_id FROM match_row ORDER BY 1 LIMIT %s", [LOOPED])
        ]
        asked = 0
        for who in people:
            won = connection.execute(GUARDED, values | {"who": who}).fetchone()
            if won is None:
                continue
            asked += 1
            for statement in (ASK, EVENT, LETTER, RECORD):
                connection.execute(statement, values | {"who": who, "ask": won[0]})
        connection.rollback()  # so that the campaign finds them free
    return spent(asked)


def in_slices(database: Database, url: str, campaign_id: int, asker: int, size: int) -> Spent:
    """Start it, and commit slice after slice to its end."""
    with database.writing() as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        campaigns.start(session, campaign_id=campaign_id, actor_id=asker, now=NOW)
        made = session.get_one(Campaign, campaign_id)
        made.slice_size, made.seconds_between = size, 1
    number, state = 0, CampaignState.RUNNING
    with measured(url) as spent:
        while state is CampaignState.RUNNING:
            number += 1
            with database.writing() as session:
                state = campaigns.ask_due(session, now=NOW + timedelta(seconds=number)) or CampaignState.PAUSED
    with database.reading() as session:
        of_it = select(func.count()).select_from(Ask).where(Ask.campaign_id == campaign_id)
        return spent(session.execute(of_it).scalar_one())


@contextmanager
def measured(url: str, **others: Sequence[int]) -> Iterator[Callable[[int], Spent]]:
    """What passes inside, of this process, the database and the processes named, their children included."""
    watched = {"bench": [os.getpid()], "database": [postmaster(url)], **others}
    ended: list[float] = []

    def used() -> dict[str, float]:
        return {name: sum(map(processor, pids)) for name, pids in watched.items()}

    begun, before = time.perf_counter(), used()
    after: dict[str, float] = {}

    def spent(pieces: int) -> Spent:
        return Spent(pieces, ended[0], {name: after[name] - before[name] for name in watched})

    yield spent
    ended.append(time.perf_counter() - begun)
    after |= used()


def postmaster(url: str) -> int:
    with psycopg.connect(url) as connection:
        status = Path(f"/proc/{connection.info.backend_pid}/status").read_text()
    return int(status.partition("PPid:")[2].split()[0])


def processor(pid: int) -> float:
    """Seconds used so far by a process and its children, those that have ended included."""
    try:
        numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    own = os.getpid() == pid
    return sum(map(int, numbers[11:15])) / TICKS + (0 if own else sum(processor(int(child)) for child in children))


@contextmanager
def working(url: str, port: int) -> Iterator[tuple[str, list[int]]]:
    """The queue's address, and the process ids of workers that are ready."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, servers.queue() as redis_url:
        given = servers.settings(url, redis_url, 1, Path(folder)) | {"SMTP_URL": f"smtp://127.0.0.1:{port}"}
        command = [sys.executable, "-m", "jobs.worker", Queue.BULK]
        workers = [subprocess.Popen(command, env=os.environ | given) for _ in range(WORKERS)]
        try:
            wait_for(lambda: len(Worker.all(Redis.from_url(redis_url))) == WORKERS)
            yield redis_url, [one.pid for one in workers]
        finally:
            for one in workers:
                one.terminate()
            for one in workers:
                one.wait(60)


def delivered(database: Database, url: str, mails: int) -> Spent:
    """So many mails of the campaign, from their promise to their row that says sent; the others wait."""
    with database.writing() as session:
        session.execute(text("UPDATE outbox SET not_before = not_before + interval '1 day' WHERE state = 'queued'"))
        first = select(Outbox.id).where(Outbox.state == MessageState.QUEUED).order_by(Outbox.id).limit(mails)
        session.execute(update(Outbox).where(Outbox.id.in_(first)).values(not_before=NOW))
    with sinks.running() as (port, sink), working(url, port) as (redis_url, pids):
        with measured(url, sink=[sink], workers=pids) as spent:
            for _ in pids:
                hint(redis_url)
            wait_for(lambda: sinks.taken(port) >= mails, meanwhile=lambda: Wake(redis_url)(Queue.BULK))
            wait_for(lambda: settled(database) >= mails)
        return spent(sinks.taken(port))


def hint(redis_url: str) -> None:
    """One for each worker, where one would do for all."""
    Wake(redis_url)(Queue.BULK)
    Wake(redis_url).heard(Queue.BULK)


def settled(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).where(Outbox.state == MessageState.SENT)).scalar_one()


def bare(url: str, mails: int) -> Spent:
    """What the usual libraries do: one message after another on one connection, and no promise kept."""
    with sinks.running() as (port, sink), measured(url, sink=[sink]) as spent, smtplib.SMTP("127.0.0.1", port) as talk:
        for number in range(mails):
            talk.send_message(message(number))
    return spent(mails)


def one_job_each(url: str, mails: int) -> Spent:
    """One job of the queue per mail, by the queue's own worker."""
    with sinks.running() as (port, sink), servers.queue() as redis_url:
        connection = Redis.from_url(redis_url)
        jobs = JobQueue("mails", connection=connection)
        for number in range(mails):
            jobs.enqueue("bench.campaign.send_one", port, number)
        with measured(url, sink=[sink]) as spent:
            Worker([jobs], connection=connection).work(burst=True, logging_level="ERROR")
    return spent(mails)


def send_one(port: int, number: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as talk:
        talk.send_message(message(number))


def message(number: int) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = "advocates@company.example", f"advocate{number}@customer.example"
    made["Subject"] = "Quote, 15 minutes, by 23 December?"
    made.set_content("Would you give us a quote of one or two sentences?\n" * 30)
    made.add_alternative("<p>Would you give us a quote of one or two sentences?</p>\n" * 120, subtype="html")
    return made


def wait_for(done: Callable[[], bool], *, meanwhile: Callable[[], None] = lambda: None, seconds: float = 900) -> None:
    ends = time.monotonic() + seconds
    while not done():
        meanwhile()
        if time.monotonic() > ends:
            raise SystemExit("It did not come to its end in time")
        time.sleep(0.1)


def main(people: int, mails: int) -> int:
    with servers.database() as url:
        database = connect(url, clock=SetClock(NOW))
        campaign_id, asker, activity = prepare(database, people)
        loop = looped(url, asker, activity)
        print(f"row loop             {loop}")
        made = in_slices(database, url, campaign_id, asker, SLICE)
        print(f"slices of {SLICE:,}      {made}")
        sent = delivered(database, url, mails)
        print(f"{mails:,} mails, {WORKERS} workers {sent}")
        plain, single = bare(url, BARE), one_job_each(url, ONE_JOB_EACH)
        print(f"bare smtplib         {plain}")
        print(f"one job per mail     {single}")
        with database.reading() as session:
            different = len(places.differences(session))
        database.close()
    stretch = yardstick.stretch()
    asks, letters = ASKS_GOAL / stretch, MAILS_GOAL / stretch
    print(
        f"G9: {made.rate:,.0f} asks/s ({ASKS_GOAL:,}, by a bare hello {asks:,.0f} here), "
        f"{made.rate / loop.rate:.1f} times the loop (2)"
    )
    print(
        f"G10: {sent.rate:,.0f} mails/s ({MAILS_GOAL:,}, by a bare hello {letters:,.0f} here), "
        f"{sent.rate / plain.rate:.2f} times bare smtplib (2), "
        f"{sent.rate / single.rate:.0f} times one job per mail (10); match rows that differ: {different}"
    )
    good = made.rate >= max(asks, 2 * loop.rate) and sent.rate >= letters and not different
    return 0 if good else 1


if __name__ == "__main__":
    told = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(told + [PEOPLE, MAILS][len(told) :])))
