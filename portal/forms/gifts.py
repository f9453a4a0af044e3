"""What somebody may accept, in plain words (RWD-5)."""

from wtforms import BooleanField

from portal.domain.value_kinds import GiftPolicy
from portal.forms.fields import Radios
from portal.web.forms import Form

POLICIES = {
    GiftPolicy.ANYTHING.value: "Anything",
    GiftPolicy.NON_CASH.value: "Things and time, but no gift cards",
    GiftPolicy.DONATIONS.value: "Only donations to a charity",
    GiftPolicy.NOTHING.value: "Nothing",
}


class Gifts(Form):
    policy = Radios("What may you accept?", "Choose one of the four.", POLICIES)
    off = BooleanField("Turn credits off", description="You earn none, and we never mention them. What you have stays.")
