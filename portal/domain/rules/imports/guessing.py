"""Guess what a file's columns hold, from their headings and their first cells. The team can correct it."""

import re
from collections.abc import Sequence

from portal.domain.rules.imports.targets import Noun, targets

ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
WEB = re.compile(r"(https?://)?(www\.)?[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(/\S*)?", re.IGNORECASE)
NUMBER = re.compile(r"[+(]?\d[\d\s().,/-]*(x\d+)?")
SHAPES = {"email": ADDRESS, "website": WEB, "phone": NUMBER}
MOST = 0.6
"""The share of a column's filled cells that must look alike."""


def words(heading: str) -> str:
    return " ".join(re.findall(r"\w+", heading.lower().replace("_", " ")))


def heads(first: Sequence[str], noun: Noun) -> bool:
    """Whether a file's first row holds headings. One that holds an address, or only data, does not."""
    cells = [cell for cell in first if cell]
    if any(ADDRESS.fullmatch(cell) for cell in cells):
        return False
    known = {heading for target in targets(noun) for heading in target.headings}
    if any(_plain(cell) in known for cell in cells):
        return True
    return not any(WEB.fullmatch(cell) or NUMBER.fullmatch(cell) for cell in cells)


def guess(columns: Sequence[str], samples: Sequence[Sequence[str]], noun: Noun) -> list[str]:
    """For each column the key of its target, or empty text to leave it out. No target is used twice."""
    mapping = [""] * len(columns)
    headings = [words(column) for column in columns]
    for fits in (_same, _numbered, _within):
        for target in targets(noun):
            if target.key in mapping:
                continue
            found = next(
                (at for at, text in enumerate(headings) if not mapping[at] and fits(text, target.headings)), None
            )
            if found is not None:
                mapping[found] = target.key
    for key, shape in SHAPES.items():
        if key in {target.key for target in targets(noun)} and key not in mapping:
            _by_shape(mapping, samples, key, shape)
    return _one_name(mapping)


def _same(heading: str, headings: tuple[str, ...]) -> bool:
    return heading in headings


def _numbered(heading: str, headings: tuple[str, ...]) -> bool:
    return _plain(heading) in headings


def _within(heading: str, headings: tuple[str, ...]) -> bool:
    """Holds one, as "Work e-mail of the contact" holds "e mail". Short words and ids are left to the exact match."""
    return any(len(known) > 4 and re.search(rf"\b{known}\b", heading) for known in headings) and not re.search(
        r"\b(id|date|owner|source|created)\b", heading
    )


def _plain(heading: str) -> str:
    return re.sub(r" ?\d+$", "", words(heading))


def _by_shape(mapping: list[str], samples: Sequence[Sequence[str]], key: str, shape: re.Pattern[str]) -> None:
    for at, taken in enumerate(mapping):
        filled = [row[at] for row in samples if at < len(row) and row[at]]
        alike = sum(bool(shape.fullmatch(cell)) for cell in filled)
        if not taken and filled and alike >= MOST * len(filled):
            mapping[at] = key
            return


def _one_name(mapping: list[str]) -> list[str]:
    """A whole name beside its parts says nothing more."""
    parts = {"first_name", "last_name"} <= set(mapping)
    return ["" if parts and key == "name" else key for key in mapping]
