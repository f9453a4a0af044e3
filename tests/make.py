"""Plain builders. Each takes an open session and gives back the row with its id."""

import itertools
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.demand_kinds import Wants
from portal.domain.kinds import Answer, Channel, ConsentKind, ContentKind, Role, Stage, Use
from portal.domain.models import (
    Account,
    Activity,
    Advocate,
    AdvocateGifts,
    Ask,
    Content,
    Department,
    MatchRow,
    Person,
    Program,
    Request,
    Reward,
)
from portal.domain.operations import adjustments, asks, budgets, contents, places, preferences, programs
from portal.domain.operations.seals import SETTLED
from portal.domain.value_kinds import AdjustmentState, Fulfilment, GiftPolicy, RewardGroup, RewardKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
EVERYTHING = frozenset(ConsentKind)
_numbers = itertools.count(1)


def program(session: Session) -> Program:
    programs.ensure(session, now=NOW)
    return session.execute(select(Program)).scalar_one()


def activity(session: Session, slug: str) -> Activity:
    program(session)
    return session.execute(select(Activity).where(Activity.slug == slug)).scalar_one()


def person(session: Session, *, role: Role = Role.TEAM, name: str = "Priya Raman", email: str = "") -> Person:
    made = Person(email=email or f"person{next(_numbers)}@company.example", name=name, role=role, created_at=NOW)
    session.add(made)
    session.flush()
    return made


def colleague(session: Session, *, name: str = "Leo Marchetti", department: str = "Customer success") -> Person:
    """Of a department that is launched."""
    made = person(session, role=Role.COLLEAGUE, name=name)
    if session.scalar(select(Department.id).where(Department.name == department)) is None:
        launched = {"channel": Channel.CUSTOMER_SUCCESS, "launched_at": NOW, "created_at": NOW}
        session.add(Department(name=department, **launched))
    made.department = department
    session.flush()
    return made


def account(session: Session, *, name: str = "", industry: str = "logistics") -> Account:
    made = Account(name=name or f"Account {next(_numbers)}", industry=industry, created_at=NOW)
    session.add(made)
    session.flush()
    return made


def advocate(
    session: Session,
    *,
    name: str = "Dana Okafor",
    email: str = "",
    stage: Stage = Stage.CONFIRMED,
    willing: Mapping[str, Answer] | None = None,
    consents: frozenset[ConsentKind] = EVERYTHING,
    high_gap: int = 92,
    low_gap: int = 31,
    break_until: date | None = None,
) -> Advocate:
    """Happy to do everything and free, unless told otherwise. `willing` maps an activity's slug to an answer."""
    program(session)
    someone = person(
        session, role=Role.ADVOCATE, name=name, email=email or f"advocate{next(_numbers)}@customer.example"
    )
    made = Advocate(
        person_id=someone.id,
        account_id=account(session).id,
        stage=stage,
        stage_at=NOW,
        channel=Channel.SELF,
        joined_at=NOW,
        validated_at=NOW,
        created_at=NOW,
        match=MatchRow(break_until=break_until),
    )
    session.add(made)
    session.flush()
    activities = list(session.scalars(select(Activity)))
    answers = {
        one.id: (willing or {}).get(one.slug, Answer.HAPPY if willing is None else Answer.NOT_NOW) for one in activities
    }
    preferences.save(
        session,
        advocate_id=made.id,
        wishes=preferences.Wishes(answers=answers, high_gap=high_gap, low_gap=low_gap, consents=consents),
        actor_id=someone.id,
        now=NOW,
    )
    made.chose_at = None
    session.flush()
    return made


def words(session: Session, slug: str = "call", *, today: date = TODAY, note: str | None = None) -> asks.Words:
    return asks.Words(
        activity_id=activity(session, slug).id,
        other_role="supply chain director",
        other_industry="logistics",
        happen_by=date.fromordinal(today.toordinal() + 14),
        why="They are replacing the same planning system you left.",
        by_hand_note=note,
    )


def draft(
    session: Session, who: Advocate, slug: str = "call", *, asker: Person | None = None, now: datetime = NOW
) -> Ask:
    return asks.draft(
        session,
        advocate_id=who.id,
        words=words(session, slug, today=now.date(), note="A word from me."),
        asker_id=(asker or person(session)).id,
        now=now,
    )


def ask(
    session: Session, who: Advocate, slug: str = "call", *, asker: Person | None = None, now: datetime = NOW
) -> Ask:
    """Drafted and sent. Raises Refused where the program would."""
    made = draft(session, who, slug, asker=asker, now=now)
    return asks.send(session, ask_id=made.id, actor_id=made.asker_id, now=now)


