"""The invented program that a first start shows: Larkfield's, some twenty months old and in every state at once.

It is made by the portal's own operations on a clock of the past, so the books are in order from the first day.
"""

import gc
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.db import Database
from portal.demo import wording
from portal.demo.adopted import adopt
from portal.demo.asked import Known
from portal.demo.campaigned import campaign
from portal.demo.cast import STAFF, companies, customers, lines
from portal.demo.deals import deal
from portal.demo.doubled import double
from portal.demo.freshened import freshen
from portal.demo.given import give_back
from portal.demo.heard import hear
from portal.demo.joined import Joining
from portal.demo.kept import keep
from portal.demo.lined import line_up
from portal.demo.met import meet
from portal.demo.named import name_people
from portal.demo.past import HOST, Past
from portal.demo.requested import request
from portal.demo.said import say
from portal.domain.models import Account, Activity, JoinRequest, Nomination, Person, Program
from portal.domain.operations import (
    candidates,
    contact_views,
    contents,
    imports,
    join_requests,
    nominations,
    notes,
    people,
    programs,
    searches,
    settings,
)
from portal.domain.queries.invitations import AddressHashes
from portal.domain.rules import nominations as rules
from portal.domain.rules.imports import Noun

AGE = timedelta(days=615)
DECIDED_WITHIN = timedelta(days=60)
LARKFIELD: dict[str, object] = {
    "company_name": "Larkfield",
    "sender_name": "Priya Raman, Larkfield",
    "sender_address": "advocates@larkfield.example",
    "help_address": "advocates@larkfield.example",
    "postal_address": "Wijnhaven 3, 3011 WG Rotterdam",
    "time_zone": "Europe/London",
    "own_domains": ["meridiancold.example"],
}


def fill(database: Database, *, address_hashes: AddressHashes) -> bool:
    """False when there is a program already: whatever is there stays as it is."""
    with database.writing() as session:
        if session.execute(select(Program.id)).first():
            return False
        # One transaction of some seconds; nobody else is here yet, and a start cut short leaves nothing behind.
        session.execute(text("SET LOCAL synchronous_commit = off"))
        # Thousands of statements and nothing to throw away meanwhile: looking for garbage takes a quarter of the time.
        gc.disable()
        try:
            _tell(session, database.now(session), address_hashes)
        finally:
            gc.enable()
        return True


def _tell(session: Session, now: datetime, address_hashes: AddressHashes) -> None:
    begun = now - AGE
    programs.ensure(session, now=begun)
    staff = _staff(session, begun)
    settings.change(session, values=LARKFIELD, actor_id=staff["Priya Raman"], now=begun)
    known = Known(staff, {activity.slug: activity.id for activity in session.scalars(select(Activity))})
    _companies(session, begun)
    past = Past(session, now)
    joining = Joining(past, known, address_hashes)
    for number, customer in enumerate(customers(companies())):
        joining.plan(customer, number)
    _remember(past, joining, known)
    for wanting in wording.WANTING:
        _want(past, wanting, known, address_hashes)
    _import(past, known, address_hashes)
    hear(past, known, address_hashes)
    say(past, joining, known)
    give_back(past, joining, known)
    with searches.gathered(session):
        past.run()
        past.journal()
        freshen(session, known, now)
        joining.index()
    _decide_nominations(session, known.staff["Tom Brandt"], now)
    joining.invite_and_ask_today()
    contents.expire_due(session, now=now)
    keep(session, known, now)
    double(session, known, now)
    name_people(session, known, now)
    deal(session, known, address_hashes, now)
    request(session, known, now)
    line_up(session, known, now)
    meet(session, known, now)
    campaign(session, known, now)
    adopt(session, known, now)


def _staff(session: Session, begun: datetime) -> dict[str, int]:
    ids: dict[str, int] = {}
    for member in STAFF:
        person = people.add(session, email=member.email, name=member.name, role=member.role, actor_id=None, now=begun)
        person.title, person.department = member.title, member.department
        ids[member.name] = person.id
    session.flush()
    return ids


