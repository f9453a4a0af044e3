"""Saved searches, tags, and a search that found nobody."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo.asked import Known
from portal.domain.kinds import Effort
from portal.domain.models import Advocate, Person
from portal.domain.operations import segments, tags
from portal.domain.rules.searches import Criteria, Freshness

TAGS = {
    "Champion": ("Dana Okafor", "Joaquín Ferrer", "Mei-Ling Tan"),
    "Cold chain": ("Dana Okafor",),
    "Good on stage": ("Joaquín Ferrer", "Anders Vik"),
}


def keep(session: Session, known: Known, now: datetime) -> None:
    priya, tom = known.staff["Priya Raman"], known.staff["Tom Brandt"]
    for days_ago, (tag, names) in enumerate(TAGS.items(), start=20):
        people = select(Advocate.id).join(Person, Person.id == Advocate.person_id).where(Person.name.in_(names))
        ids = session.scalars(people).all()
        tags.put_on(session, advocate_ids=ids, tag=tag, actor_id=priya, now=now - timedelta(days=days_ago))
    speak = known.activities["speak"]
    saved = {
        "Retail, can speak": Criteria(
            industries=("Retail",), employees_from=1_001, activity_id=speak, freshness=Freshness.FRESH
        ),
        "Nordic, small ask": Criteria(regions=("Nordics",), effort=Effort.LOW),
        "Details out of date": Criteria(freshness=Freshness.STALE),
    }
    for days_ago, (name, criteria) in enumerate(saved.items(), start=10):
        segments.save(session, name=name, criteria=criteria, actor_id=priya, now=now - timedelta(days=days_ago))
    for days_ago, criteria in enumerate((Criteria(words="pharma", regions=("Latin America",)), Criteria(words="SAP"))):
        segments.note_miss(session, criteria=criteria, by_id=tom, now=now - timedelta(days=days_ago + 2))
