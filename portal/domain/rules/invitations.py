"""Who may be invited to join, and when next (CAP-9), from facts alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.domain.kinds import Stage, SuppressionReason
from portal.domain.rules.caps import OPEN_END

AGAIN_AFTER = timedelta(days=184)
REMIND_AFTER = timedelta(days=7)
OPEN_FOR = timedelta(days=14)


class Reason(StrEnum):
    JOINED = "joined"
    DEPARTED = "departed"
    NO_THANKS = "no_thanks"
    NO_MAIL = "no_mail"
    BOUNCES = "bounces"
    AWAITING = "awaiting"
    RECENT = "recent"
    BREAK = "break"


WHY = {
    Reason.JOINED: "Has joined already.",
    Reason.DEPARTED: "Left the program.",
    Reason.NO_THANKS: "Said no thanks. That is for ever.",
    Reason.NO_MAIL: "Asked for no more mail from the program.",
    Reason.BOUNCES: "Mail to this address comes back.",
    Reason.AWAITING: "Has an invitation that awaits an answer.",
    Reason.RECENT: "Was invited in the last 184 days.",
    Reason.BREAK: "On a break.",
}

SUPPRESSED = {
    SuppressionReason.NO_THANKS: Reason.NO_THANKS,
    SuppressionReason.UNSUBSCRIBED: Reason.NO_MAIL,
    SuppressionReason.COMPLAINED: Reason.NO_MAIL,
    SuppressionReason.BOUNCED: Reason.BOUNCES,
}


@dataclass(frozen=True)
class Facts:
    """`last_on`: the day of the newest invitation that reached them or still may."""

    stage: Stage
    said_no: bool
    suppressed: SuppressionReason | None
    awaiting: bool
    last_on: date | None
    break_until: date | None


@dataclass(frozen=True)
class Obstacle:
    """Why not. `next_on`: the first day the same invitation would go out, where a day decides."""

    reason: Reason
    next_on: date | None = None


def why_not(facts: Facts, today: date) -> Obstacle | None:
    if facts.stage is Stage.DEPARTED:
        return Obstacle(Reason.DEPARTED)
    if facts.stage not in {Stage.CANDIDATE, Stage.INVITED}:
        return Obstacle(Reason.JOINED)
    if facts.said_no:
        return Obstacle(Reason.NO_THANKS)
    if facts.suppressed:
        return Obstacle(SUPPRESSED[facts.suppressed])
    if facts.awaiting:
        return Obstacle(Reason.AWAITING)
    return _waits_for_a_day(facts, today)


def _waits_for_a_day(facts: Facts, today: date) -> Obstacle | None:
    if facts.break_until == OPEN_END:
        return Obstacle(Reason.BREAK)
    days = []
    if facts.last_on:
        days.append((facts.last_on + AGAIN_AFTER, Reason.RECENT))
    if facts.break_until:
        days.append((facts.break_until, Reason.BREAK))
    day, reason = max(days, default=(today, Reason.RECENT))
    return Obstacle(reason, day) if day > today else None
