"""The answer to an ask. Only what belongs to the chosen answer is read (DESIGN 5)."""

from datetime import date
from types import MappingProxyType

from wtforms import EmailField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, Length, Optional

from portal.domain.rules.sentences import DAYS, plain_day
from portal.forms.fields import MayBeEmpty, Radios, Ticks
from portal.web.forms import Address, Day, Form, Unneeded, tidy

ANSWERS = MappingProxyType(
    {
        "yes": "Yes, I can help",
        "time": "Yes, but at another time",
        "hand": "A colleague of mine would be better",
        "no": "Not this time",
    }
)
BELONGS = MappingProxyType(
    {
        "yes": ("note",),
        "time": ("on", "at", "words"),
        "hand": ("hand_name", "hand_email"),
        "no": ("reasons", "reason"),
    }
)
SATURDAY = 5
TOO_LONG = Length(max=2000, message="Keep it under 2,000 characters.")


class Answer(Form):
    answer = Radios("Your answer", "Choose one of the answers.")
    note = TextAreaField("Anything they should know first", [Optional(), TOO_LONG], filters=[tidy])
    on = Day("Date", [MayBeEmpty()])
    at = TimeField("Time", [MayBeEmpty()])
    words = TextAreaField(
        "Or describe what works",
        [Optional(), TOO_LONG],
        filters=[tidy],
        description="For example: any Thursday afternoon in June.",
    )
    hand_name = StringField("Their name", [DataRequired("Enter their name."), Length(max=200)], filters=[tidy])
    hand_email = EmailField(
        "Their work email",
        [DataRequired("Enter their work email."), Address("Enter an email address, like kim@company.com.")],
        filters=[tidy],
    )
    reasons = Ticks("Is there something we should know?", [Unneeded()], choices={})
    reason = StringField("Anything else", [Optional(), TOO_LONG], filters=[tidy])

    def offer(self, answers: tuple[str, ...], *, first: str, activities: str) -> None:
        """Which answers there are now. `first` comes first in the list; nothing is ever chosen for them."""
        ordered = sorted(answers, key=lambda answer: answer != first)
        self.answer.choices = {answer: ANSWERS[answer] for answer in ordered}
        reasons = (
            "It’s a busy time",
            "This wasn’t a good match for me",
            f"I’d rather not do {activities.lower()} at all",
        )
        self.reasons.choices = {reason: reason for reason in reasons}

    def fits(self, today: date) -> bool:
        """The shape, with `today` as the person's own day."""
        for answer, names in BELONGS.items():
            if answer != self.answer.data:
                self._leave_alone(names)
        good = self.validate()
        return self._fits_time(today) and good if self.answer.data == "time" else good

    def why_not(self) -> str | None:
        """The reasons as one line, or None."""
        given = [*(self.reasons.data or []), self.reason.data or ""]
        return ". ".join(part.rstrip(".") for part in given if part) or None

    def _leave_alone(self, names: tuple[str, ...]) -> None:
        """Keeps what was typed there, in case they come back to it."""
        for name in names:
            field = self[name]
            field.process_errors, field.validators = [], ()
            if isinstance(field, Ticks):
                field.validate_choice = False

    def _fits_time(self, today: date) -> bool:
        if self.on.errors or self.at.errors:
            self.on.errors = ["Enter a date."] if self.on.errors else []
            self.at.errors = ["Enter a time, like 10:30."] if self.at.errors else []
        elif self.on.data is None:
            self._without_a_day()
        elif self.on.data <= today:
            self.on.errors = ["Choose a day that is still to come."]
        elif self.on.data.weekday() >= SATURDAY:
            day = DAYS[self.on.data.weekday()]
            self.on.errors = [f"{plain_day(self.on.data, today)} is a {day}. Choose a working day."]
        if self.on.data is not None and self.at.data is None and not self.words.data and not self.at.errors:
            self.at.errors = ["Enter a time, like 10:30."]
        return not (self.on.errors or self.at.errors)

    def _without_a_day(self) -> None:
        if self.at.data is not None:
            self.on.errors = ["Choose the date too."]
        elif not self.words.data:
            self.on.errors = ["Choose a date, or describe what works."]
