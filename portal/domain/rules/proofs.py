"""What a colleague may know of an advocate who hasn't said yes to them: never who it is (REQ-4)."""

import re

_WORD = re.compile(r"[^\W\d_]+")
_SHORT, _LONGEST = 3, 60


def role(title: str | None, persona: str | None, *, name: str, company: str | None) -> str:
    """The title, unless it tells who they are or where they work."""
    telling = {word for word in _words(f"{name} {company or ''}") if len(word) >= _SHORT}
    for words in (title, persona):
        tidy = " ".join((words or "").split())
        plain = bool(tidy) and len(tidy) <= _LONGEST and "@" not in tidy and not any(map(str.isdigit, tidy))
        if plain and not any(
            word in each or each in word for word in telling for each in _words(tidy) if len(each) >= _SHORT
        ):
            return tidy
    return "Customer"


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
