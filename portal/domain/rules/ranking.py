"""How good a candidate somebody is: the relationship, and a recent positive moment (NOM-2). Shown as reasons."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.domain.kinds import SignalKind
from portal.domain.rules.feelings import DETRACTOR, PROMOTER, Leaning
from portal.domain.rules.sentences import plain_day

RECENT, NOT_LONG_AGO = timedelta(days=30), timedelta(days=90)
OLD = timedelta(days=365)
BEST = 10


@dataclass(frozen=True)
class Moment:
    """One signal as ranking sees it; `leaning` is the corrected one where a person corrected it."""

    kind: SignalKind
    on: date
    score: int | None
    leaning: Leaning


@dataclass(frozen=True)
class Relationship:
    """What is known of the person and their company beside the moments."""

    nominations: int
    """By colleagues and advocates, this one included if it is one."""
    advocates: int
    """Others at the company who are in the program."""
    known_since: date | None
    """When the company came in."""
    csm: str | None
    interviewed: bool


@dataclass(frozen=True)
class Reason:
    words: str
    for_it: bool


@dataclass(frozen=True)
class Ranked:
    points: int
    reasons: tuple[Reason, ...]


def rank(moments: list[Moment], relationship: Relationship, today: date) -> Ranked:
    """More points come first. A recent unhappy moment weighs more than any glad one."""
    recent = (one for one in moments if today - one.on <= OLD)
    newest = sorted(recent, key=lambda one: (one.on, -1 if one.score is None else one.score, one.kind), reverse=True)
    weighed = [*_moments(newest, today), *_relationship(relationship, today)]
    return Ranked(sum(points for points, _ in weighed), tuple(reason for _, reason in weighed))


def _moments(newest: list[Moment], today: date) -> list[tuple[int, Reason]]:
    found = []
    for leaning in (Leaning.GLAD, Leaning.UNHAPPY):
        one = next((moment for moment in newest if moment.leaning is leaning), None)
        if one is not None:
            found.append(_weighed(one, today))
    if not newest:
        found.append((0, Reason("Nothing heard in the last 12 months", for_it=False)))
    glad = sum(one.leaning is Leaning.GLAD for one in newest)
    if glad > 1:
        found.append((min(glad, 4) * 5, Reason(f"{glad} good moments in 12 months", for_it=True)))
    return found


def _weighed(one: Moment, today: date) -> tuple[int, Reason]:
    words = f"{_told(one)} on {plain_day(one.on, today)}"
    age = today - one.on
    fresh = 3 if age <= RECENT else 2 if age <= NOT_LONG_AGO else 1
    if one.leaning is Leaning.UNHAPPY:
        return -20 * fresh, Reason(words, for_it=False)
    return _strength(one) * fresh, Reason(words, for_it=True)


def _strength(one: Moment) -> int:
    """Somebody's own word weighs more than what a counter says of them."""
    if one.kind is SignalKind.USAGE:
        return 8
    return 12 if one.score == BEST or one.kind is SignalKind.MILESTONE else 10


def _told(one: Moment) -> str:
    if one.kind is SignalKind.SURVEY and one.score is not None:
        return f"Scored {one.score}{_surprise(one)}"
    if one.kind is SignalKind.USAGE and one.score is not None:
        return f"Usage health {one.score} of 10"
    if one.kind is SignalKind.MILESTONE:
        return "Reached a milestone"
    mood = {Leaning.GLAD: "glad", Leaning.UNHAPPY: "unhappy", Leaning.NEITHER: "neutral"}[one.leaning]
    return f"Sounded {mood} in a call" if one.kind is SignalKind.TRANSCRIPT else f"Sounded {mood}"


def _surprise(one: Moment) -> str:
    """Where the score alone would not have said so."""
    if one.leaning is Leaning.UNHAPPY and one.score is not None and one.score > DETRACTOR:
        return ", but sounded unhappy,"
    if one.leaning is Leaning.GLAD and one.score is not None and one.score < PROMOTER:
        return ", and sounded glad,"
    return ""


def _relationship(given: Relationship, today: date) -> list[tuple[int, Reason]]:
    found = []
    if given.nominations:
        words = "Nominated by somebody" if given.nominations == 1 else f"Nominated {given.nominations} times"
        found.append((min(given.nominations, 3) * 10, Reason(words, for_it=True)))
    if given.interviewed:
        found.append((10, Reason("Has told us their story", for_it=True)))
    if given.advocates:
        people = "person" if given.advocates == 1 else "people"
        found.append((8, Reason(f"{given.advocates} {people} from their company in the program", for_it=True)))
    if given.csm:
        found.append((5, Reason(f"{given.csm} looks after the company", for_it=True)))
    if given.known_since is None:
        found.append((0, Reason("We don’t know the company yet", for_it=False)))
    elif (months := (today - given.known_since).days // 30) >= 3:
        found.append((min(months // 6, 4) * 2, Reason(f"Company known for {months} months", for_it=True)))
    return found
