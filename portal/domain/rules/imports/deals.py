"""Rows of the CRM: deals, the teams of those who sell, and what they sell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.demand_kinds import Outcome
from portal.domain.rules.imports.rows import Problem, made, values_of


@dataclass(frozen=True)
class OpportunityRow:
    """One deal. Its words for product, account and stage are placed already."""

    external_id: str
    name: str | None
    account: str | None
    owner: str | None
    team: str | None
    product: str | None
    stage: str
    outcome: Outcome
    amount: int | None
    """In hundredths."""
    currency: str | None
    opened_on: date | None
    closes_on: date | None


@dataclass(frozen=True)
class TeamRow:
    """Which team a seller is in, and who manages it."""

    owner: str
    team: str
    manager: str | None


@dataclass(frozen=True)
class ProductRow:
    """One product, as the company itself writes its name."""

    name: str
    series: str | None


def opportunity(
    mapping: Sequence[str], cells: Sequence[str], placed: Mapping[str, Mapping[str, str]]
) -> OpportunityRow | list[Problem]:
    """`placed` says for each target what its words mean; a word that nobody has placed means itself."""
    values, problems = values_of(mapping, cells)
    for key, why in (("external_id", "Empty. We know a deal by its id"), ("stage", "Empty. Open, won or lost?")):
        if not problems and not values.get(key):
            problems.append(Problem(key, why))
    stage = placed.get("stage", {}).get(values.get("stage") or "")
    if not problems and stage is None:
        problems.append(Problem("stage", "Nobody has said whether this is open, won or lost"))
    if problems or stage is None:
        return problems
    for key in ("account", "product"):
        word = values.get(key) or ""
        values[key] = placed.get(key, {}).get(word, word) or None
    if values.get("amount") is None:
        values["currency"] = None
    elif not values.get("currency"):
        values["currency"] = placed.get("currency", {}).get("")
    if values.get("amount") is not None and not values["currency"]:
        return [Problem("currency", "An amount without a currency")]
    return made(OpportunityRow, values | {"outcome": Outcome(stage)})


def team(mapping: Sequence[str], cells: Sequence[str]) -> TeamRow | list[Problem]:
    values, problems = values_of(mapping, cells)
    problems = problems or [Problem(key, "Empty") for key in ("owner", "team") if not values.get(key)]
    return problems or made(TeamRow, values)


def product(mapping: Sequence[str], cells: Sequence[str]) -> ProductRow | list[Problem]:
    values, problems = values_of(mapping, cells)
    if not values.get("name") and not problems:
        problems.append(Problem("name", "Empty. We know a product by its name"))
    return problems or made(ProductRow, values)
