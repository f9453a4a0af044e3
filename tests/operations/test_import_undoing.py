"""A file that is taken back: what nothing has happened to goes, the rest stays and says why (SEG-2)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.import_kinds import ImportState, RowState
from portal.domain.kinds import Role
from portal.domain.models import (
    Account,
    Advocate,
    JoinRequest,
    Person,
)
from portal.domain.operations import invitations, logins, notes
from tests import make
from tests.make import NOW
from tests.operations.imported import ANA, BOB, confirm, count, hashed, states, take_in, undo, whys


def test_undo_removes_only_what_nothing_has_happened_to(session: Session) -> None:
    known = make.advocate(session, email="known@acme.example")
    run = take_in(
        session,
        ANA,
        BOB,
        ("Cy", "cy@cyco.example", "Cyco"),
        ("Known", "known@acme.example", "", "CFO"),
        ("Ana", "ana@acme.example", "", "", "French"),
        ("Di", "di@dico.example", "Dico"),
    )
    confirm(session, run)
    by_email = {
        row.email: row.id
        for row in session.execute(select(Person.email, Advocate.id).join(Advocate, Advocate.person_id == Person.id))
    }
    invitations.invite(
        session,
        advocate_ids=[by_email["bob@acme.example"]],
        inviter_id=run.by_id or 0,
        note=None,
        address_hashes=hashed,
        now=NOW,
    )
    notes.add(session, advocate_id=by_email["di@dico.example"], author_id=run.by_id or 0, body="Met her", now=NOW)
    undo(session, run)
    assert run.state is ImportState.UNDONE
    assert states(session, run) == [
        RowState.UNDONE,
        RowState.KEPT,
        RowState.UNDONE,
        RowState.KEPT,
        RowState.UNDONE,
        RowState.KEPT,
    ]
    assert whys(session, run) == {
        3: ["Was invited since"],
        5: ["Known before this import. What it filled in stays"],
        7: ["Has a note"],
    }
    left = set(session.scalars(select(Person.email).where(Person.role == Role.ADVOCATE)))
    assert left == {"bob@acme.example", "known@acme.example", "di@dico.example"}
    assert set(session.scalars(select(Account.name).where(Account.import_id == run.id))) == {"Acme", "Dico"}
    session.refresh(known)
    with pytest.raises(Refused):
        undo(session, run)


def test_whatever_points_at_somebody_keeps_them(session: Session) -> None:
    run = confirm(session, take_in(session, ANA, BOB, ("Cy", "cy@acme.example")))
    by_email = {
        row.email: row
        for row in session.execute(
            select(Person.email, Advocate.id, Advocate.person_id).join(Advocate, Advocate.person_id == Person.id)
        )
    }
    logins.begin(
        session,
        token_hash=b"x",
        person_id=by_email["ana@acme.example"].person_id,
        role=Role.ADVOCATE,
        method="link",
        user_agent="",
        now=NOW,
    )
    asked = JoinRequest(email="bob@acme.example", name="Bob", company="Acme", activities=[], created_at=NOW)
    asked.advocate_id = by_email["bob@acme.example"].id
    session.add(asked)
    session.flush()
    undo(session, run)
    assert whys(session, run) == {
        2: ["Has signed in, or had mail from us"],
        3: ["Something has happened with them since"],
    }
    assert count(session, Advocate) == 2


def test_an_undone_file_can_come_in_again(session: Session) -> None:
    undo(session, confirm(session, take_in(session, ANA)))
    assert (count(session, Advocate), count(session, Account)) == (0, 0)
    confirm(session, take_in(session, ANA))
    assert count(session, Advocate) == 1


def test_an_import_is_too_old_to_undo_after_30_days(session: Session) -> None:
    run = confirm(session, take_in(session, ANA))
    with pytest.raises(Refused, match="Too old"):
        undo(session, run, days=31)
    undo(session, run, days=30)
