"""People who might become advocates, and what the team writes down about anybody (NOM-2, ADV-3)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Channel, Role, Stage
from portal.domain.models import Account, Advocate, MatchRow, Person
from portal.domain.operations import freshness, places, scores, searches


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
    person = Person(email=address, name=name.strip(), title=title, role=Role.ADVOCATE, created_at=now)
    session.add(person)
    session.flush()
    advocate = Advocate(
        person_id=person.id,
        account_id=account_named(session, company, now),
        stage=Stage.CANDIDATE,
        stage_at=now,
        stage_by=actor_id,
        channel=channel,
        came_by=actor_id,
        validated_at=now,
        validated_by=actor_id,
        created_at=now,
        match=MatchRow(),
    )
    session.add(advocate)
    session.flush()
    scores.recognise(session, person_id=person.id, now=now)
    searches.refresh(session, advocate_ids=[advocate.id])
    audit.record(session, "advocate.added", kind="advocate", id=advocate.id, actor_id=actor_id, now=now)
    return advocate


def account_named(session: Session, name: str, now: datetime) -> int | None:
    """The company of that name, made if it is new. Upper and lower case are the same name."""
    tidy = " ".join(name.split())
    if not tidy:
        return None
    session.execute(insert(Account).values(name=tidy, created_at=now).on_conflict_do_nothing())
    return session.execute(select(Account.id).where(func.lower(Account.name) == tidy.lower())).scalar_one()


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
