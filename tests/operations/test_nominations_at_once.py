"""Bulk decisions pressed twice, by two at once, or killed half-way: each person once or not at all (NOM-1)."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.db import Database, retrying
from portal.domain.kinds import Channel, NominationState, Topic
from portal.domain.models import Advocate, Invitation, Nomination, Outbox
from portal.domain.operations import nominations
from portal.domain.operations.nominations import Nominee, Outcome
from portal.links import Links
from tests import make
from tests.make import NOW
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock

ROOT = Path(__file__).resolve().parent.parent.parent
KILLED = """
import os, signal, sys
from portal.db import connect
from portal.domain.operations import nominations
url, actor, *ids = sys.argv[1:]
database = connect(url, threads=1)
with database.writing() as session:
    outcome = nominations.invite(
        session,
        nomination_ids=[int(one) for one in ids],
        actor_id=int(actor),
        address_hashes=lambda address: [address.encode()],
        now=database.now(session),
    )
    session.flush()
    assert len(outcome.done) == len(ids), outcome
    os.kill(os.getpid(), signal.SIGKILL)
"""


def named(database: Database, number: int) -> tuple[list[int], int]:
    """So many who wait, and somebody of the team."""
    with database.writing() as session:
        make.program(session)
        leo, priya = make.colleague(session), make.person(session)
        people = [
            Nomination(
                name=f"Person {n}", email=f"p{n}@grid.example", nominator_id=leo.id, channel=Channel.SALES, at=NOW
            )
            for n in range(number)
        ]
        session.add_all(people)
        session.flush()
        return [one.id for one in people], priya.id


def invite(database: Database, ids: list[int], actor_id: int, links: Links) -> Outcome:
    def work() -> Outcome:
        with database.writing() as session:
            return nominations.invite(
                session, nomination_ids=ids, actor_id=actor_id, address_hashes=links.address_hashes, now=NOW
            )

    return retrying(work)


def books(database: Database) -> tuple[int, int, int, int]:
    """Advocates, invitations, letters promised to them, and to whoever nominated them."""
    with database.reading() as session:

        def letters(topic: Topic) -> int:
            return session.scalar(select(func.count()).where(Outbox.topic == topic)) or 0

        advocates = session.scalar(select(func.count()).select_from(Advocate)) or 0
        sent = session.scalar(select(func.count()).select_from(Invitation)) or 0
        return advocates, sent, letters(Topic.INVITATION_MADE), letters(Topic.NOMINATION_DECIDED)


@pytest.mark.parametrize("turned", [False, True])
def test_the_second_press_waits_and_finds_nothing_to_do(real_database: Database, links: Links, *, turned: bool) -> None:
    ids, priya = named(real_database, 5)
    again = ids[::-1] if turned else ids
    with real_database.writing() as session:
        first = nominations.invite(
            session, nomination_ids=ids, actor_id=priya, address_hashes=links.address_hashes, now=NOW
        )
        session.flush()
        second = Contender(lambda: invite(real_database, again, priya, links))
        second.start()
        until(lambda: waiting_for_a_lock(real_database))
    second.join(20)
    assert len(first.done) == 5
    assert second.outcome == Outcome([], [])
    assert books(real_database) == (5, 5, 5, 5)


def test_two_with_other_minds_decide_about_each_person_once(real_database: Database, links: Links) -> None:
    ids, priya = named(real_database, 6)

    def pass_over() -> Outcome:
        with real_database.writing() as session:
            return nominations.pass_over(session, nomination_ids=ids[2:], reason="Too early.", actor_id=priya, now=NOW)

    contenders = [
        Contender(lambda: invite(real_database, ids[:4], priya, links)),
        Contender(lambda: retrying(pass_over)),
    ]
    for one in contenders:
        one.start()
    for one in contenders:
        one.join(20)
    done = [name for one in contenders if isinstance(one.outcome, Outcome) for name in one.outcome.done]
    assert sorted(done) == [f"Person {n}" for n in range(6)]
    with real_database.reading() as session:
        states = list(session.scalars(select(Nomination.state).order_by(Nomination.id)))
    assert set(states[:2]) == {NominationState.INVITED}
    assert set(states[4:]) == {NominationState.NOT_NOW}
    invited = states.count(NominationState.INVITED)
    assert books(real_database) == (invited, invited, invited, 6)


def test_killed_before_the_commit_nothing_has_happened_and_the_next_press_does_it_all(
    real_database: Database, real_database_url: str, links: Links
) -> None:
    ids, priya = named(real_database, 4)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, real_database_url, str(priya), *map(str, ids)],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert books(real_database) == (0, 0, 0, 0)
    assert len(invite(real_database, ids, priya, links).done) == 4
    assert books(real_database) == (4, 4, 4, 4)


def test_a_form_that_is_sent_twice_at_once_nominates_once(real_database: Database, links: Links) -> None:
    with real_database.writing() as session:
        make.program(session)
        leo = make.colleague(session).id
    nominee = Nominee("Owen Pritchard", "owen@grid.example", None, "Severn Grid", "Glad to help.", None, ())

    def nominate() -> int:
        with real_database.writing() as session:
            return nominations.nominate(
                session,
                nominee=nominee,
                nominator_id=leo,
                sure=False,
                address_hashes=links.address_hashes,
                now=NOW,
            )

    with real_database.writing() as session:
        first = nominations.nominate(
            session, nominee=nominee, nominator_id=leo, sure=False, address_hashes=links.address_hashes, now=NOW
        )
        second = Contender(nominate)
        second.start()
        until(lambda: waiting_for_a_lock(real_database))
    second.join(20)
    assert second.outcome == first
    with real_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Nomination)) == 1
