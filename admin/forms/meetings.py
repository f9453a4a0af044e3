"""What the team does about a meeting."""

from collections.abc import Mapping
from datetime import datetime

from wtforms import Form, RadioField, TimeField
from wtforms.validators import InputRequired

from admin.forms.fields import add_problem, line, words
from portal.domain.meeting_kinds import Went
from portal.domain.rules import meetings as rules
from portal.web.forms import Day, number

HOW = "The address of a video call, or a phone number. Both read it in their calendar."
WENT = {Went.WELL.value: "Well", Went.SO_SO.value: "So-so", Went.BADLY.value: "Not well"}


class Schedule(Form):
    day = Day("Day", validators=[InputRequired("Choose the day.")])
    at = TimeField("Time", validators=[InputRequired("Write the time.")])
    joined_by = line("How they speak", longest=500, description=HOW)

    def fits(self, zone: str, *, now: datetime) -> bool:
        """A day and a time that are one moment on the clock of `zone`."""
        if not self.validate() or self.day.data is None or self.at.data is None:
            return False
        why_not = rules.why_not(self.day.data, self.at.data, zone, now=now)
        if why_not:
            add_problem(self, "at", why_not)
        return why_not is None

    def instant(self, zone: str) -> datetime:
        """Of a form that fits."""
        assert self.day.data is not None  # noqa: S101 - both are required
        assert self.at.data is not None  # noqa: S101
        return rules.instant(self.day.data, self.at.data, zone)


class Choice(Form):
    time = RadioField("Which time?", coerce=str, validate_choice=False, validators=[InputRequired("Choose a time.")])
    how = line("How they speak", longest=500, description=HOW)

    def offer(self, times: Mapping[int, str]) -> None:
        self.time.choices = {str(key): said for key, said in times.items()}

    @property
    def chosen(self) -> int:
        return number(self.time.data)


class CallingOff(Form):
    reason = line("A word to the advocate", longest=500)


class Feedback(Form):
    went = RadioField("How did it go?", choices=dict(WENT), validators=[InputRequired("Say how it went.")])
    as_said = RadioField(
        "Was it what was asked for?",
        choices={"yes": "Yes", "no": "No"},
        validators=[InputRequired("Say whether it was what was asked for.")],
    )
    words = words("What should the team know?", longest=2_000)
