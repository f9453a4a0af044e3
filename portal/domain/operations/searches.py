"""What finding an advocate reads, kept equal to what it copies (SEG-1)."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row, Select, Text, case, cast, delete, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import TSVECTOR, aggregate_order_by, insert
from sqlalchemy.orm import Session

from portal.domain.models import Account, Advocate, Interview, MatchRow, Person, Program, SearchRow
from portal.domain.operations import facets
from portal.domain.queries.freshness import fresh_until, unconfirmed
from portal.domain.recordsets import among

COPIES = (
    "stage",
    "channel",
    "validated",
    "industry",
    "region",
    "persona",
    "employees",
    "products",
    "use_cases",
    "tags",
    "fresh_until",
    "unconfirmed",
    "words",
)
DATED = ("fresh_until", "unconfirmed")
SLICE = 2_000
LONGEST = 400_000
"""Characters of one person that can be searched; the database takes no more than a megabyte of words."""
_WAITING = "searches.waiting"


@contextmanager
def gathered(session: Session) -> Iterator[None]:
    """For long work that touches the same people often: whoever `refresh` names inside is written once, at its end."""
    waiting: set[int] = set()
    session.info[_WAITING] = waiting
    try:
        yield
    finally:
        del session.info[_WAITING]
    refresh(session, advocate_ids=sorted(waiting))


def refresh(session: Session, *, advocate_ids: Collection[int]) -> None:
    """Write the rows anew. Whoever changes something they copy calls this in the same transaction."""
    if _WAITING in session.info:
        session.info[_WAITING].update(advocate_ids)
        return
    if not advocate_ids:
        return
    session.flush()
    _lock(session, advocate_ids)
    _forget_merged(session, advocate_ids)
    facts = decided().where(among(Advocate.id, advocate_ids)).order_by(Advocate.id)
    put = insert(SearchRow).from_select(["advocate_id", *COPIES], facts)
    session.execute(
        put.on_conflict_do_update(index_elements=["advocate_id"], set_={name: put.excluded[name] for name in COPIES})
    )
    facets.refresh(session, advocate_ids=advocate_ids)


def refresh_accounts(session: Session, *, account_ids: Collection[int]) -> None:
    """As `refresh`, for everybody at these companies."""
    session.flush()
    people = select(Advocate.id).where(among(Advocate.account_id, account_ids))
    refresh(session, advocate_ids=session.scalars(people).all())


def date_anew(session: Session) -> None:
    """A shelf life has changed, and with it the days of many: the first slice at once, the rest by the job."""
    session.flush()
    session.execute(update(Program).values(freshness_after=0).execution_options(synchronize_session="fetch"))
    date_due(session)


def date_due(session: Session) -> int:
    """Write the days of the next slice anew; answers how many it held."""
    after = session.scalar(select(Program.freshness_after).with_for_update())
    if after is None:
        return 0
    following = select(SearchRow.advocate_id).where(SearchRow.advocate_id > after)
    ids = session.scalars(following.order_by(SearchRow.advocate_id).limit(SLICE)).all()
    # Locked in a statement of its own: what the next one reads is what whoever held a row has committed.
    _lock(session, ids)
    days = select(Advocate.id, *(fact.label(name) for name, fact in _dated().items())).where(among(Advocate.id, ids))
    facts = days.subquery()
    session.execute(
        update(SearchRow)
        .where(SearchRow.advocate_id == facts.c.id)
        .values({name: facts.c[name] for name in DATED})
        .execution_options(synchronize_session=False)
    )
    facets.refresh(session, advocate_ids=ids)
    ended = len(ids) < SLICE
    reached = update(Program).values(freshness_after=None if ended else ids[-1])
    session.execute(reached.execution_options(synchronize_session="fetch"))
    return len(ids)


def refresh_person(session: Session, *, person_id: int) -> None:
    """As `refresh`, for whoever this person is in the program, if anybody."""
    refresh(session, advocate_ids=session.scalars(select(Advocate.id).where(Advocate.person_id == person_id)).all())


def remove(session: Session, *, advocate_ids: Collection[int]) -> None:
    """Before their advocates go."""
    session.execute(
        delete(SearchRow).where(among(SearchRow.advocate_id, advocate_ids)).execution_options(synchronize_session=False)
    )


def differences(session: Session) -> list[Row[Any]]:
    """Advocates whose row is missing, too many or differs; must be empty. Days that wait for the job don't count."""
    facts = decided().subquery()
    after = select(Program.freshness_after).scalar_subquery()
    kept = tuple_(
        *(
            case((SearchRow.advocate_id > after, facts.c[name]), else_=getattr(SearchRow, name))
            if name in DATED
            else getattr(SearchRow, name)
            for name in COPIES
        )
    )
    statement = (
        select(func.coalesce(SearchRow.advocate_id, facts.c.advocate_id).label("advocate_id"))
        .select_from(SearchRow)
        .join(facts, facts.c.advocate_id == SearchRow.advocate_id, full=True)
        .where(kept.is_distinct_from(tuple_(*(facts.c[name] for name in COPIES))))
        .order_by("advocate_id")
    )
    return list(session.execute(statement))


