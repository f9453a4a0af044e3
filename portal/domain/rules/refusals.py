"""Why someone can't be asked, in words (CAP-6). No pronouns: the product does not know them."""

from datetime import date

from portal.domain.rules.caps import Obstacle, Reason
from portal.domain.rules.sentences import plain_day

WHY = {
    Reason.NOT_IN_PROGRAM: "Not in the program, so there is nobody to ask.",
    Reason.UNREACHABLE: "Unsubscribed, or our mail came back.",
    Reason.RESTING: "Resting after asks that were declined or unanswered.",
    Reason.BREAK_OPEN: "On a break with no end yet.",
    Reason.BREAK: "On a break.",
    Reason.NOT_CHOSEN: "Has not chosen {activity}.",
    Reason.NO_CONSENT: "Has not agreed to share name and contact, which {activity} need.",
    Reason.ONLY_BY_HAND: "Wants to be asked by a person of the team, with a note of their own.",
    Reason.AWAITING: "Another ask awaits an answer.",
    Reason.QUIET: "Inside the quiet period.",
}

WAITS = {
    Reason.NOT_IN_PROGRAM: "When they join",
    Reason.UNREACHABLE: "When our mail may reach them again",
    Reason.RESTING: "When they choose again",
    Reason.BREAK_OPEN: "When they end their break",
    Reason.NOT_CHOSEN: "When they choose {activity}",
    Reason.NO_CONSENT: "When they agree to be named",
    Reason.ONLY_BY_HAND: "Now, by hand",
}


def why(obstacle: Obstacle, activity: str) -> str:
    """One short sentence; `activity` is the plural name."""
    return WHY[obstacle.reason].format(activity=activity.lower())


def when(obstacle: Obstacle, activity: str, today: date) -> str:
    """The day, as in "From 1 September", or what it waits for."""
    if obstacle.next_on:
        return f"From {plain_day(obstacle.next_on, today)}"
    if obstacle.reason is Reason.AWAITING:
        latest = f", at the latest on {plain_day(obstacle.at_the_latest, today)}" if obstacle.at_the_latest else ""
        return f"When they answer{latest}"
    return WAITS[obstacle.reason].format(activity=activity.lower())


def sentence(obstacle: Obstacle, activity: str, last: tuple[str, date] | None, today: date) -> str:
    """The whole refusal: why, who asked last and when, and when next."""
    parts = [why(obstacle, activity)]
    if last and obstacle.reason in {Reason.QUIET, Reason.AWAITING}:
        parts.append(f"{last[0]} asked on {plain_day(last[1], today)}.")
    if obstacle.next_on:
        parts.append(f"Next possible {plain_day(obstacle.next_on, today)}.")
    else:
        parts.append(f"{when(obstacle, activity, today)}.")
    return " ".join(parts)
