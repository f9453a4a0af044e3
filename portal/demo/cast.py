"""Who appears in the demo program: everyone and everything in it is invented."""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.domain.kinds import Answer, Channel, Role

DATA = Path(__file__).parent / "data"
ACTIVITIES = ("call", "story", "speak", "review", "intro", "quote", "community", "referral")
ANSWERS = {"h": Answer.HAPPY, "a": Answer.ASK_FIRST, "n": Answer.NOT_NOW}


@dataclass(frozen=True)
class Staff:
    name: str
    role: Role
    title: str
    department: str

    @property
    def email(self) -> str:
        return f"{given(self.name)}@larkfield.example"


STAFF = (
    Staff("Priya Raman", Role.ADMINISTRATOR, "Head of customer advocacy", "Customer advocacy"),
    Staff("Tom Brandt", Role.TEAM, "Advocacy manager", "Customer advocacy"),
    Staff("Sara Lindholm", Role.TEAM, "Advocacy manager", "Customer advocacy"),
    Staff("Leo Marchetti", Role.COLLEAGUE, "Customer success manager", "Customer success"),
    Staff("Maud Leclerc", Role.COLLEAGUE, "Account executive", "Sales"),
    Staff("Joel Ferreira", Role.COLLEAGUE, "Account executive", "Sales"),
    Staff("Hanna Weiss", Role.COLLEAGUE, "Chief product officer", "Product"),
    Staff("Amara Bello", Role.COLLEAGUE, "Customer success manager", "Customer success"),
)
ASKERS = ("Priya Raman", "Tom Brandt", "Sara Lindholm")
CSMS = ("Leo Marchetti", "Amara Bello")


@dataclass(frozen=True)
class Company:
    name: str
    industry: str
    region: str
    country: str
    employees: int
    domain: str


@dataclass(frozen=True)
class Planned:
    """One ask of the story: `days_ago` it was made, and what becomes of it (see `asked.OUTCOMES`)."""

    activity: str
    days_ago: int
    outcome: str


@dataclass(frozen=True)
class Customer:
    name: str
    email: str
    title: str
    company: Company
    persona: str
    channel: Channel
    stage: str
    """As in "confirmed", "departed@70" (70 days ago) or "invited@40:expired"."""
    joined: int | None
    """Days ago."""
    willing: dict[str, Answer]
    high_gap: int
    low_gap: int
    break_for: str
    """Days from today, "open" for a break with no end, or nothing."""
    score: int | None
    time_zone: str
    languages: list[str]
    products: list[str]
    use_cases: list[str]
    asks: list[Planned]


def companies() -> dict[str, Company]:
    return {
        row["name"]: Company(
            row["name"], row["industry"], row["region"], row["country"], int(row["employees"]), row["domain"]
        )
        for row in _rows("accounts")
    }


def customers(known: dict[str, Company]) -> list[Customer]:
    return [_customer(row, known[row["company"]]) for row in _rows("advocates")]


def given(name: str) -> str:
    """The first name as an address spells it."""
    return _plain(name.split(maxsplit=1)[0])


def _customer(row: dict[str, str], company: Company) -> Customer:
    high, low = (row["paces"] or "92 31").split()
    return Customer(
        name=row["name"],
        email=f"{_plain(row['name']).replace(' ', '.')}@{company.domain}",
        title=row["title"],
        company=company,
        persona=row["persona"],
        channel=Channel(row["channel"]),
        stage=row["stage"],
        joined=int(row["joined"]) if row["joined"] else None,
        willing={slug: ANSWERS[letter] for slug, letter in zip(ACTIVITIES, row["willing"], strict=False)},
        high_gap=int(high),
        low_gap=int(low),
        break_for=row["break"],
        score=int(row["score"]) if row["score"] else None,
        time_zone=row["time_zone"],
        languages=row["languages"].split(),
        products=_parts(row["products"]),
        use_cases=_parts(row["use_cases"]),
        asks=[_planned(words) for words in row["asks"].split()],
    )


def _planned(words: str) -> Planned:
    activity, rest = words.split("@")
    days_ago, outcome = rest.split(":")
    return Planned(activity, int(days_ago), outcome)


def _parts(words: str) -> list[str]:
    return [part for part in words.split("; ") if part]


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()


def lines(name: str) -> list[list[str]]:
    """A file as a person would upload it."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
