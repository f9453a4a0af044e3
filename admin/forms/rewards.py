"""A reward on the menu, its codes, and the rules of giving."""

from collections.abc import Iterable

from wtforms import Form, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from admin.forms.fields import ItemsField, items, line, words
from admin.forms.money import currency, money
from portal.domain.operations.reward_rules import Values
from portal.domain.operations.rewards import Words
from portal.domain.queries.rewards import Earning, Entry
from portal.domain.value_kinds import Fulfilment, RewardKind
from portal.web.forms import Unneeded, Version

KINDS = {
    RewardKind.EARLY_ACCESS: "Early access",
    RewardKind.EXECUTIVE_TIME: "Time with an executive",
    RewardKind.PEER_NETWORKING: "Meeting peers",
    RewardKind.TRAINING: "Training",
    RewardKind.DONATION: "Donation",
    RewardKind.CO_MARKETING: "Appearing together",
    RewardKind.SWAG: "Something to keep",
    RewardKind.GIFT_CARD: "Gift card",
}
WAYS = {
    Fulfilment.TEAM: "The team does it",
    Fulfilment.OWNER: "A person gives their time",
    Fulfilment.CODE: "A code from a file",
    Fulfilment.POST: "A parcel, to an address",
    Fulfilment.DONATION: "We donate",
}


def whole(label: str, *, least: int = 0, most: int = 1_000_000, description: str = "") -> IntegerField:
    message = f"Write a whole number from {least:,} to {most:,}."
    return IntegerField(
        label, description=description, validators=[InputRequired(message), NumberRange(least, most, message)]
    )


class Reward(Form):
    kind = SelectField("Kind", choices={kind.value: name for kind, name in KINDS.items()})
    name = line("Name", missing="Write what it is called.", description="Such as “An hour with our product chief”.")
    what = words("What it is", missing="Say in a sentence or two what they get.", longest=400)
    points = whole("What it takes", description="0 for a reward that is free to advocates.")
    cost = money("What it costs us", description="Empty or 0 if nothing.")
    currency = currency()
    stock = IntegerField(
        "How many there are",
        description="Empty if there is always enough. With codes, the codes are counted.",
        validators=[Optional(), NumberRange(0, 1_000_000, "Write a whole number, or leave it empty.")],
    )
    counted = Version()
    """The stock that the page showed."""
    regions = items("Only in these regions", description="Empty for everywhere. Separate with commas.")
    fulfilment = SelectField("How it reaches them", choices={way.value: name for way, name in WAYS.items()})
    owner = SelectField("Whose time it is", validators=[Unneeded()], coerce=str)
    question = line("What we ask them", description="Such as “What would you like to talk about?”.")
    charities: ItemsField = items(
        "Charities to choose from", description="For a donation. Separate with commas.", longest=2_000
    )
    happens = line("What happens next", missing="Say what happens once they chose it, and when.", longest=400)
    if_plans_change = line("If plans change", longest=400)
    position = IntegerField("Place on the page", validators=[Optional(), NumberRange(0, 1_000)])

    def offer(self, owners: Iterable[tuple[int, str]]) -> None:
        self.owner.choices = {"": "Nobody in particular", **{str(key): name for key, name in owners}}

    @classmethod
    def of(cls, entry: Entry) -> "Reward":
        return cls(
            data={
                **{name: getattr(entry, name) for name in ("name", "what", "points", "stock", "regions", "charities")},
                "kind": entry.kind.value,
                "cost": entry.cents or None,
                "counted": entry.stock,
                "currency": entry.currency or "EUR",
                "fulfilment": entry.fulfilment.value,
                "owner": str(entry.owner_id or ""),
                "question": entry.question,
                "happens": entry.happens,
                "if_plans_change": entry.if_plans_change,
                "position": entry.position,
            }
        )

    def words(self) -> Words:
        cents = self.cost.cents
        return Words(
            kind=RewardKind(self.kind.data),
            name=self.name.data or "",
            what=self.what.data or "",
            points=self.points.data or 0,
            cents=cents,
            currency=self.currency.data if cents else None,
            stock=self.stock.data,
            regions=list(self.regions.items()),
            fulfilment=Fulfilment(self.fulfilment.data),
            owner_id=int(self.owner.data) if self.owner.data else None,
            question=self.question.data or None,
            charities=list(self.charities.items()),
            happens=self.happens.data or "",
            if_plans_change=self.if_plans_change.data or None,
            position=self.position.data or 0,
        )


class Rules(Form):
    expires_after_months = whole(
        "Good for, in months",
        least=3,
        most=120,
        description="From the day it was earned. A notice goes out a month before.",
    )
    second_points = whole("Two people decide from", least=1, description="In what it takes, and for an adjustment.")
    second_cost = money("Two people approve a cost from", missing="Write a sum.", description="In each currency.")
    gift_limit = money(
        "Most to one person in a year",
        missing="Write a sum.",
        description="In each currency. Gift cards, things and dinners count.",
    )
    promised_days = whole("Promised within", least=1, most=60, description="Working days.")
    review_sites = items(
        "Review sites where thanks are allowed",
        description="Hosts, with commas between. Never the app stores of Apple and Google.",
    )

    def values(self) -> Values:
        return Values(
            expires_after_months=self.expires_after_months.data or 0,
            second_points=self.second_points.data or 0,
            second_cents=self.second_cost.cents,
            gift_limit_cents=self.gift_limit.cents,
            promised_days=self.promised_days.data or 0,
            review_sites=[site.lower() for site in self.review_sites.items()],
        )


def rules_for(activities: Iterable[Earning]) -> type[Rules]:
    """The rules with a line for each activity's points."""
    lines = {f"points_{activity.id}": whole(activity.name, most=100_000) for activity in activities}
    return type("Rules", (Rules,), lines)
