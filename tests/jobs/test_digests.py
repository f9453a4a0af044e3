"""One digest a reader and day, whatever is killed, run again or run at once; and stopped in time (ADO-1)."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from jobs import dispatch, schedule
from jobs.kit import Kit
from portal.clock import SetClock
from portal.domain.kinds import MessageState, Queue, SuppressionReason, Topic
from portal.domain.models import Adoption, Digest, Outbox
from portal.domain.operations import digests, suppressions
from portal.domain.queries.digests import Wish
from tests import make
from tests.fixtures.services import Smtp

MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
READERS = 30


@pytest.fixture
def reader_ids(kit: Kit, clock: SetClock) -> list[int]:
    """The team, with a request that waits for all of them."""
    clock.instant = MORNING
    with kit.database.writing() as session:
        make.program(session).time_zone = "UTC"
        found = [make.person(session, email=f"reader{number}@company.example").id for number in range(READERS)]
        session.add_all([Adoption(person_id=one, first_signed_in_at=make.NOW) for one in found])
        make.request(session)
        return found


def made(kit: Kit) -> tuple[int, int]:
    """Digests, and messages promised."""
    with kit.database.reading() as session:
        promised = select(func.count()).select_from(Outbox).where(Outbox.topic == Topic.DIGEST_MADE)
        counted = select(select(func.count()).select_from(Digest).scalar_subquery(), promised.scalar_subquery())
        found = session.execute(counted).one()
    return found[0], found[1]


def run(kit: Kit) -> None:
    schedule.slices(digests.make_due)(kit)


@pytest.mark.usefixtures("reader_ids")
def test_a_job_that_is_cut_off_has_done_nothing_and_the_next_does_all(kit: Kit) -> None:
    def cut_off() -> None:
        with kit.database.writing() as session:
            assert digests.make_due(session, now=MORNING) == READERS
            pid = session.execute(select(func.pg_backend_pid())).scalar_one()
            with kit.database.reading() as other:
                assert other.execute(select(func.pg_terminate_backend(pid))).scalar_one()

    with pytest.raises(OperationalError):
        cut_off()
    assert made(kit) == (0, 0)
    run(kit)
    run(kit)
    assert made(kit) == (READERS, READERS)


@pytest.mark.usefixtures("reader_ids")
def test_two_jobs_at_once_give_each_reader_one(kit: Kit) -> None:
    """The second meets the rows of the first before they are committed."""
    second = threading.Thread(target=run, args=(kit,), daemon=True)
    with kit.database.writing() as session:
        assert digests.make_due(session, now=MORNING) == READERS
        session.flush()
        second.start()
        second.join(0.5)
        assert second.is_alive()
    second.join(20)
    assert not second.is_alive()
    assert made(kit) == (READERS, READERS)


@pytest.mark.usefixtures("reader_ids")
def test_it_arrives_with_a_way_to_stop_it_of_its_own(kit: Kit, smtp: Smtp) -> None:
    run(kit)
    dispatch.take(kit, Queue.BULK)
    assert len({tuple(one.recipients) for one in smtp.messages}) == len(smtp.messages) == READERS
    first = smtp.messages[0].message
    assert first["List-Unsubscribe"].startswith("<https://advocates.larkfield.example/d/")
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_stops_them_or_takes_no_mail_gets_none_that_is_on_its_way(
    kit: Kit, smtp: Smtp, reader_ids: list[int]
) -> None:
    run(kit)
    with kit.database.writing() as session:
        off = Wish(daily=False, proof=False)
        digests.choose(session, person_id=reader_ids[0], wish=off, time_zone=None, now=MORNING)
        suppressions.suppress(
            session,
            person_id=reader_ids[1],
            address_hash=kit.links.hash_address("reader1@company.example"),
            reason=SuppressionReason.BOUNCED,
            now=MORNING,
        )
    dispatch.take(kit, Queue.BULK)
    assert len(smtp.messages) == READERS - 2
    with kit.database.reading() as session:
        stopped = select(Outbox.recipient_id, Outbox.last_error).where(Outbox.state == MessageState.CANCELLED)
        found = {row.recipient_id: row.last_error for row in session.execute(stopped)}
    assert found == {reader_ids[0]: "nothing_to_tell", reader_ids[1]: "suppressed"}


def test_what_was_done_meanwhile_is_not_told(kit: Kit, smtp: Smtp, reader_ids: list[int], clock: SetClock) -> None:
    run(kit)
    with kit.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE request SET state = 'withdrawn', closed_at = now()")
    dispatch.take(kit, Queue.BULK)
    assert (smtp.messages, len(reader_ids)) == ([], READERS)
    clock.instant += timedelta(days=1)
    run(kit)
    assert made(kit) == (READERS, READERS)
