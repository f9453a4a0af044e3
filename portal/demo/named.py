"""Departments, whom colleagues nominated, a join link of an event, and an account to be left alone."""

from datetime import datetime, timedelta

from sqlalchemy import insert, literal, select, update
from sqlalchemy.orm import Session

from portal.demo.asked import Known
from portal.demo.cast import STAFF, given
from portal.domain import audit
from portal.domain.kinds import Channel, JoinRequestState, NominationState
from portal.domain.models import Account, Advocate, Department, JoinLink, JoinRequest, Nomination, Note, Person
from portal.domain.rules.nominations import PASSED_OVER

DEPARTMENTS = {
    "Customer advocacy": (Channel.PARTNER_TEAM, 600),
    "Customer success": (Channel.CUSTOMER_SUCCESS, 420),
    "Sales": (Channel.SALES, 150),
    "Product": (Channel.PARTNER_TEAM, None),
}
"""Channel, and how many days ago it was launched."""

WAITING = (
    ("Rhys Morgan", "Head of Operations", "Severn Grid", "Leo Marchetti", 13, "call",
     "Support is the best he’s dealt with, he says. Happy to say so to others."),
    ("Élodie Perrin", "Supply Director", "Clinique Saint-Roch", "Leo Marchetti", 9, "story",
     "Cut stock-outs by a third and told their whole network about it at the May review."),
    ("Annick Le Goff", "Planning Lead", "Ville de Lorient", "Amara Bello", 8, "speak",
     "She’d be glad to talk to other councils."),
    ("Bram Verhulst", "Logistics Manager", "Oostkust Warenhuis", "Maud Leclerc", 6, "call",
     "Brought two prospects to our stand at the spring fair without being asked."),
    ("Camila Rojas", "Head of Planning", "Pacífico Envíos", "Amara Bello", 5, "quote",
     "Wrote to us that onboarding took four days instead of four weeks."),
    ("Torben Skov", "Grid Operations Lead", "Helios Nett", "Joel Ferreira", 5, "call",
     "Knows everybody in Danish energy, and likes to introduce people."),
    ("Yuki Tanabe", "Plant Manager", "Yamakawa Precision", "Leo Marchetti", 4, "review",
     "Says the reports save her a day each month."),
    ("Fergus Doyle", "Depot Director", "Kestrel Couriers", "Maud Leclerc", 3, "speak",
     "Spoke about us at a trade evening in Dublin; the room liked him."),
    ("Ilse Vandamme", "Facilities Lead", "Gemeente Veendijk", "Amara Bello", 2, "community",
     "Answers other users’ questions by mail already."),
    ("Thabo Nkosi", "Maintenance Planner", "Karoo Solar", "Joel Ferreira", 1, "call",
     "Moved off the same tool that two of our prospects use."),
    ("Helen Ashworth", "Deputy Head of Supply", "County of Ashmere", "Leo Marchetti", 0, "story",
     "Renewed yesterday, and offered to tell us why."),
)  # fmt: skip
PASSED = (
    ("Ingrid Falk", "Purchasing Lead", "Västra Care", "Amara Bello", 44, "care"),
    ("Paolo Conti", "Kiln Manager", "Tessera Ceramics", "Joel Ferreira", 31, "timing"),
    ("Sofía Marín", "Warehouse Lead", "Frutas del Valle", "Leo Marchetti", 17, "plenty"),
)


def name_people(session: Session, known: Known, now: datetime) -> None:
    _departments(session, known, now)
    found = session.execute(select(Account.name, Account.id, Account.domain))
    accounts = {name: (account_id, domain) for name, account_id, domain in found}
    tom = known.staff["Tom Brandt"]
    waiting = [
        _row(known, accounts, one[:5], now)
        | {"note": one[6], "activity_ids": [known.activities[one[5]]], "how_known": "We talk often"}
        for one in WAITING
    ]
    passed = [
        _row(known, accounts, one[:5], now)
        | {
            "state": NominationState.NOT_NOW,
            "reason": PASSED_OVER[one[5]],
            "owner_id": tom,
            "decided_by": tom,
            "decided_at": now - timedelta(days=one[4] - 4),
        }
        for one in PASSED
    ]
    session.execute(insert(Nomination), waiting)
    session.execute(insert(Nomination), passed)
    _taken_up(session, tom)
    _event(session, known, now)
    _relationships(session, known, now)


