"""Rows of the activity log: events and social posts, whom and what they featured (ACT-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.demand_kinds import AppearanceKind
from portal.domain.rules.imports.rows import Problem, made, values_of


@dataclass(frozen=True)
class AppearanceRow:
    """`advocates` are addresses, `contents` titles."""

    what: AppearanceKind
    happened_on: date
    title: str
    link: str | None
    leads: int | None
    advocates: tuple[str, ...]
    contents: tuple[str, ...]


def appearance(mapping: Sequence[str], cells: Sequence[str], today: date) -> AppearanceRow | list[Problem]:
    values, problems = values_of(mapping, cells)
    if not problems:
        problems = [Problem(key, "Empty") for key in ("what", "happened_on", "title") if not values.get(key)]
    if not problems and values["happened_on"] > today:
        problems.append(Problem("happened_on", "A day that has not come yet"))
    lists = {name: values.get(name) or () for name in ("advocates", "contents")}
    return problems or made(AppearanceRow, values | lists)
