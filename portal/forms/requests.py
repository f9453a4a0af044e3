"""A colleague's request, in under a minute (REQ-1). What isn't on offer among the wishes counts as no wish."""

from collections.abc import Mapping, Sequence
from datetime import date

from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.domain.demand_kinds import Wants
from portal.domain.kinds import Channel
from portal.domain.operations.requests import Fit, Need
from portal.domain.queries.activities import Offer
from portal.domain.queries.requests import Deal
from portal.forms.fields import MayBeEmpty, Radios
from portal.web.forms import Day, Form, tidy

SIZES: Mapping[str, tuple[str, int | None, int | None]] = {
    "small": ("Fewer than 250 people", None, 249),
    "middle": ("250 to 999 people", 250, 999),
    "large": ("1,000 to 9,999 people", 1_000, 9_999),
    "largest": ("10,000 people or more", 10_000, None),
}
CHANNELS = {
    Channel.SELF: "By themselves",
    Channel.SALES: "Sales",
    Channel.CUSTOMER_SUCCESS: "Customer success",
    Channel.EVENT: "An event",
    Channel.PARTNER_TEAM: "A partner",
    Channel.EXECUTIVE: "An executive",
}
NO_DEAL = ""


def few_words(label: str, missing: str = "", *, longest: int = 120, description: str = "") -> StringField:
    first = DataRequired(missing) if missing else MayBeEmpty()
    too_long = Length(max=longest, message=f"Use at most {longest} letters.")
    return StringField(label, [first, too_long], [tidy], description=description)


def wish(label: str) -> SelectField:
    return SelectField(label, choices={"": "Any"}, validate_choice=False)


class NewRequest(Form):
    """`what` holds an activity's number, or that something to show is enough."""

    what = Radios("What would help you", "Choose what would help you.")
    deal = SelectField(
        "For which deal", choices={}, validate_choice=False, description="Yours come first. It needn’t be for a deal."
    )
    other_deal = few_words(
        "Another deal",
        longest=200,
        description="How its name or its company begins, or its number. Leave it empty otherwise.",
    )
    company = few_words(
        "Company", description="If the deal doesn’t name one. Leave it empty for press, an event or your own work."
    )
    other_role = few_words(
        "Who would speak with them, or read it?",
        "Say who it is, for example “supply chain director”.",
        description="Their role, no name. The customer reads this.",
    )
    other_industry = few_words("Their industry", description="Filled in from the company if you leave it empty.")
    industry = wish("Industry")
    product = wish("Product")
    use_case = wish("Use case")
    region = wish("Region")
    persona = wish("Role")
    size = wish("Size")
    channel = wish("Came to us through")
    needed_by = Day("Needed by", [InputRequired("Choose a day.")])
    why = TextAreaField(
        "What do they want to know?",
        [
            DataRequired("Say in a sentence what they want to know."),
            Length(max=1000, message="Use at most 1,000 letters."),
        ],
        [tidy],
        description="The customer reads this. One or two sentences.",
    )

    def offer(self, activities: Sequence[Offer], deals: Sequence[Deal], wishes: Mapping[str, Sequence[str]]) -> None:
        """`wishes` are the values in use by facet."""
        named = {str(one.id): one.name for one in activities}
        self.what.choices = named | {Wants.CONTENT.value: "Something to show"}
        self.deal.choices = {NO_DEAL: "No deal, or another one"} | {str(one.id): one.words for one in deals}
        for name in ("industry", "product", "use_case", "region", "persona"):
            self[name].choices = {"": "Any"} | {value: value for value in wishes.get(name, ())}
        self.size.choices = {"": "Any"} | {key: words for key, (words, _, _) in SIZES.items()}
        self.channel.choices = {"": "Any"} | {key.value: words for key, words in CHANNELS.items()}

    def fits(self, today: date, picked: Deal | None, unclear: str) -> bool:
        """`picked` is the deal that was chosen or found; `unclear`: why none could be."""
        sound = self.validate()
        problems: list[tuple[Field, str]] = []
        if unclear:
            problems.append((self.other_deal, unclear))
        elif picked and not picked.company and not self.company.data:
            problems.append((self.company, "That deal has no company yet. Say which it is."))
        if self.needed_by.data and self.needed_by.data <= today:
            problems.append((self.needed_by, "Choose a day after today."))
        if self.wants_person and not self.other_industry.data and not (picked and picked.industry):
            problems.append((self.other_industry, "Say which industry they are in."))
        for field, message in problems:
            field.errors = [*field.errors, message]
        return bool(sound) and not problems

    @property
    def wants_person(self) -> bool:
        return bool(self.what.data != Wants.CONTENT.value)

    def need(self, picked: Deal | None) -> Need:
        """Of a form that fits."""
        return Need(
            activity_id=int(self.what.data) if self.wants_person else None,
            opportunity_id=picked.id if picked else None,
            company=self.company.data or "",
            other_role=self.other_role.data or "",
            other_industry=self.other_industry.data or "",
            fit=self._fit(),
            needed_by=self.needed_by.data or date.min,
            why=self.why.data or "",
        )

    def _fit(self) -> Fit:
        _, low, high = SIZES.get(offered(self.size), ("", None, None))
        return Fit(
            industries=chosen(self.industry),
            regions=chosen(self.region),
            products=chosen(self.product),
            use_cases=chosen(self.use_case),
            personas=chosen(self.persona),
            channels=chosen(self.channel),
            employees_from=low,
            employees_to=high,
        )


class Words(Form):
    words = TextAreaField(
        "Write to the team",
        [DataRequired("Write something first."), Length(max=2000, message="Use at most 2,000 letters.")],
        [tidy],
    )


class Decision(Form):
    """The account owner's word."""

    answer = Radios("May we?", "Choose yes or no.", {"yes": "Yes, go ahead", "no": "No, not now"})
    note = StringField(
        "Why not now",
        [Optional(), Length(max=500, message="Use at most 500 letters.")],
        [tidy],
        description="Whoever asked reads it.",
    )


def offered(field: SelectField) -> str:
    values = {str(value) for value, *_ in field.iter_choices()}
    return field.data if field.data and field.data in values else ""


def chosen(field: SelectField) -> tuple[str, ...]:
    value = offered(field)
    return (value,) if value else ()
