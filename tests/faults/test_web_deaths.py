"""R2: committed means dispatched, rolled back means never, wherever the web process dies."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.domain.kinds import Queue
from portal.domain.models import Advocate, Outbox
from tests import make
from tests.faults import crowds, processes
from tests.faults.sink import Sink, serving
from tests.faults.test_kills import wait_until

WITHIN = 30


@pytest.mark.timeout(3600)
def test_what_was_committed_goes_out_and_what_was_rolled_back_never_does(
    live_database: Database,
    real_database_url: str,
    redis_url: str,
    tmp_path: Path,
    tell: Callable[[str], None],
    *,
    full: bool,
) -> None:
    many = 500 if full else 12
    with live_database.writing() as session:
        guests = [str(one) for one in crowds.crowd(session, many * 2, live_database.now(session))]
        inviter = str(make.person(session).id)
    with serving(Sink()) as sink:
        given = processes.environment(
            database_url=real_database_url, redis_url=redis_url, smtp_port=sink.port, folder=tmp_path
        )
        with processes.processes(given, tmp_path) as ours:
            ours.start("jobs.sweep")
            ours.start("jobs.worker", Queue.BULK)
            died = ours.start("tests.faults.web_deaths", "died", inviter, *guests[:many])
            assert died.wait(60 + 10 * many) == 0
            rolled_back = ours.start("tests.faults.web_deaths", "rolled_back", inviter, *guests[many:])
            assert rolled_back.wait(60 + 10 * many) == 0
            wait_until(lambda: len(sink.taken) >= many, WITHIN)
            time.sleep(1)
        verdict = crowds.judge(live_database, sink)
    with live_database.reading() as session:
        invited = select(Advocate.id).join(Outbox, Outbox.recipient_id == Advocate.person_id)
        reached = {str(one) for one in session.scalars(invited)}
    tell(f"R2, {many} deaths after COMMIT, {many} rollbacks after the wake-up: {verdict}")
    assert reached == set(guests[:many])
    assert len(sink.taken) == many
    assert (verdict["lost"], verdict["doubled"], verdict["unknown"]) == (0, 0, 0)