def _companies(session: Session, begun: datetime) -> None:
    csms = list(
        session.scalars(select(Person.id).where(Person.title == "Customer success manager").order_by(Person.id))
    )
    for number, company in enumerate(companies().values()):
        account_id = candidates.account_named(session, company.name, begun)
        account = session.get_one(Account, account_id)
        account.domain, account.industry, account.region = company.domain, company.industry, company.region
        account.country, account.employees = company.country, company.employees
        account.csm_id = csms[number % len(csms)]
    session.flush()


def _remember(past: Past, joining: Joining, known: Known) -> None:
    """Notes, and looks at contact details."""
    for name, days_ago, author, body in wording.NOTES:
        _note(past, joining, name=name, days_ago=days_ago, author_id=known.staff[author], body=body)
    for name, days_ago, viewer in wording.CONTACT_VIEWS:
        _look(past, joining, name=name, days_ago=days_ago, viewer_id=known.staff[viewer])


def _note(past: Past, joining: Joining, *, name: str, days_ago: int, author_id: int, body: str) -> None:
    def add(moment: datetime) -> None:
        advocate_id = joining.advocate_id(name)
        notes.add(past.session, advocate_id=advocate_id, body=body, author_id=author_id, now=moment)

    past.at(past.moment(days_ago, 16, working=True), add)


def _look(past: Past, joining: Joining, *, name: str, days_ago: int, viewer_id: int) -> None:
    def record(moment: datetime) -> None:
        contact_views.record(past.session, advocate_id=joining.advocate_id(name), viewer_id=viewer_id, now=moment)

    past.at(past.moment(days_ago, 11, 20, working=True), record)


def _want(past: Past, wanting: wording.Wanting, known: Known, address_hashes: AddressHashes) -> None:
    def ask(moment: datetime) -> None:
        join_requests.ask(
            past.session,
            name=wanting.name,
            email=wanting.email,
            company=wanting.company,
            title=wanting.title,
            activities=wanting.activities,
            words=wanting.words,
            block=HOST,
            address_hashes=address_hashes,
            now=moment,
        )

    def refuse(moment: datetime) -> None:
        waiting = select(JoinRequest.id).where(JoinRequest.email == wanting.email)
        request_id = past.session.execute(waiting).scalar_one()
        join_requests.refuse(past.session, request_id=request_id, actor_id=known.staff["Priya Raman"], now=moment)

    past.at(past.moment(wanting.days_ago, 8, 15), ask)
    if wanting.refused is not None:
        past.at(past.moment(wanting.refused, 9, 30), refuse)


def _decide_nominations(session: Session, actor_id: int, now: datetime) -> None:
    """Those of long ago: every second one was taken up, the others passed over."""
    long_ago = select(Nomination.id, Nomination.at).where(Nomination.at < now - DECIDED_WITHIN)
    for place, (nomination_id, at) in enumerate(session.execute(long_ago.order_by(Nomination.id)).all()):
        moment = at + timedelta(days=3)
        if place % 2:
            plenty = rules.PASSED_OVER["plenty"]
            nominations.pass_over(session, nomination_ids=[nomination_id], reason=plenty, actor_id=actor_id, now=moment)
        else:
            nominations.take_up(session, nomination_id=nomination_id, actor_id=actor_id, now=moment)


def _import(past: Past, known: Known, address_hashes: AddressHashes) -> None:
    """One file came in some weeks ago; another is checked and waits for a word."""
    by_id = known.staff["Sara Lindholm"]

    def take_in(name: str, moment: datetime) -> int:
        rows = list(enumerate(lines(name), start=1))
        return imports.take_in(
            past.session,
            noun=Noun.CONTACTS,
            file_name=f"{name}.csv",
            rows=rows,
            by_id=by_id,
            address_hashes=address_hashes,
            now=moment,
        ).id

    def bring_in(moment: datetime) -> None:
        imports.confirm(
            past.session,
            import_id=take_in("spring-event", moment),
            actor_id=by_id,
            address_hashes=address_hashes,
            now=moment,
        )

    past.at(past.moment(24, 10, working=True), bring_in)
    past.at(past.moment(1, 16, working=True), lambda moment: take_in("webinar-guests", moment))
