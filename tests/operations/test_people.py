"""People and what they may do (ID-4)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Role
from portal.domain.models import Audit, Login
from portal.domain.operations import logins, people
from tests import make


def test_the_first_administrator_comes_from_the_operator(session: Session) -> None:
    made = people.make_administrator(session, email=" Ada@Company.example ", name="Ada Lovelace", now=make.NOW)
    assert (made.email, made.name, made.role) == ("ada@company.example", "Ada Lovelace", Role.ADMINISTRATOR)
    again = people.make_administrator(session, email="ada@company.example", name="", now=make.NOW)
    assert again.id == made.id


def test_somebody_known_becomes_one_and_is_signed_out(session: Session) -> None:
    person = make.person(session, role=Role.COLLEAGUE)
    sign_in(session, person.id)
    people.make_administrator(session, email=person.email, name="", now=make.NOW)
    assert person.role is Role.ADMINISTRATOR
    assert session.scalars(select(Login.ended_at)).one() == make.NOW


@pytest.mark.parametrize("email", ["", "ada", "@company.example", "ada@"])
def test_no_address_is_no_person(session: Session, email: str) -> None:
    with pytest.raises(Refused, match="isn’t an"):
        people.make_administrator(session, email=email, name="", now=make.NOW)


def test_an_address_belongs_to_one_person(session: Session) -> None:
    taken = make.person(session)
    with pytest.raises(Refused, match="already belongs"):
        people.add(session, email=taken.email, name="", role=Role.TEAM, actor_id=None, now=make.NOW)


def test_a_customer_never_gets_a_role_of_the_company(session: Session) -> None:
    administrator = make.person(session, role=Role.ADMINISTRATOR)
    advocate = make.advocate(session)
    with pytest.raises(Refused, match="customer"):
        people.change_role(
            session, person_id=advocate.person_id, role=Role.TEAM, actor_id=administrator.id, now=make.NOW
        )
    with pytest.raises(Refused, match="customer"):
        people.change_role(
            session,
            person_id=make.person(session).id,
            role=Role.ADVOCATE,
            actor_id=administrator.id,
            now=make.NOW,
        )


def test_nobody_changes_their_own_role_or_access(session: Session) -> None:
    administrator = make.person(session, role=Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="your own role"):
        people.change_role(session, person_id=administrator.id, role=Role.TEAM, actor_id=administrator.id, now=make.NOW)
    with pytest.raises(Refused, match="your own access"):
        people.disable(session, person_id=administrator.id, actor_id=administrator.id, now=make.NOW)


def test_a_role_is_changed_and_the_change_is_audited(session: Session) -> None:
    administrator, person = make.person(session, role=Role.ADMINISTRATOR), make.person(session)
    people.change_role(session, person_id=person.id, role=Role.COLLEAGUE, actor_id=administrator.id, now=make.NOW)
    assert person.role is Role.COLLEAGUE
    row = session.scalars(select(Audit).where(Audit.action == "person.role_changed")).one()
    assert (row.object_id, row.actor_id, row.fields) == (person.id, administrator.id, ["role"])


def test_access_ends_once_and_comes_back(session: Session) -> None:
    administrator, person = make.person(session, role=Role.ADMINISTRATOR), make.person(session)
    sign_in(session, person.id)
    for _ in range(2):
        people.disable(session, person_id=person.id, actor_id=administrator.id, now=make.NOW)
    assert session.scalars(select(Login.ended_at)).one() == make.NOW
    for _ in range(2):
        people.enable(session, person_id=person.id, actor_id=administrator.id, now=make.NOW)
    assert person.disabled_at is None
    actions = list(session.scalars(select(Audit.action).where(Audit.object_kind == "person").order_by(Audit.id)))
    assert actions == ["person.disabled", "person.enabled"]


def test_nobody_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        people.disable(session, person_id=404, actor_id=1, now=make.NOW)


def sign_in(session: Session, person_id: int) -> None:
    logins.begin(
        session,
        token_hash=b"t" * 32,
        person_id=person_id,
        role=Role.TEAM,
        method="link",
        user_agent="",
        now=make.NOW,
    )
