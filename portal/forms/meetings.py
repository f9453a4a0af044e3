"""Offering times, choosing one, calling it off, and whether it happened."""

from collections.abc import Mapping
from datetime import datetime

from wtforms import Field, StringField, TextAreaField, TimeField
from wtforms.validators import Length, Optional

from portal.domain.rules import meetings as rules
from portal.forms.fields import MayBeEmpty, Radios
from portal.web.forms import Day, Form, tidy

HOW_MISSING = "Say how you speak: the address of a video call, or a phone number."
TOO_LONG = Length(max=500, message="Keep it under 500 characters.")
PAIRS = tuple((f"day_{number}", f"at_{number}") for number in range(1, rules.MOST_TIMES + 1))


class Offer(Form):
    day_1 = Day("First choice, day", [MayBeEmpty()])
    at_1 = TimeField("First choice, time", [MayBeEmpty()])
    day_2 = Day("Second choice, day", [MayBeEmpty()])
    at_2 = TimeField("Second choice, time", [MayBeEmpty()])
    day_3 = Day("Third choice, day", [MayBeEmpty()])
    at_3 = TimeField("Third choice, time", [MayBeEmpty()])
    offered_how = StringField("How you speak", [MayBeEmpty(), TOO_LONG], filters=[tidy])

    def fits(self, zone: str, *, needs_how: bool, now: datetime) -> bool:
        """Each pair is whole and a time at which people can meet; at least one is there."""
        good: bool = self.validate()
        typed = [
            pair for pair in PAIRS if any(self[name].data or self[name].raw_data not in ([], [""]) for name in pair)
        ]
        if not typed:
            good = _add(self.day_1, "Choose at least one day and time.")
        for pair in typed:
            good = self._pair_fits(*pair, zone=zone, now=now) and good
        if needs_how and not self.offered_how.data:
            good = _add(self.offered_how, HOW_MISSING)
        return good

    def starts(self, zone: str) -> list[datetime]:
        """Of a form that fits."""
        pairs = ((self[day].data, self[at].data) for day, at in PAIRS)
        return sorted({rules.instant(day, at, zone) for day, at in pairs if day and at})

    def _pair_fits(self, day: str, at: str, *, zone: str, now: datetime) -> bool:
        if self[day].errors or self[at].errors:
            return False
        if self[day].data is None:
            return _add(self[day], "Choose the day too.")
        if self[at].data is None:
            return _add(self[at], "Write the time too.")
        why_not = rules.why_not(self[day].data, self[at].data, zone, now=now)
        return _add(self[at], why_not) if why_not else True


class Choice(Form):
    time = Radios("Which time suits you?", "Choose one of the times.", coerce=str)
    how = StringField("How you speak", [MayBeEmpty(), TOO_LONG], filters=[tidy])

    def offer(self, times: Mapping[int, str]) -> None:
        self.time.choices = {str(key): words for key, words in times.items()}

    def fits(self, *, needs_how: bool) -> bool:
        good: bool = self.validate()
        if needs_how and not self.how.data:
            good = _add(self.how, HOW_MISSING)
        return good


class CallingOff(Form):
    note = TextAreaField("A word to the other side", [Optional(), TOO_LONG], filters=[tidy])


class Outcome(Form):
    happened = Radios(
        "Did it happen?", "Say whether it happened.", {"yes": "Yes, it took place", "no": "No, it didn’t"}
    )
    what = StringField("What happened", [Optional(), TOO_LONG], filters=[tidy])


def _add(field: Field, message: str) -> bool:
    field.errors = [*field.errors, message]
    return False