def request(session: Session, slug: str = "call", *, requester: Person | None = None, **facts: Any) -> Request:  # noqa: ANN401 - columns
    """For a person, open, due in three weeks. `facts` are further columns."""
    wanted = {
        "requester_id": (requester or colleague(session)).id,
        "wants": Wants.PERSON,
        "activity_id": activity(session, slug).id,
        "other_role": "supply chain director",
        "other_industry": "logistics",
        "needed_by": TODAY + timedelta(days=21),
        "due_on": TODAY + timedelta(days=1),
        "why": "They are leaving the same planning system.",
        "created_at": NOW,
    }
    made = Request(**(wanted | facts))
    session.add(made)
    session.flush()
    return made


def match_row(session: Session, who: Advocate) -> MatchRow:
    return places.lock(session, who.id)


STORY = contents.Words("Carriers in nine weeks", "We moved forty carriers in nine weeks.")
NO_FACETS = contents.Facets()


def content(
    session: Session,
    who: Advocate,
    *,
    kind: ContentKind = ContentKind.QUOTE,
    words: contents.Words = STORY,
    facets: contents.Facets = NO_FACETS,
    by: Person | None = None,
) -> Content:
    """A draft."""
    return contents.draft(
        session,
        kind=kind,
        words=words,
        facets=facets,
        advocate_id=who.id,
        actor_id=(by or person(session)).id,
        now=NOW,
    )


def sent(
    session: Session,
    made: Content,
    *,
    uses: Collection[Use] = (Use.NAME, Use.LOGO),
    ends_on: date | None = TODAY + timedelta(days=540),
    note: str | None = None,
    now: datetime = NOW,
) -> Content:
    """For approval."""
    return contents.send(
        session,
        content_id=made.id,
        version=made.version,
        uses=uses,
        ends_on=ends_on,
        note=note,
        actor_id=made.by_id,
        now=now,
    )


def published(
    session: Session,
    who: Advocate,
    *,
    kind: ContentKind = ContentKind.QUOTE,
    words: contents.Words = STORY,
    extras: Collection[Use] = (),
    by: Person | None = None,
    note: str | None = None,
    where: str = "https://larkfield.example/customers",
) -> Content:
    made = sent(session, content(session, who, kind=kind, words=words, by=by), note=note)
    contents.approve(session, content_id=made.id, version=1, extras=extras, actor_id=who.person_id, now=NOW)
    return contents.publish(session, content_id=made.id, version=1, where=where, actor_id=made.by_id, now=NOW)


def points(session: Session, who: Advocate, amount: int, *, now: datetime = NOW) -> None:
    """By hand, by two people where it takes two."""
    made = adjustments.make(
        session,
        advocate_id=who.id,
        points=amount,
        reason="To begin with",
        key=f"made {next(_numbers)}",
        actor_id=person(session).id,
        now=now,
    )
    if made.state is AdjustmentState.WAITING:
        adjustments.approve(session, adjustment_id=made.id, actor_id=person(session).id, now=now)


def reward(
    session: Session,
    *,
    kind: RewardKind = RewardKind.TRAINING,
    points: int = 100,
    cents: int = 0,
    stock: int | None = None,
    fulfilment: Fulfilment | None = None,
    owner: Person | None = None,
    regions: Sequence[str] = (),
    question: str | None = None,
) -> Reward:
    giving = kind is RewardKind.DONATION
    made = Reward(
        kind=kind,
        name=f"Reward {next(_numbers)}",
        what="What it is.",
        points=points,
        cents=cents,
        currency="EUR" if cents else None,
        stock=stock,
        regions=list(regions),
        fulfilment=fulfilment or (Fulfilment.DONATION if giving else Fulfilment.TEAM),
        owner_id=owner.id if owner else None,
        question=question,
        charities=["Médecins de Rue", "Forest Trust"] if giving else [],
        happens="We write to you within 2 working days.",
        created_at=NOW,
    )
    session.add(made)
    session.flush()
    return made


def budget(session: Session, by: Person, pays_for: RewardGroup, cents: int, currency: str = "EUR") -> int:
    """A line for 2026."""
    plan = budgets.Plan(f"{pays_for} 2026", pays_for, currency, date(2026, 1, 1), date(2027, 1, 1), cents)
    return budgets.add(session, plan=plan, actor_id=by.id, now=NOW).id


def accepts(session: Session, who: Advocate, policy: GiftPolicy) -> None:
    session.merge(AdvocateGifts(advocate_id=who.id, policy=policy, changed_at=NOW))
    session.flush()


def settled(database: Database) -> None:
    """Wait for every transaction that began before, in any database of the server: until then none is sealed."""
    with database.writing() as session:
        mine: int = session.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one()
    for _ in range(3000):
        with database.reading() as session:
            if session.execute(SETTLED).scalar_one() > mine:
                return
        time.sleep(0.01)
    raise TimeoutError("A transaction of another test does not end")
