"""Periodic work: each turn is one host's, one failure holds up no other, and everything named is there."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from jobs import mailboxes, schedule
from jobs.kit import Kit
from jobs.schedule import SCHEDULE, Periodic
from portal.clock import SetClock
from portal.domain.kinds import AskState, MessageState, Topic
from portal.domain.models import Ask, Outbox
from portal.domain.operations import beats
from portal.domain.queries import beats as queries
from portal.mail import envelopes
from tests import make, returned


def test_one_of_two_hosts_has_the_turn(kit: Kit, clock: SetClock) -> None:
    def turn() -> bool:
        with kit.database.writing() as session:
            return beats.take_turn(session, "x", every=timedelta(minutes=1), now=clock.instant)

    assert [turn(), turn()] == [True, False]
    clock.instant += timedelta(minutes=1)
    assert [turn(), turn()] == [True, False]


def test_a_clock_that_is_put_back_holds_nothing_up(kit: Kit, clock: SetClock) -> None:
    def turn() -> bool:
        with kit.database.writing() as session:
            beats.beat(session, "sweep", now=clock.instant)
            return beats.take_turn(session, "x", every=timedelta(minutes=1), now=clock.instant)

    assert turn()
    clock.instant -= timedelta(seconds=30)
    assert not turn()
    clock.instant -= timedelta(days=1)
    assert [turn(), turn()] == [True, False]
    with kit.database.reading() as session:
        assert queries.last(session, "sweep") == clock.instant


def test_a_failure_holds_up_no_other(kit: Kit) -> None:
    done: list[str] = []

    def breaks(_kit: Kit) -> None:
        raise ValueError("broken")

    schedule.run_due(
        kit,
        (
            Periodic("breaks", timedelta(minutes=1), breaks),
            Periodic("works", timedelta(minutes=1), lambda _kit: done.append("works")),
        ),
    )
    assert done == ["works"]


def test_slices_end_when_nothing_is_left(kit: Kit) -> None:
    left = [2, 2, 1, 0]
    schedule.slices(lambda _session, **_given: left.pop(0))(kit)
    assert left == []


def test_the_whole_schedule_runs_on_an_empty_program(kit: Kit) -> None:
    with kit.database.writing() as session:
        make.program(session)
    for periodic in SCHEDULE:
        periodic.work(kit)
    assert len({periodic.name for periodic in SCHEDULE}) == len(SCHEDULE)


def test_an_ask_nobody_answered_expires_on_its_day(kit: Kit, clock: SetClock) -> None:
    with kit.database.writing() as session:
        made = make.ask(session, make.advocate(session)).id
    clock.instant += timedelta(days=30)
    schedule.run_due(kit)
    with kit.database.reading() as session:
        assert session.get_one(Ask, made).state is AskState.EXPIRED
        told = select(Outbox.state).where(Outbox.topic == Topic.ASK_TOLD)
        assert session.scalars(told).all() == [MessageState.QUEUED]


def test_bounces_are_read_from_the_maildir_once(kit: Kit) -> None:
    with kit.database.writing() as session:
        made = make.ask(session, make.advocate(session))
        session.flush()
        row = session.scalars(select(Outbox).where(Outbox.topic == Topic.ASK_SENT)).one()
        row.state, row.dotted_at = MessageState.SENT, make.NOW
        address = envelopes.make(
            kit.links, sender_address="a@company.example", outbox_id=row.id, message_id=row.message_id
        )
        content = returned.report("hard", returned_to=address, message_id=row.message_id)
        made_id = made.id
    folder: Path = kit.settings.bounce_dir or Path()
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "1.host").write_bytes(content)
    (folder / "new" / "2.host").write_bytes(b"nonsense")
    mailboxes.read_bounces(kit)
    mailboxes.read_bounces(kit)
    assert sorted(path.name for path in (folder / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S"]
    assert list((folder / "new").iterdir()) == []
    with kit.database.reading() as session:
        assert session.get_one(Ask, made_id).state is AskState.UNDELIVERED


def test_a_report_that_names_no_possible_message_holds_up_no_other(kit: Kit) -> None:
    folder: Path = kit.settings.bounce_dir or Path()
    (folder / "new").mkdir(parents=True)
    strange = returned.report("hard", returned_to="bounces@company.example", message_id="<a\0b@company.example>")
    (folder / "new" / "1.host").write_bytes(strange)
    (folder / "new" / "2.host").write_bytes(b"nonsense")
    mailboxes.read_bounces(kit)
    assert sorted(path.name for path in (folder / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S"]
