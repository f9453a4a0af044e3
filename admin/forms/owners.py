"""How somebody came in, and who of ours stands for them."""

from collections.abc import Mapping

from wtforms import Form, SelectField

from admin.forms.advocates import CHANNELS
from portal.domain.kinds import Channel
from portal.domain.operations.owners import Owners


def nobody_or(value: str | None) -> int | None:
    return int(value) if value else None


class Ownership(Form):
    channel = SelectField("How they came in", choices={channel.value: words for channel, words in CHANNELS.items()})
    sponsor_id = SelectField(
        "Executive sponsor", coerce=nobody_or, description="An executive of ours who stands for the relationship."
    )
    csm_id = SelectField("Customer success manager", coerce=nobody_or, description="Of the whole account.")

    def offer(self, people: Mapping[int, str]) -> None:
        choices = {"": "Nobody", **{str(key): name for key, name in people.items()}}
        self.sponsor_id.choices = self.csm_id.choices = choices

    def owners(self) -> Owners:
        return Owners(channel=Channel(self.channel.data), sponsor_id=self.sponsor_id.data, csm_id=self.csm_id.data)
