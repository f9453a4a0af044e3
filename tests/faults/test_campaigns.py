"""Campaigns that are stopped and killed: nobody twice, nobody over a cap, nobody forgotten (REQ-9, CAP-5)."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import Database, retrying
from portal.domain.demand_kinds import CampaignState, TargetState
from portal.domain.errors import Refused
from portal.domain.kinds import MessageState, Queue, Topic
from portal.domain.models import Ask, AskEvent, Campaign, CampaignTarget, Outbox
from portal.domain.operations import asks, audits, campaigns, places, segments, verification
from portal.domain.queries import campaigns as queries
from portal.domain.rules.searches import Criteria
from portal.links import Links
from portal.wake import Wake
from tests import make
from tests.faults import audiences, campaigners, crowds, processes
from tests.faults.processes import ROOT, Processes
from tests.faults.sink import Sink, random_delay, serving
from tests.faults.test_kills import drained, wait_until
from tests.jobs.conftest import SECRET

SEED = 20261122
MOST = 24
"""Statements that a process may run before it dies: two slices, about."""


def started(database: Database, people: int) -> list[int]:
    """A small and a bigger ask for everybody."""
    with database.writing() as session:
        for number in range(people):
            make.advocate(session, name=f"Person {number}")
        by = make.person(session).id
        now = make.NOW
        industry = Criteria(industries=("logistics",))
        segment = segments.save(session, name="Everybody", criteria=industry, actor_id=by, now=now)
        made = []
        for slug in ("quote", "call"):
            wording = campaigns.Wording(
                name=slug,
                segment_id=segment.id,
                activity_id=make.activity(session, slug).id,
                other_role="supply chain director",
                other_industry="logistics",
                happen_by=now.date() + timedelta(days=40),
                why="You know it best.",
                hours=4,
            )
            draft = campaigns.draft(session, wording=wording, actor_id=by, now=now)
            made.append(campaigns.start(session, campaign_id=draft.id, actor_id=by, now=now).id)
        return made


def run(url: str, deaths: Sequence[int]) -> list[int]:
    """One process each, at once; how each ended."""
    given = {"PATH": os.environ["PATH"], "DATABASE_URL": url}
    module = [sys.executable, "-m", "tests.faults.campaign_deaths"]
    running = [subprocess.Popen([*module, str(at), make.NOW.isoformat()], cwd=ROOT, env=given) for at in deaths]
    return [one.wait(timeout=120) for one in running]


def in_order(database: Database, people: int) -> int:
    """At any moment what was asked fits together; answers how many were asked."""
    with database.reading() as session:
        asks = list(session.execute(select(Ask.id, Ask.advocate_id, Ask.campaign_id)))
        targets = select(CampaignTarget.ask_id).where(CampaignTarget.state == TargetState.ASKED)
        letters = select(Outbox.ask_id).where(Outbox.topic == Topic.ASK_SENT)
        numbers = sorted(one.id for one in asks)
        assert len({one.advocate_id for one in asks}) == len(asks)
        assert set(session.scalars(targets)) == set(numbers)
        assert Counter(session.scalars(letters)) == Counter(numbers)
        assert sorted(session.scalars(select(AskEvent.ask_id))) == numbers
        assert session.scalar(select(func.count()).select_from(CampaignTarget)) == 2 * people
        assert not places.differences(session)
        return len(asks)


@pytest.mark.timeout(1800)
def test_killed_at_any_statement_nobody_is_asked_twice(
    real_database: Database, real_database_url: str, tell: Callable[[str], None], *, full: bool
) -> None:
    people = 120 if full else 18
    made = started(real_database, people)
    chance = random.Random(SEED)
    killed = 0
    for _ in range(60 if full else 3):
        ends = run(real_database_url, [chance.randrange(1, MOST), chance.randrange(1, MOST)])
        killed += sum(end == -signal.SIGKILL for end in ends)
        assert set(ends) <= {0, -signal.SIGKILL}
        in_order(real_database, people)
    assert run(real_database_url, [0, 0]) == [0, 0]
    assert in_order(real_database, people) == people
    with real_database.reading() as session:
        states = {session.get_one(Campaign, one).state for one in made}
    assert states == {CampaignState.DONE}
    tell(f"two campaigns for {people} people, {killed} deaths (seed {SEED}): everybody asked once")
    assert killed >= 2


@pytest.mark.timeout(7200)
def test_stopped_half_way_and_resumed_every_promise_is_kept(
    live_database: Database,
    real_database_url: str,
    redis_url: str,
    tmp_path: Path,
    tell: Callable[[str], None],
    *,
    full: bool,
) -> None:
    """Workers send what it promises, others ask the same people by hand, and any of them may be killed at any time."""
    many, deaths = (5_000, 24) if full else (240, 6)
    database, dice = live_database, random.Random(SEED)
    campaign_id, audience = for_an_audience(database, many)
    begun = waiting(database, campaign_id)
    with serving(Sink(delay=random_delay(SEED, 0.02))) as sink:
        given = processes.environment(
            database_url=real_database_url, redis_url=redis_url, smtp_port=sink.port, folder=tmp_path
        )
        with processes.processes(given, tmp_path) as ours:
            squad = Squad(ours, Wake(redis_url), dice)
            killed = squad.kill_until(lambda: waiting(database, campaign_id) <= begun / 2, deaths // 2)
            act(database, campaigns.stop, campaign_id)
            squad.end()
            half = asked(database, campaign_id)
            squad.start()
            killed += squad.kill_until(lambda: squad.deaths >= deaths // 2, deaths)
            assert asked(database, campaign_id) == half, "stopped is stopped, whoever starts again"
            act(database, campaigns.resume, campaign_id)
            killed += squad.kill_until(lambda: waiting(database, campaign_id) == 0, deaths)
            squad.end()
            ours.start("jobs.sweep")
            assert wait_until(lambda: drained(database, Wake(redis_url)), 300 + many / 2), crowds.states(database)
        verdict = crowds.judge(database, sink, Topic.ASK_SENT)
    assert (verdict["lost"], verdict["doubled"], verdict["unknown"]) == (0, 0, 0)
    assert set(crowds.states(database)) <= {MessageState.SENT, MessageState.UNCERTAIN}
    left = adds_up(database, campaign_id, audience)
    assert out_of_order(database) == []
    asked_of_it = asked(database, campaign_id)
    assert 0 < half < asked_of_it
    tell(
        f"a campaign for {audience} of {many} people, stopped after {half} asks and resumed, {killed} deaths (seed "
        f"{SEED}): {asked_of_it} asked, left out {dict(left)}, "
        f"{verdict['promised'] - asked_of_it} asked by hand meanwhile or before, {verdict}"
    )
    assert killed >= deaths // 2


class Squad:
    """Two that take slices, two workers, two who ask by hand: started, killed one at a time, started again."""

    ROLES = (
        ("tests.faults.campaigners", "slices"),
        ("tests.faults.campaigners", "slices"),
        ("jobs.worker", Queue.BULK),
        ("jobs.worker", Queue.BULK),
        ("tests.faults.campaigners", "asks", "1"),
        ("tests.faults.campaigners", "asks", "2"),
    )

    def __init__(self, ours: Processes, wake: Wake, dice: random.Random) -> None:
        self.deaths = 0
        self._ours, self._wake, self._dice = ours, wake, dice
        self.start()

    def start(self) -> None:
        self.deaths = 0
        self._running = [self._ours.start(*role) for role in self.ROLES]

    def end(self) -> None:
        for one in self._running:
            self._kill(one)

    def kill_until(self, done: Callable[[], bool], most: int) -> int:
        """At most so many deaths; how many there were."""
        before, ends = self.deaths, time.monotonic() + 3_600
        while not done():
            assert time.monotonic() < ends, "it hangs"
            self._wake.heard(Queue.BULK)
            self._wake(Queue.BULK)
            time.sleep(self._dice.uniform(0.2, 1.5))
            if self.deaths - before < most:
                place = self._dice.randrange(len(self.ROLES))
                self._kill(self._running[place])
                self._running[place] = self._ours.start(*self.ROLES[place])
                self.deaths += 1
        return self.deaths - before

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        for pid in (*processes.children(process.pid), process.pid):
            processes.kill(pid)
        process.wait()


def for_an_audience(database: Database, many: int) -> tuple[int, int]:
    """A campaign that has just begun, its slices a second apart; how many people are in its segment."""
    with database.writing() as session:
        now = database.now(session)
        who = audiences.gather(session, many, now)
        by = make.person(session).id
        facts: dict[str, Any] = {"other_role": "supply chain director", "other_industry": "logistics"}
        for advocate_id in who[::50]:
            words = asks.Words(
                activity_id=make.activity(session, "call").id,
                happen_by=now.date() + timedelta(days=20),
                why="They want to hear how it went.",
                by_hand_note="A word from me.",
                **facts,
            )
            with suppress(Refused), session.begin_nested():
                campaigners.send(session, advocate_id, words, by, now)
        segment = segments.save(
            session, name="Everybody", criteria=Criteria(industries=("logistics",)), actor_id=by, now=now
        )
        wording = campaigns.Wording(
            name="Autumn reviews",
            segment_id=segment.id,
            activity_id=make.activity(session, "review").id,
            happen_by=now.date() + timedelta(days=40),
            why="You know it best.",
            hours=1,
            **facts,
        )
        made = campaigns.draft(session, wording=wording, actor_id=by, now=now)
        campaigns.start(session, campaign_id=made.id, actor_id=by, now=now)
        made.slice_size, made.seconds_between = max(1, many // 40), 1
    with database.reading() as session:
        assert verified(session) == []
        return made.id, queries.results(session, made.id).everybody


def act(database: Database, change: Callable[..., object], campaign_id: int) -> None:
    def work() -> None:
        with database.writing() as session:
            by = session.get_one(Campaign, campaign_id).asker_id
            change(session, campaign_id=campaign_id, actor_id=by, now=database.now(session))

    retrying(work)


def waiting(database: Database, campaign_id: int) -> int:
    with database.reading() as session:
        return queries.results(session, campaign_id).waiting


def asked(database: Database, campaign_id: int) -> int:
    with database.reading() as session:
        return queries.results(session, campaign_id).asked


def adds_up(database: Database, campaign_id: int, audience: int) -> Counter[str]:
    """Everybody of the audience was asked once or left out for one reason; answers the reasons."""
    with database.reading() as session:
        results = queries.results(session, campaign_id)
        left = Counter(dict(queries.reasons(session, campaign_id)))
        of_it = list(session.scalars(select(Ask.advocate_id).where(Ask.campaign_id == campaign_id)))
        targets = select(CampaignTarget.advocate_id).where(CampaignTarget.state == TargetState.ASKED)
        assert len(of_it) == len(set(of_it)) == results.asked
        assert set(session.scalars(targets)) == set(of_it)
        assert results.waiting == 0
        assert results.asked + left.total() == results.everybody == audience
        assert session.get_one(Campaign, campaign_id).state is CampaignState.DONE
        return left


def out_of_order(database: Database) -> list[str]:
    """What `verify` would name, once everything is sealed."""
    keys = Links(SECRET).seal_keys()
    for _ in range(20):
        with database.writing() as session:
            audits.seal(session, key=keys[0], now=database.now(session))
    with database.snapshot() as session:
        return verified(session)


def verified(session: Session) -> list[str]:
    return [one.sentence for one in verification.findings(session, seal_keys=Links(SECRET).seal_keys())]
