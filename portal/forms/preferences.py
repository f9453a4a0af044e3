"""What an advocate is happy to do, how often, breaks and consents (CAP-2 to CAP-4, ADV-11). Nothing is preselected that
they did not say themselves, but for the pace: the slowest promise we make anyone is the fastest we ever ask.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from wtforms import BooleanField, Field

from portal import words
from portal.domain.kinds import Answer, ConsentKind, Effort
from portal.domain.operations.preferences import Wishes
from portal.domain.queries.preferences import OfferedActivity, Preferences
from portal.domain.rules.caps import GAP_CHOICES, OPEN_END, Policy, Standing
from portal.domain.rules.sentences import plain_day
from portal.forms.fields import FreeRadios, MayBeEmpty, Radios
from portal.forms.gifts import POLICIES
from portal.web.forms import Day, Form

ANSWERS = MappingProxyType(
    {Answer.HAPPY.value: "Happy to", Answer.ASK_FIRST.value: "Ask me first", Answer.NOT_NOW.value: "Not now"}
)
CONSENTS = MappingProxyType({"share_contact": ConsentKind.SHARE_CONTACT, "public_company": ConsentKind.PUBLIC_COMPANY})
EITHER = "Choose one of the two. Either is fine."
CLASSES = MappingProxyType(
    {Effort.HIGH: "Bigger asks, all together: at most", Effort.LOW: "Small asks, all together: at most"}
)


class Choices(Form):
    """The part that joining and the preferences page share. One radio field per activity, by `fields_for`."""

    high_gap = Radios(CLASSES[Effort.HIGH], "Choose how often at most.")
    low_gap = Radios(CLASSES[Effort.LOW], "Choose how often at most.")
    share_contact = BooleanField(
        "Share my name and contact with the other side once I accept",
        description="Never before you accept. Without it we can’t offer you calls.",
    )
    public_company = BooleanField(
        "Use my company’s name and logo in public",
        description="Tick only if you are allowed to say so. We can ask your press team instead.",
    )

    def offer(self, policy: Policy) -> None:
        """Nothing faster than the program's policy."""
        self.high_gap.choices = gaps_offered(Effort.HIGH, policy)
        self.low_gap.choices = gaps_offered(Effort.LOW, policy)

    def lines(self, activities: Iterable[OfferedActivity], effort: Effort) -> Iterator[tuple[Field, OfferedActivity]]:
        return ((self[name_of(activity)], activity) for activity in activities if activity.effort is effort)

    def wishes(self, activities: Iterable[OfferedActivity]) -> Wishes:
        given = {activity.id: self[name_of(activity)].data for activity in activities}
        return Wishes(
            answers={key: Answer(answer) for key, answer in given.items() if answer},
            high_gap=int(self.high_gap.data),
            low_gap=int(self.low_gap.data),
            consents=frozenset(kind for name, kind in CONSENTS.items() if self[name].data),
        )


class Joining(Choices):
    join = Radios("Would you like to join?", EITHER, {"yes": "Yes, I want to join", "no": "No thanks"})
    gifts = FreeRadios("What may you accept as a thank-you?", "Choose one of the four.", POLICIES)


class NoThanks(Form):
    join = Radios(
        "Would you like to join?", EITHER, {"no": "No thanks, don’t ask again", "yes": "Show me what it is about"}
    )


class Saving(Choices):
    pause = Radios(
        "Take a break",
        "Choose one of the three.",
        {"no": "No break", "date": "Until a date", "open": "Until I say so"},
    )
    until = Day("Back on", [MayBeEmpty()])

    def fits(self, today: date) -> bool:
        if self.pause.data != "date":
            self.until.process_errors = []
        good = bool(self.validate())
        if self.pause.data == "date":
            if self.until.errors or self.until.data is None:
                self.until.errors = ["Enter the day on which you’re back."]
            elif self.until.data <= today:
                self.until.errors = ["Choose a day after today."]
        return good and not self.until.errors


def name_of(activity: OfferedActivity) -> str:
    return f"activity_{activity.id}"


def fields_for(base: type[Choices], activities: Iterable[OfferedActivity]) -> Any:  # noqa: ANN401 - a form class made here
    """The form with a line for each activity."""
    lines = {
        name_of(activity): FreeRadios(activity.plural, "Choose one of the three.", ANSWERS) for activity in activities
    }
    return type(base.__name__, (base,), lines)


def gaps_offered(effort: Effort, policy: Policy) -> dict[str, str]:
    """The policy's own gap first, then each slower choice."""
    least = policy.gap(effort)
    slower = [gap for gap in GAP_CHOICES[effort] if gap > least]
    return {str(gap): capital(words.pace(max(gap, least))) for gap in (GAP_CHOICES[effort][0], *slower)}


def gap_shown(effort: Effort, chosen: int, policy: Policy) -> str:
    """Which of the offered choices stands for what they chose once."""
    return str(chosen if chosen > policy.gap(effort) else GAP_CHOICES[effort][0])


def gap_kept(effort: Effort, said: int, chosen: int, policy: Policy) -> int:
    """The fastest choice stands for each one that the policy outdoes: whoever leaves it there keeps their own."""
    return chosen if said == GAP_CHOICES[effort][0] and chosen <= policy.gap(effort) else said


def chosen_before(preferences: Preferences, policy: Policy, today: date) -> dict[str, object]:
    """The form's data as it was last saved."""
    standing = preferences.standing
    return {
        **{f"activity_{key}": answer.value for key, answer in preferences.answers.items()},
        **{name: kind in preferences.consents for name, kind in CONSENTS.items()},
        "high_gap": gap_shown(Effort.HIGH, standing.high_gap, policy),
        "low_gap": gap_shown(Effort.LOW, standing.low_gap, policy),
        **break_of(standing, today),
    }


def break_of(standing: Standing, today: date) -> dict[str, object]:
    until = standing.break_until
    if until is None or until <= today:
        return {"pause": "no"}
    return {"pause": "open"} if until == OPEN_END else {"pause": "date", "until": until}


def becomes(standing: Standing, effort: Effort, policy: Policy, today: date) -> str:
    """What date each slower choice would give: "If you choose two a year, this becomes 2 December"."""
    last, now = standing.last_on(effort), max(policy.gap(effort), standing.gap(effort))
    if last is None:
        return ""
    slower = [(gap, last + timedelta(days=gap)) for gap in GAP_CHOICES[effort] if gap > now]
    parts = [f"{words.pace(gap)}, {{}}{plain_day(day, today)}" for gap, day in slower if day > today]
    if not parts:
        return ""
    first, rest = parts[0].format("this becomes "), [part.format("") for part in parts[1:]]
    return f"If you choose {'; '.join([first, *rest])}."


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
