"""People who might become advocates, and what the team writes down about anybody (NOM-2, ADV-3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Text, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.conflicts import first_come
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Channel, Role, Stage
from portal.domain.models import Account, Advocate, MatchRow, Person
from portal.domain.operations import freshness, places, scores, searches
from portal.domain.recordsets import table


@dataclass(frozen=True)
class Newcomer:
    """`email` in small letters."""

    email: str
    name: str
    title: str | None
    account_id: int | None
    channel: Channel
    came_by: int | None


@dataclass(frozen=True)
class Details:
    """What the team may write about an advocate. The address is only the advocate's to change."""

    name: str
    title: str | None
    company: str
    persona: str | None
    region: str | None
    languages: tuple[str, ...]
    products: tuple[str, ...]
    use_cases: tuple[str, ...]
    outcomes: str | None
    score: int | None
    score_on: date | None


def add(
    session: Session,
    *,
    name: str,
    email: str,
    company: str,
    title: str | None,
    channel: Channel,
    actor_id: int,
    now: datetime,
) -> Advocate:
    """A candidate: nobody asks or invites them before the team does."""
    address = email.strip().lower()
    known = session.execute(select(Person.id, Person.role).where(Person.email == address)).one_or_none()
    if known:
        where = "in the program already" if known.role is Role.ADVOCATE else "one of us"
        raise Refused("known", f"{address} is {where}.")
    newcomer = Newcomer(
        email=address,
        name=name.strip(),
        title=title,
        account_id=account_named(session, company, now),
        channel=channel,
        came_by=actor_id,
    )
    with first_come(session, Refused("known", f"{address} is in the program already.")):
        made = add_each(session, newcomers=[newcomer], actor_id=actor_id, now=now)
    return session.get_one(Advocate, made[address])


def add_each(session: Session, *, newcomers: Sequence[Newcomer], actor_id: int, now: datetime) -> dict[str, int]:
    """As `add`, however many in as many statements, of people whom nobody knows yet. Answers advocates by address."""
    people = [
        Person(email=one.email, name=one.name, title=one.title, role=Role.ADVOCATE, created_at=now) for one in newcomers
    ]
    session.add_all(people)
    session.flush()
    facts = {"stage": Stage.CANDIDATE, "stage_at": now, "stage_by": actor_id, "created_at": now}
    facts |= {"validated_at": now, "validated_by": actor_id}
    advocates = [
        Advocate(person_id=person.id, account_id=one.account_id, channel=one.channel, came_by=one.came_by, **facts)
        for one, person in zip(newcomers, people, strict=True)
    ]
    session.add_all(advocates)
    session.flush()
    ids = [advocate.id for advocate in advocates]
    session.add_all(MatchRow(advocate_id=advocate_id) for advocate_id in ids)
    scores.recognise(session, person_ids=[person.id for person in people], now=now)
    searches.refresh(session, advocate_ids=ids)
    audit.record_each(session, "advocate.added", kind="advocate", ids=ids, actor_id=actor_id, now=now)
    return {one.email: advocate_id for one, advocate_id in zip(newcomers, ids, strict=True)}


def account_named(session: Session, name: str, now: datetime) -> int | None:
    """The company of that name, made if it is new. Upper and lower case are the same name."""
    return accounts_named(session, [name], now).get(name)


def accounts_named(session: Session, names: Collection[str], now: datetime) -> dict[str, int]:
    """By the name as it was given; as `account_named`, in two statements. The database alone says what is lower case:
    not all letters have the same small one in Python.
    """
    tidy = {name: " ".join(name.split()) for name in names if name.strip()}
    if not tidy:
        return {}
    short = list(dict.fromkeys(tidy.values()))
    new = [{"name": name, "created_at": now} for name in short]
    session.execute(insert(Account).values(new).on_conflict_do_nothing())
    given = table([{"name": name} for name in short], name=Text)
    there = select(given.c.name, Account.id).join(Account, func.lower(Account.name) == func.lower(given.c.name))
    ids = {row[0]: row[1] for row in session.execute(there)}
    return {name: ids[each] for name, each in tidy.items()}


def correct(session: Session, *, advocate_id: int, details: Details, actor_id: int, now: datetime) -> tuple[str, ...]:
    """Write down what the team knows; answers the names of the fields that changed (ADV-3)."""
    if session.get(Advocate, advocate_id) is None:
        raise NotFound
    places.lock(session, advocate_id)
    advocate = session.get_one(Advocate, advocate_id, populate_existing=True)
    person = session.get_one(Person, advocate.person_id)
    changed = _write(person, {"name": details.name, "title": details.title})
    changed += _write(
        advocate,
        {
            "account_id": account_named(session, details.company, now),
            "persona": details.persona,
            "region": details.region,
            "languages": list(details.languages),
            "products": list(details.products),
            "use_cases": list(details.use_cases),
            "outcomes": details.outcomes,
            "score": details.score,
            "score_on": details.score_on,
        },
    )
    if changed:
        freshness.written(session, advocate_id=advocate_id, fields=changed, actor_id=actor_id, now=now)
        searches.refresh(session, advocate_ids=[advocate_id])
        audit.record(
            session,
            "advocate.corrected",
            kind="advocate",
            id=advocate_id,
            actor_id=actor_id,
            now=now,
            fields=changed,
        )
    return changed


def _write(row: Person | Advocate, values: dict[str, object]) -> tuple[str, ...]:
    changed = tuple(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    return changed
