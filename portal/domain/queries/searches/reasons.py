"""Why somebody was found: which words hit where, with the passage where it was something they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, case, func, literal, null, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from portal.domain.models import Account, Advocate, Interview, Person
from portal.domain.queries.searches.words import prefix
from portal.domain.recordsets import among

PASSAGE = 'MaxFragments=1, MaxWords=14, MinWords=6, StartSel="", StopSel=""'


@dataclass(frozen=True)
class Hit:
    """One word, and where it stands: name, company, profile, interview or tags."""

    word: str
    places: tuple[str, ...]
    passage: str | None


def hits(session: Session, advocate_ids: Sequence[int], words: Sequence[str]) -> dict[int, list[Hit]]:
    """For the lines of one page."""
    if not advocate_ids or not words:
        return {}
    texts = _texts(advocate_ids).subquery()
    read = select(
        texts.c.id,
        texts.c.profile,
        texts.c.interview,
        *(func.to_tsvector("simple", texts.c[place]).label(f"in_{place}") for place in PLACES),
    ).offset(0)
    read_once = read.subquery()
    columns: list[Any] = [read_once.c.id]
    for number, word in enumerate(words):
        query = prefix(word)
        columns += [read_once.c[f"in_{place}"].op("@@")(query).label(f"{place}_{number}") for place in PLACES]
        columns.append(_passage(read_once, query).label(f"passage_{number}"))
    return {row["id"]: _hits(row, words) for row in session.execute(select(*columns)).mappings()}


PLACES = ("name", "company", "profile", "interview", "tags")


def _hits(row: Any, words: Sequence[str]) -> list[Hit]:  # noqa: ANN401 - a row by column names
    return [
        Hit(word, tuple(place for place in PLACES if row[f"{place}_{number}"]), row[f"passage_{number}"])
        for number, word in enumerate(words)
    ]


def _passage(texts: Any, query: Any) -> Any:  # noqa: ANN401 - SQL expressions
    said = case(
        (texts.c.in_interview.op("@@")(query), texts.c.interview),
        (texts.c.in_profile.op("@@")(query), texts.c.profile),
    )
    return case((said.is_not(None), func.ts_headline("simple", said, query, PASSAGE)), else_=null())


def _texts(advocate_ids: Sequence[int]) -> Any:  # noqa: ANN401 - an SQL statement
    heard = (
        select(
            func.string_agg(
                func.concat_ws(
                    ". ",
                    Interview.experience,
                    Interview.story,
                    func.array_to_string(Interview.interests, ", "),
                    func.array_to_string(Interview.expertise, ", "),
                ),
                aggregate_order_by(literal(". ", Text), Interview.id),
            ).label("words")
        )
        .where(Interview.advocate_id == Advocate.id, Interview.removed_at.is_(None))
        .correlate(Advocate)
        .lateral()
    )
    lists = (Advocate.languages, Advocate.products, Advocate.use_cases)
    return (
        select(
            Advocate.id,
            func.concat_ws(
                " ", Person.name, Person.title, Person.email, func.translate(Person.email, "@._", "   ")
            ).label("name"),
            func.concat_ws(" ", Account.name, Account.industry, Advocate.region, Account.region).label("company"),
            func.concat_ws(
                ". ",
                Advocate.outcomes,
                Advocate.story,
                Advocate.expertise,
                Advocate.interests,
                Advocate.persona,
                *(func.nullif(func.array_to_string(column, ", "), "") for column in lists),
            ).label("profile"),
            func.coalesce(heard.c.words, "").label("interview"),
            func.array_to_string(Advocate.tags, " ").label("tags"),
        )
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(heard, true())
        .where(among(Advocate.id, advocate_ids))
    )
