"""People of the company with a browser each."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.domain.kinds import Role
from portal.domain.models import Person
from tests import make
from tests.fixtures.web import Visitor


@pytest.fixture
def priya(session: Session) -> Person:
    """Of the team."""
    return make.person(session, role=Role.TEAM, name="Priya Raman")


@pytest.fixture
def team(priya: Person, signed_in: Callable[[Person], Visitor]) -> Visitor:
    return signed_in(priya)


@pytest.fixture
def administrator(session: Session, signed_in: Callable[[Person], Visitor]) -> Visitor:
    return signed_in(make.person(session, role=Role.ADMINISTRATOR, name="Tom Brandt"))


@pytest.fixture
def colleague(session: Session, signed_in: Callable[[Person], Visitor]) -> Visitor:
    return signed_in(make.person(session, role=Role.COLLEAGUE, name="Inés Castell"))
