"""Files on their way in and out again (SEG-2, ADV-7)."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import tables
from portal.domain.errors import NotFound, Refused
from portal.domain.import_kinds import ImportState, RowState
from portal.domain.kinds import Channel, Role, Stage, SuppressionReason, Topic
from portal.domain.models import (
    Account,
    Advocate,
    Audit,
    Import,
    MatchRow,
    Outbox,
    Person,
    Suppression,
)
from portal.domain.operations import imports, places
from portal.domain.operations.imports import steps
from portal.domain.queries import imports as queries
from portal.domain.rules.imports import Noun
from tests import make
from tests.make import NOW
from tests.operations.imported import (
    ANA,
    BOB,
    HEAD,
    carry_on,
    confirm,
    count,
    file,
    hashed,
    states,
    take_in,
    undo,
    whys,
)

DATA = Path(__file__).parents[3] / "shared" / "data"


def test_a_dry_run_adds_nothing_and_a_confirmed_one_adds_unvalidated_candidates(session: Session) -> None:
    run = take_in(session, ANA, BOB)
    assert (run.state, count(session, Advocate)) == (ImportState.CHECKED, 0)
    assert queries.tally(session, run.id).ready == 2
    confirm(session, run)
    assert (run.state, run.finished_at) == (ImportState.DONE, NOW)
    advocate, person, account = session.execute(
        select(Advocate, Person, Account)
        .join(Person, Person.id == Advocate.person_id)
        .join(Account, Account.id == Advocate.account_id)
        .where(Person.email == "ana@acme.example")
    ).one()
    assert (person.name, person.title, person.role) == ("Ana Ruiz", "CIO", Role.ADVOCATE)
    assert (advocate.stage, advocate.channel, advocate.validated_at) == (Stage.CANDIDATE, Channel.IMPORT, None)
    assert (advocate.import_id, advocate.came_by, advocate.languages) == (run.id, run.by_id, ["Spanish", "English"])
    assert (advocate.score, advocate.score_on) == (9, date(2026, 6, 4))
    assert account.name == "Acme"
    assert (count(session, Account), count(session, MatchRow)) == (1, 2)
    assert places.differences(session) == []
    assert states(session, run) == [RowState.IMPORTED, RowState.IMPORTED]


def test_bad_rows_say_why_and_never_come_in(session: Session) -> None:
    staff = make.person(session, email="priya@company.example")
    gone = make.advocate(session, email="gone@acme.example", stage=Stage.DEPARTED)
    session.add(Suppression(address_hash=b"no@acme.example", reason=SuppressionReason.NO_THANKS, at=NOW))
    run = take_in(
        session,
        ("Ana", "ana(at)acme"),
        ("", "ana@acme.example"),
        ("Eve", ""),
        ("Priya", staff.email),
        ("Gone", "gone@acme.example"),
        ("No", "no@acme.example"),
        ("Max", "max@acme.example", "", "", "", "11", "04/06/2026"),
        ("Long", "long@acme.example", *[""] * 5, "more"),
        BOB,
    )
    confirm(session, run)
    assert whys(session, run) == {
        2: ["Not an email address"],
        3: ["Empty. We greet people by their name"],
        4: ["Empty. We can’t reach this person"],
        5: ["The address of somebody who works with us, so not an advocate’s"],
        6: ["Left the program on 23 November. Not brought back"],
        7: ["Asked for no more mail. Not brought in"],
        8: ["Not a score from 0 to 10", "Not a date we can read. Write it as 2026-06-04"],
        9: ["More cells than columns. A cell with a comma may lack its quotation marks"],
    }
    tally = queries.tally(session, run.id)
    assert (tally.imported, tally.rejected) == (1, 8)
    assert count(session, Advocate) == 2
    session.refresh(gone)
    assert gone.stage is Stage.DEPARTED
    assert {one.count for one in queries.reasons(session, run.id, state=RowState.REJECTED)} == {1}


def test_the_same_address_is_the_same_person_and_only_what_is_empty_is_filled(session: Session) -> None:
    known = make.advocate(session, name="Ana R.", email="ana@acme.example")
    known.score, known.score_on, known.region = 7, date(2026, 7, 1), "Nordics"
    own = known.account_id
    session.flush()
    head = [*HEAD, "Region", "Phone"]
    run = take_in(
        session, (*ANA, "Iberia", "+47 22 33"), (*BOB, "", ""), ("Bob", "BOB@acme.example", "", "CTO"), head=head
    )
    assert queries.tally(session, run.id).duplicate == 2
    confirm(session, run)
    session.expire_all()
    person = session.get_one(Person, known.person_id)
    assert (person.name, person.title, person.phone) == ("Ana R.", "CIO", "+47 22 33")
    assert (known.region, known.account_id, known.score, known.score_on) == ("Nordics", own, 7, date(2026, 7, 1))
    assert (known.stage, known.import_id, known.languages) == (Stage.CONFIRMED, None, ["Spanish", "English"])
    assert session.scalars(select(Person.title).where(Person.email == "bob@acme.example")).one() == "CTO"
    assert states(session, run) == [RowState.MERGED, RowState.IMPORTED, RowState.MERGED]
    logged = session.scalars(
        select(Audit.fields).where(Audit.action == "advocate.filled_in", Audit.object_id == known.id)
    )
    assert logged.one() == ["title", "phone", "languages"]


def test_a_newer_score_takes_the_older_ones_place(session: Session) -> None:
    known = make.advocate(session, email="ana@acme.example")
    known.score, known.score_on = 3, date(2026, 1, 1)
    session.flush()
    confirm(session, take_in(session, ANA))
    session.refresh(known)
    assert (known.score, known.score_on) == (9, date(2026, 6, 4))


@pytest.mark.parametrize("name", ["İstanbul", "ΟΔΟΣ"])
def test_names_that_python_lowers_otherwise_are_known_as_the_database_knows_them(session: Session, name: str) -> None:
    make.account(session, name=name)
    rows = {
        Noun.PRODUCTS: (["product", "series"], [name, "One"]),
        Noun.TEAMS: (["sales_agent", "regional_office"], [name, "West"]),
        Noun.CONTENT: (["Title", "Type", "Quote", "Company"], ["Title", "Quote", "Words", name]),
    }
    for noun, (head, row) in rows.items():
        run = confirm(session, take_in(session, row, noun=noun, head=head))
        assert states(session, run) == [RowState.IMPORTED], noun
        again = take_in(session, row, noun=noun, head=head)
        assert states(session, again) == [RowState.DUPLICATE], noun
        undo(session, run)
        assert states(session, take_in(session, row, noun=noun, head=head)) == [RowState.READY], noun


def test_importing_the_same_file_again_adds_nobody(session: Session) -> None:
    confirm(session, take_in(session, ANA, BOB))
    again = confirm(session, take_in(session, ANA, BOB))
    assert states(session, again) == [RowState.MERGED, RowState.MERGED]
    assert (count(session, Advocate), count(session, Account)) == (2, 1)


def test_columns_can_be_changed_and_a_missing_one_is_asked_for(session: Session) -> None:
    run = take_in(session, ("Ana", "ana@acme.example"), head=["Who", "Where to"])
    assert (run.state, run.mapping) == (ImportState.MAPPED, ["", "email"])
    with pytest.raises(Refused, match="holds the name"):
        map_columns(session, run, ["title", "email"])
    with pytest.raises(Refused, match="same place"):
        map_columns(session, run, ["email", "email"])
    with pytest.raises(Refused):
        map_columns(session, run, ["name", "password"])
    map_columns(session, run, ["name", "email"])
    assert (run.state, queries.tally(session, run.id).ready) == (ImportState.CHECKED, 1)


def map_columns(session: Session, run: Import, mapping: list[str], *, headed: bool = True) -> Import:
    return imports.map_columns(
        session,
        import_id=run.id,
        mapping=mapping,
        headed=headed,
        actor_id=run.by_id,
        address_hashes=hashed,
        now=NOW,
    )


def test_a_file_without_headings_loses_no_row(session: Session) -> None:
    run = take_in(session, BOB, head=list(ANA))
    assert (run.headed, run.total, run.columns[1]) == (False, 2, "Column B")
    map_columns(session, run, ["name", "email", "", "", "", "", ""], headed=False)
    assert queries.tally(session, run.id).ready == 2


def test_headings_taken_for_a_row_and_a_row_taken_for_headings_can_be_turned(session: Session) -> None:
    head = ["Acme", "Logistics"]
    run = take_in(session, ("Betatech", "Medical"), noun=Noun.ACCOUNTS, head=head)
    assert (run.headed, run.state) == (True, ImportState.MAPPED)
    map_columns(session, run, ["name", "industry"], headed=False)
    assert (run.headed, queries.tally(session, run.id).ready) == (False, 2)
    map_columns(session, run, ["name", "industry"], headed=True)
    assert (run.headed, run.columns, queries.tally(session, run.id).ready) == (True, head, 1)


def test_a_large_file_goes_in_slices_that_a_worker_carries_on(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "CHECKED_AT_ONCE", 3)
    monkeypatch.setattr(steps, "BROUGHT_IN_AT_ONCE", 2)
    people = [(f"P {number}", f"p{number % 6}@acme.example", f"A{number}") for number in range(8)]
    run = take_in(session, *people, ("", "nobody@acme.example"))
    assert run.state is ImportState.CHECKING
    assert carry_on(session, run) == 4
    tally = queries.tally(session, run.id)
    assert (run.state, tally.ready, tally.duplicate, tally.rejected) == (ImportState.CHECKED, 6, 2, 1)
    confirm(session, run)
    confirm(session, run)
    assert imports.run_slice(session, import_id=run.id, address_hashes=hashed, now=NOW)
    imports.stop(session, import_id=run.id, actor_id=run.by_id or 0, now=NOW)
    assert not imports.run_slice(session, import_id=run.id, address_hashes=hashed, now=NOW)
    assert (run.state, count(session, Advocate)) == (ImportState.STOPPED, 2)
    confirm(session, run, minutes=1)
    carry_on(session, run)
    tally = queries.tally(session, run.id)
    assert (run.state, tally.imported, tally.merged) == (ImportState.DONE, 6, 2)
    undo(session, run)
    carry_on(session, run)
    assert (count(session, Advocate), count(session, Account)) == (0, 0)
    promised = session.scalars(select(Outbox.topic).order_by(Outbox.id)).all()
    assert promised == [Topic.IMPORT_UPLOADED, *[Topic.IMPORT_CONFIRMED] * 3]


def test_a_kept_file_is_stored_once_and_forgotten(session: Session) -> None:
    make.program(session)
    run = imports.upload(session, noun=Noun.CONTACTS, file_name="a.csv", content=b"x", by_id=None, now=NOW)
    assert queries.content(session, run.id) == b"x"
    for _ in range(2):
        imports.store(session, import_id=run.id, rows=file(ANA), address_hashes=hashed, now=NOW)
    session.flush()
    assert queries.content(session, run.id) is None
    assert (run.state, run.total) == (ImportState.CHECKED, 1)
    with pytest.raises(Refused):
        imports.undo(session, import_id=run.id, actor_id=1, address_hashes=hashed, now=NOW)
    imports.discard(session, import_id=run.id, actor_id=make.person(session).id, now=NOW)
    with pytest.raises(NotFound):
        queries.one(session, run.id)


def test_a_file_that_cannot_be_read_says_so(session: Session) -> None:
    make.program(session)
    run = imports.upload(session, noun=Noun.CONTACTS, file_name="a.csv", content=b"x", by_id=None, now=NOW)
    imports.fail(session, import_id=run.id, sentence="This is a PDF.", now=NOW)
    imports.store(session, import_id=run.id, rows=file(ANA), address_hashes=hashed, now=NOW)
    assert (run.state, run.error, run.total) == (ImportState.FAILED, "This is a PDF.", 0)


def test_a_file_without_a_good_row_does_not_come_in(session: Session) -> None:
    run = take_in(session, ("Ana", "nothing"))
    with pytest.raises(Refused, match="No row"):
        confirm(session, run)
    assert take_in(session).total == 0


@pytest.mark.parametrize(
    ("name", "noun", "rows"),
    [("contacts/customers-100.csv", Noun.CONTACTS, 100), ("crm/accounts.csv", Noun.ACCOUNTS, 85)],
)
def test_real_files_come_in_whole(session: Session, name: str, noun: Noun, rows: int) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this clone")
    make.program(session)
    run = imports.take_in(
        session,
        noun=noun,
        file_name=path.name,
        rows=list(tables.read(path.read_bytes())),
        by_id=make.person(session).id,
        address_hashes=hashed,
        now=NOW,
    )
    confirm(session, run)
    tally = queries.tally(session, run.id)
    assert (run.state, tally.imported, tally.rejected) == (ImportState.DONE, rows, 0)
    undo(session, run)
    assert (count(session, Advocate), count(session, Account)) == (0, 0)