def _departments(session: Session, known: Known, now: datetime) -> None:
    priya = known.staff["Priya Raman"]
    rows = [
        {
            "name": name,
            "channel": channel,
            "launched_at": now - timedelta(days=days_ago) if days_ago else None,
            "launched_by": priya if days_ago else None,
            "created_at": now - timedelta(days=610),
        }
        for name, (channel, days_ago) in DEPARTMENTS.items()
    ]
    for made in session.execute(insert(Department).returning(Department.id, Department.launched_at), rows).all():
        if made.launched_at:
            audit.record(
                session, "department.launched", kind="department", id=made.id, actor_id=priya, now=made.launched_at
            )


def _row(
    known: Known,
    accounts: dict[str, tuple[int, str | None]],
    who: tuple[str, str, str, str, int],
    now: datetime,
) -> dict[str, object]:
    name, title, company, by, days_ago = who
    account_id, domain = accounts[company]
    department = next(one.department for one in STAFF if one.name == by)
    return {
        "name": name,
        "email": f"{given(name)}.{given(name.split(maxsplit=1)[1]).replace(' ', '.')}@{domain}",
        "title": title,
        "company": company,
        "account_id": account_id,
        "nominator_id": known.staff[by],
        "channel": DEPARTMENTS[department][0],
        "state": NominationState.WAITING,
        "at": now - timedelta(days=days_ago, hours=2),
    }


def _taken_up(session: Session, decider: int) -> None:
    """Whoever came in by customer success was nominated a few days before."""
    of_csms = [one.name for one in STAFF if one.title == "Customer success manager"]
    csms = select(Person.id).where(Person.name.in_(of_csms))
    columns = {
        Nomination.name: Person.name,
        Nomination.email: Person.email,
        Nomination.title: Person.title,
        Nomination.account_id: Advocate.account_id,
        Nomination.nominator_id: Advocate.came_by,
        Nomination.channel: Advocate.channel,
        Nomination.state: literal(NominationState.INVITED, Nomination.state.type),
        Nomination.activity_ids: literal([], Nomination.activity_ids.type),
        Nomination.at: Advocate.created_at - timedelta(days=3),
        Nomination.decided_at: Advocate.created_at,
        Nomination.decided_by: literal(decider),
        Nomination.owner_id: literal(decider),
        Nomination.advocate_id: Advocate.id,
    }
    came = select(*columns.values()).join(Person, Person.id == Advocate.person_id).where(Advocate.came_by.in_(csms))
    session.execute(insert(Nomination).from_select([one.key for one in columns], came))


def _event(session: Session, known: Known, now: datetime) -> None:
    """The booth of a fair: some of those who put themselves forward came by its code."""
    link = session.scalar(
        insert(JoinLink)
        .values(
            slug="spring-fair",
            name="Spring fair, our stand",
            channel=Channel.EVENT,
            made_by=known.staff["Sara Lindholm"],
            created_at=now - timedelta(days=300),
        )
        .returning(JoinLink.id)
    )
    by_code = JoinRequest.id % 3 == 0
    session.execute(
        update(JoinRequest).where(by_code, JoinRequest.state != JoinRequestState.WAITING).values(link_id=link)
    )


def _relationships(session: Session, known: Known, now: datetime) -> None:
    """A customer success manager's note, and an account of theirs in the middle of a renewal."""
    leo = known.staff["Leo Marchetti"]
    own = (
        select(Advocate.id, Account.id.label("account_id"))
        .join(Account, Account.id == Advocate.account_id)
        .where(Account.csm_id == leo, Advocate.joined_at.is_not(None))
        .order_by(Advocate.id.desc())
    )
    someone = session.execute(own.limit(1)).one()
    session.execute(
        insert(Note).values(
            advocate_id=someone.id,
            author_id=leo,
            body="Prefers a call to a mail. Away each August.",
            at=now - timedelta(days=12),
        )
    )
    session.execute(
        update(Account)
        .where(Account.id == someone.account_id)
        .values(
            leave_alone_until=(now + timedelta(days=40)).date(),
            leave_alone_why="Renewal talks until the end of next month.",
            leave_alone_by=leo,
        )
    )
