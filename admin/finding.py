"""A search as the team's pages show it: its address, its chips, and why each person was found (SEG-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import request, url_for

from admin.forms.searches import LABELS, SEVERAL
from portal.domain.queries.advocates import AdvocateLine
from portal.domain.queries.searches import Hit
from portal.domain.rules import searches
from portal.domain.rules.searches import Criteria, Freshness
from portal.domain.rules.sentences import plain_day
from portal.words import count, listed


@dataclass(frozen=True)
class Chip:
    """One choice, and the address without it."""

    words: str
    without: str


def asked() -> Criteria:
    """What the address asks for. Raises searches.Unreadable."""
    return searches.read({key: request.args.getlist(key) for key in searches.KEYS if key in request.args})


def packed(criteria: Criteria) -> str:
    """As one hidden field."""
    return urlencode(searches.write(criteria), doseq=True)


def unpacked(text: str) -> Criteria:
    """Raises searches.Unreadable."""
    return searches.read(parse_qs(text, max_num_fields=searches.VALUES * len(searches.KEYS)))


def address(criteria: Criteria, *, segment_id: int | None = None) -> str:
    return _link(searches.write(criteria), segment_id)


def _link(written: Mapping[str, Sequence[str]], segment_id: int | None = None) -> str:
    given: dict[str, Any] = {key: list(values) for key, values in written.items() if values}
    return url_for("admin.advocates", **given, segment=segment_id)


def chips(criteria: Criteria, words: Mapping[str, Mapping[str, str]], segment_id: int | None) -> list[Chip]:
    written = searches.write(criteria)
    found = []
    for key, values in written.items():
        for value in values:
            rest = {**written, key: [each for each in values if each != value]}
            if key == "activity":
                rest.pop("answer", None)
            without = _link(rest, segment_id)
            found.append(Chip(said(key, value, words), without))
    return found


def with_choice(criteria: Criteria, key: str, value: str) -> str:
    """The address with this value of the facet and no other."""
    return _link({**searches.write(criteria), key: [value]})


def hidden(criteria: Criteria) -> list[tuple[str, str]]:
    """What the form itself does not show: facets that take several, and the tab."""
    written = searches.write(criteria)
    return [(key, value) for key in (*SEVERAL, "can") for value in written.get(key, [])]


def said(key: str, value: str, words: Mapping[str, Mapping[str, str]]) -> str:
    """“Industry: retail”."""
    if key == "q":
        return f"“{value}”"
    shown = words.get(key, {}).get(value, count(int(value)) if key.startswith("employees") else value)
    return f"{LABELS[key]}: {shown}"


def summary(criteria: Criteria, words: Mapping[str, Mapping[str, str]]) -> str:
    written = searches.write(criteria)
    return "; ".join(said(key, value, words) for key, values in written.items() for value in values) or "Everyone"


def why(line: AdvocateLine, hits: Sequence[Hit], criteria: Criteria, today: date) -> list[str]:
    """In what each choice was met, as far as the line's other columns don't say so already."""
    reasons = [_hit(hit) for hit in hits if hit.places]
    reasons += [f"“{hit.passage}”" for hit in hits[:1] if hit.passage]
    if criteria.tags:
        reasons.append("Tagged " + listed([tag for tag in line.tags if tag in criteria.tags]))
    if line.employees is not None and (criteria.employees_from is not None or criteria.employees_to is not None):
        reasons.append(f"{count(line.employees)} employees")
    if criteria.freshness is Freshness.FRESH and line.fresh_until:
        reasons.append(f"Up to date until {plain_day(line.fresh_until, today)}")
    return reasons


def _hit(hit: Hit) -> str:
    return f"“{hit.word}” in " + listed([PLACES[place] for place in hit.places])


PLACES = {
    "name": "name, title or address",
    "company": "company",
    "profile": "profile",
    "interview": "an interview",
    "tags": "tags",
}


def without_tab(criteria: Criteria) -> Criteria:
    return replace(criteria, effort=None)
