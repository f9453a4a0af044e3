"""What customers told us and when they last said so: most of it holds, some is out of date, some are hot."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Integer, Interval, Row, cast, func, insert, literal, select, update
from sqlalchemy.orm import Session

from portal.demo.asked import Known
from portal.domain.kinds import ASKABLE_STAGES, Part
from portal.domain.models import Advocate, Confirmation, Interview, Person, Reconfirmation, Willingness
from portal.domain.recordsets import among

STALE = (
    "Robert Hale",
    "Elena Petrova",
    "Samir Haddad",
    "Stefan Kessler",
    "Paul Whitaker",
    "Jenny Park",
    "Zofia Nowak",
    "Ethan Brooks",
)
"""Nobody has asked them for long, and they have said nothing by themselves."""
ASKED_LATELY = ("Elena Petrova", "Jenny Park")
WRONG = "Stefan Kessler"
HOT = ("Dana Okafor", "Joaquín Ferrer", "Yusuf Demir", "Thandiwe Moyo", "Kaisa Laine")

TOLD = (
    (
        "Dana Okafor",
        260,
        "Tom Brandt",
        "Runs planning for eleven cold stores. Came from spreadsheets, and kept them beside it for the first month.",
        "They moved forty carriers in nine weeks and never stopped a truck. Late deliveries fell from 11% to 7%.",
        ["Early access", "Peers in cold chain"],
        ["Cold chain", "Moving carriers"],
    ),
    (
        "Joaquín Ferrer",
        150,
        "Priya Raman",
        "Plans routes out of Bilbao and Vigo. Wrote half of the training for his own planners.",
        "A customs stop at the border used to cost a day. Now the papers are ready before the truck is.",
        ["Speaking in Spanish"],
        ["Customs", "Training planners"],
    ),
    (
        "Mei-Ling Tan",
        210,
        "Sara Lindholm",
        "Five container yards, three languages, one system. Likes to be shown the numbers first.",
        "Returns went through four hands; they go through one, and the yard is empty by noon.",
        ["Time with the product team"],
        ["Returns", "Container yards"],
    ),
    (
        "Yusuf Demir",
        75,
        "Tom Brandt",
        "Two hundred shops and a warehouse for each season. His forecast is looked at by the board.",
        "They stopped ordering by gut before Christmas. The shops ran out of half as much.",
        ["Peers in retail", "Early access"],
        ["Demand planning", "Peak season"],
    ),
    (
        "Chloe Anders",
        120,
        "Sara Lindholm",
        "Joined when the returns of the online shop outgrew the back room. Honest about what was hard.",
        "A parcel that comes back is on the shelf again in two days. It took nine.",
        ["Speaking"],
        ["Returns", "Online retail"],
    ),
    (
        "Grace Lindqvist",
        300,
        "Priya Raman",
        "Keeps a hospital group supplied. Cares about what happens at night, when nobody is at the desk.",
        None,
        ["Patient logistics"],
        ["Night shifts"],
    ),
)


def freshen(session: Session, known: Known, now: datetime) -> None:
    """Before the search rows are written. A handful of statements, however many they are about."""
    session.flush()
    people = (
        select(Advocate.id, Advocate.person_id, Advocate.joined_at, Person.name)
        .join(Person, Person.id == Advocate.person_id)
        .where(Advocate.stage.in_(ASKABLE_STAGES), Advocate.left_at.is_(None))
        .order_by(Advocate.id)
    )
    rows = session.execute(people).all()
    ids = {row.name: row.id for row in rows}
    _say_again(session, [ids[name] for name in ids if name not in STALE], now)
    session.execute(insert(Confirmation), [*_confirmations(rows, now)])
    session.execute(insert(Interview), [*_interviews(ids, known, now)])
    session.execute(insert(Confirmation), [*_stories(ids, known, now)])
    session.execute(
        update(Advocate)
        .where(among(Advocate.id, [ids[name] for name in HOT]))
        .values(hot_on=now.date() - timedelta(days=12))
        .execution_options(synchronize_session=False)
    )
    asked_at = now - timedelta(days=40)
    session.execute(
        insert(Reconfirmation),
        [{"advocate_id": ids[name], "version": 1, "created_at": asked_at} for name in ASKED_LATELY],
    )


def _say_again(session: Session, advocate_ids: Sequence[int], now: datetime) -> None:
    """What they are happy to do, some weeks ago."""
    days = cast(5 + Willingness.advocate_id * 7 % 55, Integer)
    ago = func.make_interval(0, 0, 0, days, type_=Interval)
    session.execute(
        update(Willingness)
        .where(among(Willingness.advocate_id, advocate_ids))
        .values(chosen_at=func.greatest(Willingness.chosen_at, literal(now) - ago))
        .execution_options(synchronize_session=False)
    )


def _confirmations(people: Sequence[Row[int, int, datetime | None, str]], now: datetime) -> Iterator[dict[str, object]]:
    """Lately, or too long ago; nobody confirms anything before they joined."""
    for place, row in enumerate(people):
        days = 400 + place % 60 if row.name in STALE else 10 + place * 13 % 150
        said_at = now - timedelta(days=days)
        confirmed_at = max(said_at, row.joined_at or said_at)
        for part in (Part.DEPLOYMENTS, Part.OUTCOMES):
            wrong = row.name == WRONG and part is Part.OUTCOMES
            yield {
                "advocate_id": row.id,
                "part": part,
                "confirmed_at": confirmed_at,
                "doubted_at": now - timedelta(days=9) if wrong else None,
                "by_id": row.person_id,
            }


def _interviews(ids: Mapping[str, int], known: Known, now: datetime) -> Iterator[dict[str, object]]:
    for name, days_ago, by, experience, story, interests, expertise in TOLD:
        held_at = now - timedelta(days=days_ago)
        yield {
            "advocate_id": ids[name],
            "held_on": held_at.date(),
            "by_id": known.staff[by],
            "experience": experience,
            "story": story,
            "interests": interests,
            "expertise": expertise,
            "created_at": held_at,
        }


def _stories(ids: Mapping[str, int], known: Known, now: datetime) -> Iterator[dict[str, object]]:
    for name, days_ago, by, _, story, *_ in TOLD:
        if story:
            told_at = now - timedelta(days=days_ago)
            yield {"advocate_id": ids[name], "part": Part.STORY, "confirmed_at": told_at, "by_id": known.staff[by]}
