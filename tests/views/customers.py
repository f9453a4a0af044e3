"""Customers of the program with a browser each, and what they were sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.db import Database
from portal.domain.kinds import Role
from portal.domain.models import Advocate, Ask, Person
from portal.links import Links, Purpose
from tests import make
from tests.fixtures.web import Visitor

SignIn = Callable[[Person], Visitor]


@dataclass(frozen=True)
class Customer:
    advocate: Advocate
    person: Person
    visitor: Visitor


def customer(database: Database, signed_in: SignIn, **wishes: object) -> Customer:
    """Dana Okafor unless told otherwise; `wishes` as for make.advocate."""
    with database.writing() as session:
        advocate = make.advocate(session, **wishes)  # type: ignore[arg-type]
        person = session.get_one(Person, advocate.person_id)
    return Customer(advocate, person, signed_in(person))


def team_member(database: Database, signed_in: SignIn) -> Visitor:
    with database.writing() as session:
        person = make.person(session, role=Role.TEAM)
    return signed_in(person)


def asked(database: Database, who: Customer, slug: str = "call", *, now: datetime = make.NOW) -> Ask:
    with database.writing() as session:
        ask = make.ask(session, session.get_one(Advocate, who.advocate.id), slug, now=now)
        ask.other_name, ask.other_contact = "Ingrid Solheim", "ingrid@halden.example"
    return ask


def ask_now(database: Database, ask: Ask) -> Ask:
    with database.writing() as session:
        return session.get_one(Ask, ask.id)


def ask_link(links: Links, ask: Ask, who: Customer) -> str:
    token = links.make(Purpose.ASK, id=ask.id, version=ask.link_version, subject=who.person.email)
    return f"/a/{token}"
