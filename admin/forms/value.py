"""What is given to one advocate: a note, points by hand, and what they may accept."""

import secrets

from wtforms import Form, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from admin.forms.fields import words
from portal.domain.value_kinds import GiftPolicy

POLICIES = {
    GiftPolicy.ANYTHING: "Anything",
    GiftPolicy.NON_CASH: "Things and time, but no gift cards",
    GiftPolicy.DONATIONS: "Only donations",
    GiftPolicy.NOTHING: "Nothing",
}
MOST = 100_000


class Adjustment(Form):
    """With a one-time key: sent twice it is one."""

    key = StringField(validators=[Length(min=22, max=22, message="Start again from the advocate’s page.")])
    points = IntegerField(
        "How many",
        description="With a minus to take some away.",
        validators=[
            InputRequired("Write how many."),
            NumberRange(-MOST, MOST, f"Write a whole number up to {MOST:,}."),
        ],
    )
    reason = words("Why", missing="Say why. The advocate reads it.", longest=400, description="The advocate reads it.")

    @classmethod
    def fresh(cls) -> "Adjustment":
        return cls(data={"key": secrets.token_urlsafe(16)})


class ThankYou(Form):
    words = words(
        "Your note",
        missing="Write what you thank them for.",
        longest=1_000,
        description="In your name, by mail and on their page. Say what came of it, without amounts.",
    )


class AccountGifts(Form):
    policy = SelectField("What their people may accept", choices={one.value: name for one, name in POLICIES.items()})
