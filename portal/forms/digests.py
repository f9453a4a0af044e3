"""Which digests somebody of the company wants, and by which clock; and stopping them from the mail."""

from datetime import datetime

from wtforms import BooleanField

from portal.domain.queries.digests import Wish
from portal.forms.fields import Radios, Select
from portal.forms.profile import zone_choices
from portal.web.forms import Form

EITHER = "Choose one of the two. Either is fine."


class Digests(Form):
    daily = BooleanField("What waits for you, at most once a day")
    proof = BooleanField("New proof for your accounts, once a month")
    time_zone = Select("Your morning is in", "Choose a time zone from the list.")

    def offer(self, now: datetime, *, usual: str) -> None:
        """Zones with the time it is there; the empty choice is the program's own, `usual`."""
        self.time_zone.choices = zone_choices(self.time_zone.data, now, usual=usual)

    def wish(self) -> Wish:
        return Wish(daily=self.daily.data, proof=self.proof.data)


class Stopping(Form):
    mail = Radios(
        "Your daily message",
        EITHER,
        {"stop": "Stop these messages", "go_on": "Send me these messages"},
    )
