"""One row to one person or account, or everything that is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from portal.domain.kinds import ContentKind
from portal.domain.rules.imports import cells as read
from portal.domain.rules.imports.cells import BadCell
from portal.domain.rules.imports.targets import HEARD, Noun

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True)
class Problem:
    """`target` is the key of the column's target; empty when the row as a whole is at fault."""

    target: str
    why: str


@dataclass(frozen=True)
class ContactRow:
    email: str
    name: str
    title: str | None
    phone: str | None
    account: str | None
    region: str | None
    country: str | None
    industry: str | None
    website: str | None
    persona: str | None
    languages: tuple[str, ...]
    products: tuple[str, ...]
    use_cases: tuple[str, ...]
    score: int | None
    score_on: date | None


@dataclass(frozen=True)
class AccountRow:
    name: str
    website: str | None
    industry: str | None
    region: str | None
    country: str | None
    employees: int | None
    revenue: int | None
    external_id: str | None


@dataclass(frozen=True)
class HeardRow:
    """What one line says of a customer. `health` is on the scale of scores."""

    email: str
    name: str | None
    company: str | None
    score: int | None
    words: str | None
    on: date
    external_id: str | None


@dataclass(frozen=True)
class ContentRow:
    """One piece of content. Without an advocate it is what is public anyway."""

    title: str
    kind: ContentKind
    words: str | None
    link: str | None
    email: str | None
    account: str | None
    industry: str | None
    region: str | None
    persona: str | None
    products: tuple[str, ...]
    use_cases: tuple[str, ...]
    tags: tuple[str, ...]


Row = TypeVar("Row", bound="DataclassInstance")
READERS: Mapping[str, Callable[[str], object]] = {
    "email": read.address,
    "website": read.website,
    "languages": read.several,
    "products": read.several,
    "use_cases": read.several,
    "score": read.score,
    "score_on": read.day,
    "on": read.day,
    "words": read.passage,
    "kind": read.content_kind,
    "tags": read.several,
    "health": read.health,
    "employees": read.people,
    "revenue": read.whole,
    "amount": read.cents,
    "currency": read.currency,
    "opened_on": read.day,
    "closes_on": read.day,
    "what": read.appearance_kind,
    "happened_on": read.day,
    "leads": read.leads,
    "advocates": read.addresses,
    "contents": read.titles,
}
NEEDED: Mapping[Noun, tuple[set[str], str]] = {
    Noun.ACCOUNTS: ({"name"}, "Choose the column that holds the account’s name."),
    Noun.OPPORTUNITIES: ({"external_id", "stage"}, "Choose the columns that hold the deal’s id and its stage."),
    Noun.TEAMS: ({"owner", "team"}, "Choose the columns that hold the owner and the team."),
    Noun.APPEARANCES: (
        {"what", "happened_on", "title"},
        "Choose the columns that hold what it was, its date and its title.",
    ),
    Noun.PRODUCTS: ({"name"}, "Choose the column that holds the product’s name."),
}
LISTS = frozenset({"languages", "products", "use_cases", "tags"})


def incomplete(mapping: Sequence[str], noun: Noun) -> str | None:
    """What the columns must still say before a row can be read; None when they say enough."""
    given = set(mapping)
    if len(given - {""}) < sum(map(bool, mapping)):
        return "Two columns go to the same place. Leave one of them out."
    if noun is Noun.CONTENT:
        return _unwritten(given)
    needed, sentence = NEEDED.get(noun, ({"email"}, "Choose the column that holds the email address."))
    if not needed <= given:
        return sentence
    if noun in HEARD:
        return _unheard(given)
    named = noun in NEEDED or given & {"name", "first_name", "last_name"}
    return None if named else "Choose the column that holds the name."


def contact(mapping: Sequence[str], cells: Sequence[str], today: date) -> ContactRow | list[Problem]:
    values, problems = values_of(mapping, cells)
    parts = (values.pop("first_name", None), values.pop("last_name", None))
    name = values.get("name") or " ".join(part for part in parts if part)
    if not name and not problems:
        problems.append(Problem("name", "Empty. We greet people by their name"))
    if (scored := values.get("score_on")) and scored > today:
        problems.append(Problem("score_on", "A day that has not come yet"))
    if problems:
        return problems
    return made(ContactRow, values | {"name": name})


def _unwritten(given: set[str]) -> str | None:
    if not {"title", "kind"} <= given:
        return "Choose the columns that hold the title and the kind."
    return None if given & {"words", "link"} else "Choose the column that holds the words or the link."


def _unheard(given: set[str]) -> str | None:
    if "on" not in given:
        return "Choose the column that holds the date."
    return None if given & {"score", "health", "words"} else "Choose the column that holds the score or the words."


def heard(mapping: Sequence[str], cells: Sequence[str], today: date) -> HeardRow | list[Problem]:
    values, problems = values_of(mapping, cells)
    parts = [part for part in (values.pop("first_name", None), values.pop("last_name", None)) if part]
    values["name"] = values.get("name") or " ".join(parts) or None
    values["score"] = values.pop("health", values.get("score"))
    if not problems and values["score"] is None and not values.get("words"):
        problems.append(Problem("", "No score and no words"))
    on = values.get("on")
    if not on and not problems:
        problems.append(Problem("on", "Empty. We need to know when it was"))
    if on and on > today:
        problems.append(Problem("on", "A day that has not come yet"))
    return problems or made(HeardRow, values)


def content(mapping: Sequence[str], cells: Sequence[str]) -> ContentRow | list[Problem]:
    """An address is optional here, but a wrong one is still wrong."""
    named = [key if key != "email" or at >= len(cells) or cells[at] else "" for at, key in enumerate(mapping)]
    values, problems = values_of(named, cells)
    if not problems:
        problems = [Problem(key, "Empty") for key in ("title", "kind") if not values.get(key)]
    if not problems and not values.get("words") and not values.get("link"):
        problems = [Problem("words", "No words and no link")]
    return problems or made(ContentRow, values)


def account(mapping: Sequence[str], cells: Sequence[str]) -> AccountRow | list[Problem]:
    values, problems = values_of(mapping, cells)
    if not values.get("name") and not problems:
        problems.append(Problem("name", "Empty. We know accounts by their name"))
    return problems or made(AccountRow, values)


def values_of(mapping: Sequence[str], cells: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
    if len(cells) > len(mapping):
        return {}, [Problem("", "More cells than columns. A cell with a comma may lack its quotation marks")]
    if any(len(cell) > read.LONGEST_CELL for cell in cells):
        return {}, [Problem("", f"A cell is longer than {read.LONGEST_CELL:,} characters")]
    values: dict[str, Any] = {}
    problems = []
    for at, key in enumerate(mapping):
        if not key:
            continue
        try:
            values[key] = READERS.get(key, read.text)(cells[at] if at < len(cells) else "")
        except BadCell as bad:
            problems.append(Problem(key, str(bad)))
    return values, problems


def made(kind: type[Row], values: Mapping[str, Any]) -> Row:
    return kind(**{field.name: values.get(field.name, () if field.name in LISTS else None) for field in fields(kind)})
