"""A budget line, and a change of what it plans."""

import secrets
from datetime import timedelta

from wtforms import Form, SelectField, StringField
from wtforms.validators import InputRequired, Length

from admin.forms.fields import line
from admin.forms.money import currency, money
from portal.domain.operations.budgets import Plan
from portal.domain.value_kinds import RewardGroup
from portal.web.forms import Day

GROUPS = {
    RewardGroup.ACCESS: "Access",
    RewardGroup.PEERS: "Peers",
    RewardGroup.LEARNING: "Learning",
    RewardGroup.GIVING: "Giving",
    RewardGroup.RECOGNITION: "Recognition",
    RewardGroup.GIFTS: "Gifts",
}


class NewLine(Form):
    name = line("Name", missing="Write a name, such as “Giving 2027”.")
    pays_for = SelectField("What it pays for", choices={group.value: name for group, name in GROUPS.items()})
    starts_on = Day("First day", [InputRequired("Choose its first day.")])
    last_on = Day("Last day", [InputRequired("Choose its last day.")])
    planned = money("Planned", missing="Write how much is planned.")
    currency = currency()

    def plan(self) -> Plan:
        assert self.starts_on.data is not None  # noqa: S101 - the form was checked
        assert self.last_on.data is not None  # noqa: S101
        return Plan(
            name=self.name.data or "",
            pays_for=RewardGroup(self.pays_for.data),
            currency=self.currency.data,
            starts_on=self.starts_on.data,
            ends_on=self.last_on.data + timedelta(days=1),
            cents=self.planned.cents,
        )


class Change(Form):
    """With a one-time key: sent twice it plans once."""

    key = StringField(validators=[Length(min=22, max=22, message="Start again from the budget’s page.")])
    more = money(
        "How much more",
        missing="Write how much more, or with a minus how much less.",
        description="With a minus for less.",
        signed=True,
    )
    reason = line("Why", missing="Say why it changes.")

    @classmethod
    def fresh(cls) -> "Change":
        return cls(data={"key": secrets.token_urlsafe(16)})
