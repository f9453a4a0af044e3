"""Choosing a reward, and saying where it goes."""

import secrets

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.domain.operations.redemptions import Wishes
from portal.domain.queries.rewards import Item
from portal.domain.value_kinds import Fulfilment
from portal.forms.fields import Radios
from portal.web.forms import Form, tidy

TEXT = Length(max=1000, message="Keep it under 1,000 characters.")


class Redemption(Form):
    """Carries a one-time key, so that pressing twice, or going back, chooses once."""

    key = StringField(validators=[Regexp(r"^[A-Za-z0-9_-]{22}$", message="Start again from the list of rewards.")])
    charity = Radios("Which charity?", "Choose one of the charities.")
    address = TextAreaField(
        "Where should we send it?",
        [DataRequired("Write the address it should go to."), TEXT],
        filters=[tidy],
        description="We erase it once it has arrived.",
    )
    words = TextAreaField("Anything we should know?", [Optional(), TEXT], filters=[tidy])
    allowed = BooleanField(
        "My employer’s rules allow me to accept this",
        [DataRequired("Tick that your employer’s rules allow it. Without that we may not give it to you.")],
    )

    def offer(self, item: Item) -> None:
        """Only what this reward needs. Several stand on one page, so each field is known by its reward."""
        if item.fulfilment is Fulfilment.DONATION:
            self.charity.choices = {name: name for name in item.charities}
        else:
            del self.charity
        if item.fulfilment is not Fulfilment.POST:
            del self.address
        if item.question:
            self.words.label.text = item.question
        else:
            del self.words
        for field in self:
            field.id = f"{field.name}-{item.id}"
        if not self.key.data:
            self.key.data = secrets.token_urlsafe(16)

    def wishes(self) -> Wishes:
        said = self.data
        return Wishes(
            allowed=bool(self.allowed.data),
            words=said.get("words") or None,
            charity=said.get("charity"),
            address=said.get("address") or None,
        )


class Address(Form):
    address = TextAreaField(
        "Where should we send it?",
        [DataRequired("Write the address it should go to."), TEXT],
        filters=[tidy],
        description="We erase it once it has arrived.",
    )
