"""People who could speak for us, as colleagues see them before anybody has said yes: no name, company or address.

What is typed is looked for among roles, industries and what they use, never among names, companies or notes: that
somebody is found must not tell who it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, cast, false, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from portal.domain.kinds import Stage
from portal.domain.models import Account, Advocate, Ask, MatchRow, Person, SearchRow
from portal.domain.queries import searches, standings
from portal.domain.rules import proofs as rules
from portal.domain.rules.caps import Standing

SHOWN, TERMS = 12, 8
OWN_WORDS = frozenset({"persona", "use_case"})
"""What is written about one person may hold their name or company."""
SINGLE: Mapping[str, Any] = {
    "industry": SearchRow.industry,
    "region": SearchRow.region,
    "persona": SearchRow.persona,
}
LISTS: Mapping[str, Any] = {"product": SearchRow.products, "use_case": SearchRow.use_cases}


@dataclass(frozen=True)
class Profile:
    role: str
    industry: str | None
    size: str
    region: str | None
    persona: str | None
    products: list[str]
    use_cases: list[str]
    standing: Standing

    @property
    def words(self) -> str:
        """As in "VP Operations, logistics, about 4,000 people, Nordics"."""
        return ", ".join(filter(None, (self.role, self.industry, self.size, self.region)))


@dataclass(frozen=True)
class Found:
    """`number` stops at `searches.COUNT_TO` + 1."""

    profiles: list[Profile]
    number: int


def people(session: Session, words: str, industry: str, choices: Mapping[str, Sequence[str]]) -> Found:
    """Confirmed and validated only, those who were asked least lately first. `choices` are the values in use."""
    fits = [
        SearchRow.stage == Stage.CONFIRMED,
        SearchRow.validated,
        MatchRow.may_be_asked,
        *(_mentions(term, choices) for term in words.split()[:TERMS]),
        *([SearchRow.industry == industry] if industry else []),
    ]
    source: Any = SearchRow.__table__.join(MatchRow, MatchRow.advocate_id == SearchRow.advocate_id)
    counted = select(SearchRow.advocate_id).select_from(source).where(*fits).limit(searches.COUNT_TO + 1).subquery()
    asked_last = func.greatest(MatchRow.last_high_on, MatchRow.last_low_on)
    first = (
        select(SearchRow, MatchRow, Ask.reply_by, Person.title, Person.name, Account.name.label("company"))
        .join(MatchRow, MatchRow.advocate_id == SearchRow.advocate_id)
        .join(Advocate, Advocate.id == SearchRow.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(Ask, Ask.id == MatchRow.open_ask_id)
        .where(*fits)
        .order_by(asked_last.asc().nulls_first(), MatchRow.tie_seed, SearchRow.advocate_id)
        .limit(SHOWN)
    )
    return Found(
        profiles=[_profile(row) for row in session.execute(first)],
        number=session.execute(select(func.count()).select_from(counted)).scalar_one(),
    )


def _mentions(term: str, choices: Mapping[str, Sequence[str]]) -> ColumnElement[bool]:
    """Values in use that hold the term, wherever one of them stands."""
    holding = {
        key: [value for value in values if term.casefold() in value.casefold()] for key, values in choices.items()
    }
    found = {key: column.in_(holding[key]) for key, column in SINGLE.items() if holding.get(key)}
    lists = {key: column.overlap(cast(holding[key], ARRAY(Text))) for key, column in LISTS.items() if holding.get(key)}
    each = (found | lists).items()
    return or_(false(), *(holds & ~_names(term) if key in OWN_WORDS else holds for key, holds in each))


def _names(term: str) -> ColumnElement[bool]:
    """Whether a word of their name or company begins like this."""
    called = func.concat(" ", Person.name, " ", Account.name)
    return (
        select(Advocate.id)
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(Advocate.id == SearchRow.advocate_id, called.icontains(f" {term}", autoescape=True))
        .correlate(SearchRow)
        .exists()
    )


def _profile(row: Row[*tuple[Any, ...]]) -> Profile:
    found, match = row.SearchRow, row.MatchRow
    tells = partial(rules.tells, name=row.name, company=row.company)
    return Profile(
        role=rules.role(row.title, found.persona, name=row.name, company=row.company),
        industry=found.industry,
        size=rules.size(found.employees),
        region=found.region,
        persona=None if tells(found.persona or "") else found.persona,
        products=found.products,
        use_cases=[each for each in found.use_cases if not tells(each)],
        standing=standings.of(match, row.reply_by),
    )
