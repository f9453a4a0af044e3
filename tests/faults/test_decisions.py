"""Killed in the midst of twenty decisions: all of them are kept or none, and pressing again finishes them (NOM-2)."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.domain.kinds import NominationState, SignalKind
from portal.domain.models import Invitation, Nomination, Outbox
from portal.domain.operations import signals
from portal.domain.operations.signals import Heard
from tests import make
from tests.faults.processes import ROOT

SEED = 20261122
MOST = 60
"""Statements of twenty decisions, and some more: there nobody dies."""


def candidates(database: Database) -> tuple[int, list[int]]:
    with database.writing() as session:
        make.program(session)
        actor = make.person(session).id
        now = database.now(session)
        heard = [
            Heard(
                kind=SignalKind.SURVEY,
                source="answers",
                external_id=str(number),
                email=f"p{number}@acme.example",
                happened_on=now.date() - timedelta(days=1),
                score=9,
            )
            for number in range(20)
        ]
        signals.take_in(session, signals=heard, address_hashes=lambda address: [address.encode()], now=now)
        return actor, list(session.scalars(select(Nomination.id).order_by(Nomination.id)))


def press(url: str, actor: int, ids: list[int], *, killed_at: int) -> int:
    words = [str(actor), str(killed_at), *map(str, ids[:12]), "-", *map(str, ids[12:])]
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": url}
    module = [sys.executable, "-m", "tests.faults.decision_deaths"]
    return subprocess.run([*module, *words], cwd=ROOT, env=environment, check=False, timeout=60).returncode


def decided(database: Database) -> tuple[int, int, int]:
    with database.reading() as session:
        states = list(session.scalars(select(Nomination.state)))
        mails = session.scalar(select(func.count()).select_from(Outbox)) or 0
        invitations = session.scalar(select(func.count()).select_from(Invitation)) or 0
    return len(states) - states.count(NominationState.WAITING), invitations, mails


@pytest.mark.timeout(1800)
def test_all_decisions_are_kept_or_none(
    real_database: Database, real_database_url: str, tell: Callable[[str], None], *, full: bool
) -> None:
    actor, ids = candidates(real_database)
    chance = random.Random(SEED)
    deaths = 0
    for at in range(1, MOST) if full else sorted(chance.sample(range(1, MOST), 6)):
        if press(real_database_url, actor, ids, killed_at=at) == -signal.SIGKILL:
            deaths += 1
            assert decided(real_database) == (0, 0, 0)
        else:
            assert decided(real_database) == (20, 12, 12)
    assert press(real_database_url, actor, ids, killed_at=0) == 0
    assert press(real_database_url, actor, ids, killed_at=0) == 0
    assert decided(real_database) == (20, 12, 12)
    tell(f"twenty decisions, killed {deaths} times (seed {SEED}): none lost, none doubled")
    assert deaths >= 2
