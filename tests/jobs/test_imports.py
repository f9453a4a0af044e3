"""A worker reads a file and goes on slice by slice, whatever happened to the worker before (SEG-2, GEN-3)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from jobs import dispatch
from jobs.handlers import imports as handler
from jobs.kit import Kit
from portal.clock import SetClock
from portal.domain.import_kinds import ImportState
from portal.domain.kinds import MessageState, Queue
from portal.domain.models import Advocate, Outbox
from portal.domain.operations import imports
from portal.domain.operations.imports import steps
from portal.domain.queries import imports as queries
from portal.domain.rules.imports import Noun
from tests import make

PEOPLE = "Name,Email\n" + "".join(f"P{number},p{number}@acme.example\n" for number in range(10))


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "CHECKED_AT_ONCE", 4)
    monkeypatch.setattr(steps, "BROUGHT_IN_AT_ONCE", 3)


def upload(kit: Kit, content: str | bytes = PEOPLE) -> int:
    with kit.database.writing() as session:
        make.program(session)
        return imports.upload(
            session,
            noun=Noun.CONTACTS,
            file_name="people.csv",
            content=content.encode() if isinstance(content, str) else content,
            by_id=make.person(session).id,
            now=kit.database.now(session),
        ).id


def confirm(kit: Kit, import_id: int) -> None:
    with kit.database.writing() as session:
        imports.confirm(
            session,
            import_id=import_id,
            actor_id=None,
            address_hashes=kit.links.address_hashes,
            now=kit.database.now(session),
        )


def stands(kit: Kit, import_id: int) -> tuple[ImportState, int]:
    with kit.database.reading() as session:
        people = session.scalar(select(func.count()).select_from(Advocate)) or 0
        return queries.one(session, import_id).state, people


def promises(kit: Kit) -> list[MessageState]:
    with kit.database.reading() as session:
        return list(session.scalars(select(Outbox.state).order_by(Outbox.id)))


def test_a_file_is_read_checked_and_brought_in(kit: Kit) -> None:
    import_id = upload(kit)
    dispatch.take(kit, Queue.BULK)
    assert stands(kit, import_id) == (ImportState.CHECKED, 0)
    confirm(kit, import_id)
    dispatch.take(kit, Queue.BULK)
    assert stands(kit, import_id) == (ImportState.DONE, 10)
    assert set(promises(kit)) == {MessageState.SENT}


def test_a_file_whose_check_breaks_again_and_again_can_be_forgotten(
    kit: Kit, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **_named: object) -> bool:
        raise RuntimeError("this slice always breaks")

    import_id, real = upload(kit), imports.run_slice
    monkeypatch.setattr(imports, "run_slice", breaks)
    for _ in range(2):
        dispatch.take(kit, Queue.BULK)
        clock.instant += timedelta(minutes=10)
    assert stands(kit, import_id) == (ImportState.CHECKING, 0)
    with kit.database.writing() as session:
        imports.discard(session, import_id=import_id, actor_id=None, now=kit.database.now(session))
    monkeypatch.setattr(imports, "run_slice", real)
    clock.instant += timedelta(hours=6)
    dispatch.take(kit, Queue.BULK)
    assert promises(kit)[-1] is MessageState.CANCELLED


def test_a_file_that_can_not_be_read_says_so(kit: Kit) -> None:
    import_id = upload(kit, b"%PDF-1.7")
    dispatch.take(kit, Queue.BULK)
    assert stands(kit, import_id) == (ImportState.FAILED, 0)
    late = upload(kit, "Name,Email\n" + "a,b\n" * 20 + "," * 300 + "x\n")
    dispatch.take(kit, Queue.BULK)
    assert stands(kit, late) == (ImportState.FAILED, 0)
    with kit.database.reading() as session:
        assert "301 columns" in (queries.one(session, late).error or "")
        assert queries.tally(session, late).good == 0


def test_what_a_broken_worker_left_is_gone_on_with(kit: Kit, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = upload(kit)
    dispatch.take(kit, Queue.BULK)
    confirm(kit, import_id)
    real = imports.run_slice
    slices = []

    def breaks(*arguments: object, **named: object) -> bool:
        slices.append(real(*arguments, **named))  # type: ignore[arg-type]
        if len(slices) == 2:
            raise RuntimeError("the worker broke")
        return slices[-1]

    monkeypatch.setattr(imports, "run_slice", breaks)
    dispatch.take(kit, Queue.BULK)
    assert stands(kit, import_id) == (ImportState.RUNNING, 3)
    monkeypatch.setattr(imports, "run_slice", real)
    clock.instant += timedelta(minutes=10)
    dispatch.take(kit, Queue.BULK)
    assert stands(kit, import_id) == (ImportState.DONE, 10)


def test_a_long_import_ends_its_turn_and_promises_the_rest(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = upload(kit)
    dispatch.take(kit, Queue.BULK)
    confirm(kit, import_id)
    monkeypatch.setattr(handler, "GOES_ON_FOR", -1.0)
    dispatch.take(kit, Queue.BULK)
    assert stands(kit, import_id) == (ImportState.DONE, 10)
    assert promises(kit) == [MessageState.SENT] * 6


def test_a_file_forgotten_meanwhile_is_left_alone(kit: Kit) -> None:
    import_id = upload(kit)
    with kit.database.writing() as session:
        imports.discard(session, import_id=import_id, actor_id=None, now=kit.database.now(session))
    dispatch.take(kit, Queue.BULK)
    assert promises(kit) == [MessageState.CANCELLED]


def test_a_file_that_another_process_carries_is_looked_at_again_later(kit: Kit, clock: SetClock) -> None:
    import_id = upload(kit)
    dispatch.take(kit, Queue.BULK)
    confirm(kit, import_id)
    with kit.database.writing() as carrying:
        imports.run_slice(
            carrying, import_id=import_id, address_hashes=kit.links.address_hashes, now=kit.database.now(carrying)
        )
        clock.instant += timedelta(seconds=1)
        dispatch.take(kit, Queue.BULK)
        assert promises(kit)[-1] is MessageState.QUEUED
    clock.instant += timedelta(minutes=1)
    dispatch.take(kit, Queue.BULK)
    assert stands(kit, import_id) == (ImportState.DONE, 10)
