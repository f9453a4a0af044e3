"""Two campaigns for the same people, killed again and again by two processes at once: nobody twice, nobody over a cap,
nobody forgotten (REQ-9, CAP-5).
"""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.domain.demand_kinds import CampaignState, TargetState
from portal.domain.kinds import Topic
from portal.domain.models import Ask, AskEvent, Campaign, CampaignTarget, Outbox
from portal.domain.operations import campaigns, places, segments
from portal.domain.rules.searches import Criteria
from tests import make
from tests.faults.processes import ROOT

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
