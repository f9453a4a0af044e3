"""What a colleague may know of an advocate who hasn't said yes to them: never who it is (REQ-4)."""

import re

_WORD = re.compile(r"[^\W\d_]+")
_SHORT, _LONGEST = 3, 60
_JOINING = frozenset({"a", "an", "as", "at", "by", "da", "de", "di", "du", "en", "in", "la", "le", "of", "on", "to"})
"""Short words that tell nothing of anybody."""


def role(title: str | None, persona: str | None, *, name: str, company: str | None) -> str:
    """The title, unless it tells who they are or where they work."""
    for words in (title, persona):
        tidy = " ".join((words or "").split())
        plain = bool(tidy) and len(tidy) <= _LONGEST and not any(map(str.isdigit, tidy))
        if plain and not tells(tidy, name=name, company=company):
            return tidy
    return "Customer"


def tells(words: str, *, name: str, company: str | None) -> bool:
    """Whether what was written about them says who they are or where they work."""
    telling = set(_words(f"{name} {company or ''}")) - _JOINING
    return "@" in words or any(_tells(word, each) for word in telling for each in _words(words))


def _tells(word: str, each: str) -> bool:
    """A long word by any part of it, a short one ("BP") only whole."""
    if min(len(word), len(each)) < _SHORT:
        return word == each
    return word in each or each in word


def size(employees: int | None) -> str:
    """So round that it is no company's own number."""
    if employees is None:
        return ""
    if employees < 100:
        return "fewer than 100 people"
    unit = 10 ** (len(str(employees)) - 1)
    return f"about {round(employees / unit) * unit:,} people"


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