def decided() -> Select[*tuple[Any, ...]]:
    """What the rows ought to be. Merged people have none: who survived has theirs."""
    heard = (
        select(
            Interview.advocate_id,
            func.string_agg(
                func.concat_ws(
                    " ",
                    Interview.experience,
                    Interview.story,
                    func.array_to_string(Interview.interests, " "),
                    func.array_to_string(Interview.expertise, " "),
                ),
                aggregate_order_by(literal(" ", Text), Interview.id),
            ).label("words"),
        )
        .where(Interview.advocate_id == Advocate.id, Interview.removed_at.is_(None))
        .group_by(Interview.advocate_id)
        .correlate(Advocate)
        .lateral()
    )
    return (
        select(
            Advocate.id.label("advocate_id"),
            Advocate.stage,
            Advocate.channel,
            Advocate.validated_at.is_not(None).label("validated"),
            Account.industry,
            func.coalesce(Advocate.region, Account.region).label("region"),
            Advocate.persona,
            Account.employees,
            Advocate.products,
            Advocate.use_cases,
            Advocate.tags,
            *(fact.label(name) for name, fact in _dated().items()),
            cast(func.to_tsvector("simple", func.left(_said(heard.c.words), LONGEST)), TSVECTOR).label("words"),
        )
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(heard, literal(True))  # noqa: FBT003 - SQL's true
        .where(Advocate.merged_into_id.is_(None))
    )


def _dated() -> dict[str, Any]:
    """By the columns whose values a shelf life decides, and what the profile holds."""
    return dict(zip(DATED, (fresh_until(), unconfirmed()), strict=True))


def _said(heard: Any) -> Any:  # noqa: ANN401 - SQL expressions
    """Everything a search can hit. An address is found by its whole and by its parts."""
    lists = (Advocate.languages, Advocate.products, Advocate.use_cases, Advocate.tags)
    return func.concat_ws(
        " ",
        Person.name,
        Person.title,
        Account.name,
        Person.email,
        func.translate(Person.email, "@._", "   "),
        Account.industry,
        func.coalesce(Advocate.region, Account.region),
        Advocate.persona,
        Advocate.outcomes,
        Advocate.story,
        Advocate.expertise,
        Advocate.interests,
        *(func.array_to_string(column, " ") for column in lists),
        heard,
    )


def _lock(session: Session, advocate_ids: Collection[int]) -> None:
    """Before the search rows, as everybody does who changes what somebody wishes: two never wait for each other."""
    places = select(MatchRow.advocate_id).where(among(MatchRow.advocate_id, advocate_ids))
    session.execute(places.order_by(MatchRow.advocate_id).with_for_update())


def _forget_merged(session: Session, advocate_ids: Collection[int]) -> None:
    merged = select(Advocate.id).where(among(Advocate.id, advocate_ids), Advocate.merged_into_id.is_not(None))
    session.execute(
        delete(SearchRow)
        .where(SearchRow.advocate_id.in_(merged.scalar_subquery()))
        .execution_options(synchronize_session=False)
    )
