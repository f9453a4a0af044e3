"""What we know about an advocate, until when it is fresh, and who may be asked whether it still holds (ADV-6, CAP-9).

From facts alone. `operations/searches.py` computes `fresh_until` and `unconfirmed` in SQL for a pool; a test keeps
the two equal.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from portal.domain.kinds import ASKABLE_STAGES, Part, Stage, SuppressionReason
from portal.domain.rules.caps import OPEN_END

HOT_FOR = timedelta(days=90)
AGAIN_AFTER = timedelta(days=92)
"""The job asks no sooner about what went unanswered."""
OPEN_FOR = timedelta(days=31)
"""How long the link in the mail works."""
LEAST_MAIL_GAP = 31
"""Days between two program mails to one person (CAP-9); the setting can only be longer."""
LONGEST = 240


class Item(StrEnum):
    """What is confirmed in one sentence: the parts of a profile, and all that was said about activities."""

    STORY = "story"
    DEPLOYMENTS = "deployments"
    OUTCOMES = "outcomes"
    WILLINGNESS = "willingness"


PARTS = {Item(part.value): part for part in Part}


class State(StrEnum):
    FRESH = "fresh"
    STALE = "stale"
    WRONG = "wrong"
    NEVER = "never"


@dataclass(frozen=True)
class Wish:
    """One activity that was not refused: when that was last said, and the first day it no longer holds."""

    activity_id: int
    chosen_on: date
    ends_on: date


@dataclass(frozen=True)
class Known:
    """One item and its dates. Never confirmed: `ends_on` is empty. Called wrong: it ended on `wrong_on`."""

    item: Item
    sentence: str
    seen: str
    """Stands for what the sentence was made of, so that nobody confirms what changed meanwhile."""
    confirmed_on: date | None
    ends_on: date | None
    wrong_on: date | None = None
    wishes: tuple[Wish, ...] = ()
    """Of willingness: each activity has a shelf life of its own."""

    def state(self, today: date) -> State:
        if self.wrong_on is not None:
            return State.WRONG
        if self.ends_on is None:
            return State.NEVER
        return State.STALE if self.ends_on <= today else State.FRESH


def due(known: Iterable[Known], today: date) -> list[Known]:
    """Everything that is not fresh, whatever the reason."""
    return [one for one in known if one.state(today) is not State.FRESH]


def fresh_until(known: Iterable[Known]) -> date | None:
    """The first day on which something that was once confirmed no longer holds."""
    return min((day for one in known if (day := one.wrong_on or one.ends_on)), default=None)


def unconfirmed(known: Iterable[Known]) -> bool:
    """Nobody ever confirmed one of these: then it isn't fresh, whatever the days of the others say."""
    return any(one.ends_on is None and one.wrong_on is None for one in known)


def is_hot(hot_on: date | None, today: date) -> bool:
    """Nobody is shown as hot whom nobody called so for 90 days."""
    return hot_on is not None and today - hot_on <= HOT_FOR


def seen(*content: str) -> str:
    return sha256("\0".join(content).encode()).hexdigest()[:16]


def story(text: str) -> str:
    return f"Your story, as you told it: “{first_sentence(text)}”"


def deployments(company: str, products: Collection[str], use_cases: Collection[str]) -> str:
    what = listed(products) or company
    return f"You use {what}{' for ' + listed([uncapped(one) for one in use_cases]) if use_cases else ''}."


def outcomes(text: str) -> str:
    return f"Your results: “{first_sentence(text)}”"


def willingness(happy: Collection[str], ask_first: Collection[str]) -> str:
    """By the activities' names in the plural."""
    yes = f"You’re happy to be asked for {listed([uncapped(one) for one in happy])}" if happy else ""
    maybe = listed([uncapped(one) for one in ask_first])
    if not maybe:
        return f"{yes}."
    return f"{yes}; for {maybe}, one of us asks you first." if yes else f"For {maybe}, one of us asks you first."


def listed(parts: Collection[str]) -> str:
    """calls, reviews and talks."""
    words = list(parts)
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def uncapped(words: str) -> str:
    """For the middle of a sentence; what is written in capitals stays."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def first_sentence(text: str) -> str:
    """Up to the first full stop; a long one ends at a word."""
    line = " ".join(text.split())
    head, stop, _ = line.partition(". ")
    sentence = head + stop.strip()
    if len(sentence) <= LONGEST:
        return sentence
    return sentence[:LONGEST].rsplit(" ", 1)[0] + " …"


class Reason(StrEnum):
    NOT_JOINED = "not_joined"
    DEPARTED = "departed"
    NO_MAIL = "no_mail"
    BOUNCES = "bounces"
    BREAK = "break"
    AWAITING = "awaiting"
    RECENT = "recent"
    NOTHING_DUE = "nothing_due"


WHY = {
    Reason.NOT_JOINED: "Has not joined, so there is nothing of theirs to confirm.",
    Reason.DEPARTED: "Left the program.",
    Reason.NO_MAIL: "Asked for no more mail from the program.",
    Reason.BOUNCES: "Mail to this address comes back.",
    Reason.BREAK: "On a break.",
    Reason.AWAITING: "Has an ask that awaits an answer.",
    Reason.RECENT: "Had mail from the program a short time ago.",
    Reason.NOTHING_DUE: "Everything is confirmed.",
}


@dataclass(frozen=True)
class Facts:
    """`last_mail_on`: the newest program mail that is not an ask, and left or still may."""

    stage: Stage
    left: bool
    suppressed: SuppressionReason | None
    awaiting: bool
    break_until: date | None
    last_mail_on: date | None
    anything_due: bool


@dataclass(frozen=True)
class Obstacle:
    """Why not. `next_on`: the first day they could be asked, where a day decides."""

    reason: Reason
    next_on: date | None = None


def why_not(facts: Facts, *, mail_gap: int, today: date) -> Obstacle | None:
    """Why this person is not asked to confirm anything today."""
    if facts.left or facts.stage is Stage.DEPARTED:
        return Obstacle(Reason.DEPARTED)
    if facts.stage not in ASKABLE_STAGES:
        return Obstacle(Reason.NOT_JOINED)
    if facts.suppressed:
        return Obstacle(Reason.BOUNCES if facts.suppressed is SuppressionReason.BOUNCED else Reason.NO_MAIL)
    if not facts.anything_due:
        return Obstacle(Reason.NOTHING_DUE)
    if facts.awaiting:
        return Obstacle(Reason.AWAITING)
    return _waits_for_a_day(facts, mail_gap, today)


def _waits_for_a_day(facts: Facts, mail_gap: int, today: date) -> Obstacle | None:
    if facts.break_until == OPEN_END:
        return Obstacle(Reason.BREAK)
    days = []
    if facts.last_mail_on:
        days.append((facts.last_mail_on + timedelta(days=mail_gap), Reason.RECENT))
    if facts.break_until:
        days.append((facts.break_until, Reason.BREAK))
    day, reason = max(days, default=(today, Reason.RECENT))
    return Obstacle(reason, day) if day > today else None
