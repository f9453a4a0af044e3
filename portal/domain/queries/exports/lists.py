"""Lists as rows of cells: the headings first, then a line each. Headings are those that an import understands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.models import Account, Advocate, Content, MatchRow, Person
from portal.domain.queries import contents as content_queries
from portal.domain.queries import searches
from portal.domain.queries.grounds import Ground
from portal.domain.recordsets import among
from portal.domain.rules.caps import OPEN_END
from portal.domain.rules.searches import Criteria

Cell = str | int | date | None
Column = tuple[str, Callable[[Any], Cell]]
AT_ONCE = 1_000


def advocates(
    session: Session, criteria: Criteria, ground: Ground, *, zone: str, contact: bool
) -> Iterator[Sequence[Cell]]:
    """Everybody who matches now, in the order in which they came. `contact` adds addresses and numbers."""
    names = {offer.id: offer.name for offer in ground.activities}
    columns = _advocate_columns(names, ZoneInfo(zone), contact=contact)
    yield [heading for heading, _ in columns]
    after = 0
    matching = searches.members(criteria, ground).subquery()
    while ids := session.scalars(
        select(matching.c.advocate_id)
        .where(matching.c.advocate_id > after)
        .order_by(matching.c.advocate_id)
        .limit(AT_ONCE)
    ).all():
        for row in session.execute(_advocates().where(among(Advocate.id, ids)).order_by(Advocate.id)):
            yield [read(row) for _, read in columns]
        after = ids[-1]


def accounts(session: Session) -> Iterator[Sequence[Cell]]:
    """All of them, by name."""
    columns: Sequence[Column] = (
        ("Name", lambda row: row.name),
        ("Website", lambda row: row.domain),
        ("Industry", lambda row: row.industry),
        ("Region", lambda row: row.region),
        ("Country", lambda row: row.country),
        ("Employees", lambda row: row.employees),
        ("Revenue", lambda row: row.revenue),
        ("Id in your CRM", lambda row: row.external_id),
        ("Customer success manager", lambda row: row.csm),
        ("People in the program", lambda row: row.people),
    )
    yield [heading for heading, _ in columns]
    people = select(func.count()).where(Advocate.account_id == Account.id, Advocate.merged_into_id.is_(None))
    statement = (
        select(*Account.__table__.columns, Person.name.label("csm"), people.scalar_subquery().label("people"))
        .outerjoin(Person, Person.id == Account.csm_id)
        .order_by(func.lower(Account.name))
        .execution_options(yield_per=AT_ONCE)
    )
    for row in session.execute(statement):
        yield [read(row) for _, read in columns]


def contents(session: Session, today: date) -> Iterator[Sequence[Cell]]:
    """Only what may be used today: what was revoked is in no file either."""
    columns: Sequence[Column] = (
        ("Title", lambda row: row.title),
        ("Kind", lambda row: row.kind.value),
        ("Words", lambda row: row.words),
        ("Link", lambda row: row.url),
        ("Name", lambda row: row.name),
        ("Account", lambda row: row.company),
        ("Industry", lambda row: row.industry),
        ("Region", lambda row: row.region),
        ("Persona", lambda row: row.persona),
        ("Products", lambda row: _several(row.products)),
        ("Use cases", lambda row: _several(row.use_cases)),
        ("Tags", lambda row: _several(row.tags)),
        ("Until", lambda row: row.ends_on),
        ("Used", lambda row: row.uses),
    )
    yield [heading for heading, _ in columns]
    statement = content_queries.usable(today).order_by(Content.id).execution_options(yield_per=AT_ONCE)
    for row in session.execute(statement):
        yield [read(row) for _, read in columns]


def _advocates() -> Any:  # noqa: ANN401 - a select of many columns
    csm = aliased(Person)
    own = (column for column in Advocate.__table__.columns if column.name not in {"id", "region"})
    return (
        select(
            *own,
            Person.name,
            Person.title,
            Person.email,
            Person.phone,
            Account.name.label("account"),
            Account.industry,
            Account.country,
            func.coalesce(Advocate.region, Account.region).label("region"),
            csm.name.label("csm"),
            MatchRow.happy,
            MatchRow.ask_first,
            MatchRow.last_high_on,
            MatchRow.last_low_on,
            MatchRow.break_until,
        )
        .join(Person, Person.id == Advocate.person_id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(csm, csm.id == Account.csm_id)
    )


def _advocate_columns(names: Mapping[int, str], zone: ZoneInfo, *, contact: bool) -> Sequence[Column]:
    reached: Sequence[Column] = (("Email", lambda row: row.email), ("Phone", lambda row: row.phone)) if contact else ()
    return (
        ("Name", lambda row: row.name),
        *reached,
        ("Title", lambda row: row.title),
        ("Account", lambda row: row.account),
        ("Industry", lambda row: row.industry),
        ("Region", lambda row: row.region),
        ("Country", lambda row: row.country),
        ("Persona", lambda row: row.persona),
        ("Languages", lambda row: _several(row.languages)),
        ("Products", lambda row: _several(row.products)),
        ("Use cases", lambda row: _several(row.use_cases)),
        ("Outcomes", lambda row: row.outcomes),
        ("Story", lambda row: row.story),
        ("Score", lambda row: row.score),
        ("Score date", lambda row: row.score_on),
        ("Stage", lambda row: row.stage.value),
        ("Stage since", lambda row: _day(row.stage_at, zone)),
        ("Came in by", lambda row: row.channel.value),
        ("Details checked", lambda row: _day(row.validated_at, zone)),
        ("Tags", lambda row: _several(row.tags)),
        ("Happy to", lambda row: _named(row.happy, names)),
        ("Ask first", lambda row: _named(row.ask_first, names)),
        ("Last bigger ask", lambda row: row.last_high_on),
        ("Last small ask", lambda row: row.last_low_on),
        ("Break until", _break),
        ("Customer success manager", lambda row: row.csm),
    )


def _break(row: Row[Any]) -> Cell:
    return "open end" if row.break_until == OPEN_END else row.break_until


def _day(instant: datetime | None, zone: ZoneInfo) -> date | None:
    return instant.astimezone(zone).date() if instant else None


def _several(words: Sequence[str]) -> str:
    return "; ".join(words)


def _named(ids: Sequence[int], names: Mapping[int, str]) -> str:
    return _several([names[one] for one in ids if one in names])
