"""How the colleagues of the demo program came to use it, and where advocates were seen."""

from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.demo.asked import Known
from portal.domain.demand_kinds import AppearanceKind
from portal.domain.models import (
    Adoption,
    AdoptionNote,
    Advocate,
    Appearance,
    AppearanceAdvocate,
    AppearanceContent,
    Content,
    Person,
    ProofSearch,
)

SEEN = {
    "Priya Raman": (610, 0, True),
    "Tom Brandt": (608, 0, True),
    "Sara Lindholm": (420, 1, True),
    "Leo Marchetti": (540, 0, False),
    "Maud Leclerc": (300, 0, True),
    "Joel Ferreira": (95, 1, False),
    "Amara Bello": (380, 1, True),
}
"""Signed in first and last, days ago; whether they put the first steps away."""
INVITED = "Joel Ferreira"
SEARCHED = {"Leo Marchetti": 31, "Maud Leclerc": 19, "Amara Bello": 7, "Joel Ferreira": 1}
NOTES = (
    ("Hanna Weiss", 40, "Priya Raman", "Thinks it is for sales. Showed her the product stories; she wants two."),
    ("Hanna Weiss", 3, "Tom Brandt", "Product is launched after the winter release. Call on the 2nd."),
    ("Joel Ferreira", 11, "Sara Lindholm", "Had nobody in mind to nominate. Went through his won deals: three names."),
)
EVENT, POST = AppearanceKind.EVENT, AppearanceKind.SOCIAL_POST
LOGGED = (
    (EVENT, 9, "Nordic Supply Days: moving forty carriers", "/program", 31, ("Dana Okafor",), True),
    (POST, 16, "“We had the small carriers live in a fortnight.”", "/posts/318", 4, ("Joaquín Ferrer",), False),
    (EVENT, 23, "Webinar: forecasts that shops believe", "/webinars", 58, ("Mei-Ling Tan", "Anders Vik"), True),
    (POST, 30, "Release notes, autumn", "/posts/301", 0, (), False),
    (EVENT, 51, "Planner meetup Rotterdam", "/meetups", 9, ("Dana Okafor",), False),
    (POST, 58, "Hiring: planners for Lyon", "/posts/277", 0, (), False),
    (EVENT, 86, "Logistics fair, booth and panel", "/fair", 44, ("Joaquín Ferrer", "Anders Vik"), False),
)
"""Kind, days ago, title, where on the site, leads, who was featured, whether content was shown."""


def adopt(session: Session, known: Known, now: datetime) -> None:
    _come(session, known, now)
    _search(session, known, now)
    session.execute(
        insert(AdoptionNote),
        [
            {"person_id": known.staff[who], "words": words, "by_id": known.staff[by], "at": now - timedelta(days=days)}
            for who, days, by, words in NOTES
        ],
    )
    _appear(session, known, now)


def _come(session: Session, known: Known, now: datetime) -> None:
    rows = [
        {
            "person_id": known.staff[name],
            "first_signed_in_at": now - timedelta(days=first),
            "last_signed_in_at": now - timedelta(days=last),
            "guide_hidden_at": now - timedelta(days=first) if hidden else None,
            "invited_at": now - timedelta(days=first + 1) if name == INVITED else None,
            "invited_by": known.staff["Tom Brandt"] if name == INVITED else None,
        }
        for name, (first, last, hidden) in SEEN.items()
    ]
    session.execute(insert(Adoption), rows)


def _search(session: Session, known: Known, now: datetime) -> None:
    """Every fourth found nothing."""
    rows = [
        {
            "by_id": known.staff[name],
            "mark": each * 97,
            "results": 0 if each % 4 == 3 else 1 + each * 7 % 23,
            "at": now - timedelta(days=1 + each * 3, hours=each % 5),
        }
        for name, number in SEARCHED.items()
        for each in range(number)
    ]
    session.execute(insert(ProofSearch), rows)


def _appear(session: Session, known: Known, now: datetime) -> None:
    rows = [
        {
            "kind": kind,
            "happened_on": (now - timedelta(days=days)).date(),
            "title": title,
            "url": f"https://larkfield.example{path}",
            "leads": leads,
            "by_id": known.staff["Sara Lindholm"],
            "created_at": (written := now - timedelta(days=days - 1)),
            "changed_at": written,
        }
        for kind, days, title, path, leads, *_ in LOGGED
    ]
    made = insert(Appearance).returning(Appearance.id, sort_by_parameter_order=True)
    ids = session.scalars(made, rows).all()
    names = {name for *_, who, _ in LOGGED for name in who}
    people = select(Person.name, Advocate.id).join(Advocate, Advocate.person_id == Person.id)
    advocates = {row.name: row.id for row in session.execute(people.where(Person.name.in_(names)))}
    session.execute(
        insert(AppearanceAdvocate),
        [
            {"appearance_id": one, "advocate_id": advocates[name]}
            for one, (*_, who, _) in zip(ids, LOGGED, strict=True)
            for name in who
        ],
    )
    newest = select(Content.id).where(Content.published_at.is_not(None)).order_by(Content.id.desc()).limit(1)
    piece = session.scalar(newest)
    shown = [
        {"appearance_id": one, "content_id": piece} for one, (*_, with_it) in zip(ids, LOGGED, strict=True) if with_it
    ]
    if piece is not None:
        session.execute(insert(AppearanceContent), shown)
