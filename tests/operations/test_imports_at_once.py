"""Two at once: on one file, with the same people in two files, inviting the same person (SEG-2, CAP-9)."""

import threading
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import func, select

from portal.db import Database, retrying
from portal.domain.import_kinds import ImportState
from portal.domain.models import Account, Advocate, Invitation, Person
from portal.domain.operations import imports, invitations
from portal.domain.operations.imports import steps
from portal.domain.queries import imports as queries
from portal.domain.rules.imports import Noun
from tests import make
from tests.make import NOW


def hashed(address: str) -> list[bytes]:
    return [address.encode()]


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "CHECKED_AT_ONCE", 7)
    monkeypatch.setattr(steps, "BROUGHT_IN_AT_ONCE", 3)


def running(database: Database, people: Sequence[int]) -> int:
    """A checked and confirmed file of those people, none of whom has come in yet."""
    rows = [(1, ["Name", "Email", "Company"])]
    rows += [(at, [f"P{one}", f"p{one}@acme.example", f"A{one % 4}"]) for at, one in enumerate(people, start=2)]
    with database.writing() as session:
        make.program(session)
        run = imports.take_in(
            session, noun=Noun.CONTACTS, file_name="a.csv", rows=rows, by_id=None, address_hashes=hashed, now=NOW
        )
        while imports.run_slice(session, import_id=run.id, address_hashes=hashed, now=NOW):
            pass
        imports.confirm(session, import_id=run.id, actor_id=None, address_hashes=hashed, now=NOW)
        return run.id


def carry_on(database: Database, import_id: int) -> None:
    """As workers do: until nobody has anything left to do."""

    def one_slice() -> bool:
        with database.writing() as session:
            return imports.run_slice(session, import_id=import_id, address_hashes=hashed, now=NOW)

    while True:
        while retrying(one_slice):
            pass
        with database.reading() as session:
            if queries.one(session, import_id).state is not ImportState.RUNNING:
                return


def together(*work: Callable[[], object]) -> None:
    broken: list[BaseException] = []

    def guarded(one: Callable[[], object]) -> None:
        try:
            one()
        except BaseException as error:  # noqa: BLE001 - told after both have ended
            broken.append(error)

    threads = [threading.Thread(target=guarded, args=(one,), daemon=True) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert broken == []


def count(database: Database, table: type[Person] | type[Advocate] | type[Account] | type[Invitation]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_two_workers_on_one_file_bring_each_row_in_once(real_database: Database) -> None:
    import_id = running(real_database, range(40))
    together(*[lambda: carry_on(real_database, import_id)] * 3)
    with real_database.reading() as session:
        assert queries.tally(session, import_id).imported == 40
    assert (count(real_database, Advocate), count(real_database, Account)) == (40, 4)


def test_two_files_with_the_same_people_add_each_once(real_database: Database) -> None:
    forwards, backwards = running(real_database, range(40)), running(real_database, range(59, 19, -1))
    together(lambda: carry_on(real_database, forwards), lambda: carry_on(real_database, backwards))
    with real_database.reading() as session:
        tallies = [queries.tally(session, one) for one in (forwards, backwards)]
    assert sum(tally.imported for tally in tallies) == 60
    assert sum(tally.merged for tally in tallies) == 20
    assert (count(real_database, Advocate), count(real_database, Account)) == (60, 4)


def test_a_worker_leaves_alone_what_another_one_carries(real_database: Database) -> None:
    import_id = running(real_database, range(10))
    with real_database.writing() as session:
        assert imports.run_slice(session, import_id=import_id, address_hashes=hashed, now=NOW)
        with real_database.writing() as other:
            assert not imports.run_slice(other, import_id=import_id, address_hashes=hashed, now=NOW)
    assert count(real_database, Advocate) == 3


def test_two_who_invite_the_same_people_at_once_invite_each_once(real_database: Database) -> None:
    import_id = running(real_database, range(12))
    carry_on(real_database, import_id)
    with real_database.writing() as session:
        inviter = make.person(session).id
        people = list(session.scalars(select(Advocate.id)))

    def invite(ids: list[int]) -> None:
        with real_database.writing() as session:
            invitations.invite(session, advocate_ids=ids, inviter_id=inviter, note=None, address_hashes=hashed, now=NOW)

    together(lambda: invite(people), lambda: invite(people[::-1]), lambda: invite(people))
    assert count(real_database, Invitation) == 12
