"""What can be asked of a pool of advocates (SEG-1). One shape for the address, the form and a saved segment:
names with a list of texts each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.domain.kinds import Answer, Channel, Effort, Stage

WORDS, LONGEST, VALUES = 8, 200, 20
"""Words of one search, characters of a value, values of one facet."""
LARGEST = 2**31 - 1
"""What the column of employees holds."""


class Freshness(StrEnum):
    """Each person is one of these: out of date if anything is, else never confirmed if anything wasn't."""

    FRESH = "fresh"
    STALE = "stale"
    NEVER = "never"


class Unreadable(Exception):
    """A sentence for whoever typed or kept it."""


@dataclass(frozen=True)
class Criteria:
    """Everything left empty matches everyone. Values of one facet widen each other; facets narrow."""

    words: str = ""
    industries: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    use_cases: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    stages: tuple[Stage, ...] = ()
    tags: tuple[str, ...] = ()
    activity_id: int | None = None
    answer: Answer | None = None
    """To that activity. Empty: both who is happy to and who wants to be asked first."""
    effort: Effort | None = None
    """Can be asked today for something of this class."""
    freshness: Freshness | None = None
    employees_from: int | None = None
    employees_to: int | None = None

    @property
    def terms(self) -> list[str]:
        """The words that can hit: each holds a letter or a figure."""
        return [word for word in self.words.split()[:WORDS] if any(map(str.isalnum, word))]


def read(values: Mapping[str, Sequence[str]]) -> Criteria:
    """Raises Unreadable for a name or a value that means nothing."""
    if unknown := sorted(set(values) - set(KEYS)):
        raise Unreadable(f"There is no filter called “{unknown[0][:40]}”.")
    found: dict[str, Any] = {}
    for key, given in values.items():
        texts = tuple(dict.fromkeys(text for text in (" ".join(each.split()) for each in given) if text))
        if len(texts) > VALUES or any(len(text) > LONGEST for text in texts):
            raise Unreadable("That is more than one search can hold. Take something out.")
        name, many, make = KEYS[key]
        try:
            made = tuple(make(text) for text in texts)
        except ValueError:
            raise Unreadable(f"A filter holds “{texts[0][:40]}”, which means nothing there.") from None
        if many:
            found[name] = made
        elif made:
            found[name] = made[-1]
    return _sensible(Criteria(**found))


def write(criteria: Criteria) -> dict[str, list[str]]:
    """The other way round; what is empty is left out."""
    written = {}
    for key, (name, many, _) in KEYS.items():
        value = getattr(criteria, name)
        texts = [str(each) for each in (value if many else (value,)) if each not in (None, "")]
        if texts:
            written[key] = texts
    return written


def _sensible(criteria: Criteria) -> Criteria:
    low, high = criteria.employees_from, criteria.employees_to
    if low is not None and high is not None and low > high:
        raise Unreadable(f"No company has at least {low:,} and at most {high:,} employees.")
    if criteria.answer is not None and criteria.activity_id is None:
        raise Unreadable("Choose the activity that the answer is about.")
    return criteria


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST:
        raise ValueError(text)
    return int(text)


def _willing(text: str) -> Answer:
    answer = Answer(text)
    if answer is Answer.NOT_NOW:
        raise ValueError(text)
    return answer


KEYS: dict[str, tuple[str, bool, Callable[[str], object]]] = {
    "q": ("words", False, str),
    "industry": ("industries", True, str),
    "product": ("products", True, str),
    "use_case": ("use_cases", True, str),
    "region": ("regions", True, str),
    "persona": ("personas", True, str),
    "channel": ("channels", True, Channel),
    "stage": ("stages", True, Stage),
    "tag": ("tags", True, str),
    "activity": ("activity_id", False, _number),
    "answer": ("answer", False, _willing),
    "can": ("effort", False, Effort),
    "fresh": ("freshness", False, Freshness),
    "employees_from": ("employees_from", False, _number),
    "employees_to": ("employees_to", False, _number),
}
"""Name in the address: field, whether it takes several, and how a value is read."""
