"""The list's filters, and somebody new written down by hand."""

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, Form, IntegerField, SearchField, SelectField
from wtforms.validators import NumberRange, Optional

from admin.forms.fields import FacetField, address, items, line, one_line, words
from portal.domain.kinds import Channel, Effort, Stage
from portal.domain.queries.advocates import Filters

STAGES = {stage.value: stage.value.capitalize() for stage in Stage}
CHANNELS = {
    Channel.SALES: "Sales",
    Channel.CUSTOMER_SUCCESS: "Customer success",
    Channel.EVENT: "An event",
    Channel.SURVEY: "A survey",
    Channel.EXECUTIVE: "An executive’s relationship",
    Channel.PARTNER_TEAM: "A partner team, such as PR or content",
    Channel.SELF: "They came to us",
    Channel.ADVOCATE: "Another advocate",
    Channel.SENTIMENT: "Something they said",
    Channel.IMPORT: "An import",
}
BY_HAND = {channel.value: CHANNELS[channel] for channel in list(CHANNELS)[:7]}


class AdvocateFilters(Form):
    q = SearchField("Search", filters=[one_line])
    can = FacetField("Can be asked", "Any time")
    activity = FacetField("Activity", "Any activity")
    industry = FacetField("Industry", "Any industry")
    region = FacetField("Region", "Any region")
    stage = FacetField("Stage", "Any stage")

    def offer(self, *, activities: Mapping[str, str], industries: list[str], regions: list[str]) -> None:
        self.can.offer({Effort.HIGH.value: "Bigger ask, today", Effort.LOW.value: "Small ask, today"})
        self.activity.offer(activities)
        self.industry.offer({name: name for name in industries})
        self.region.offer({name: name for name in regions})
        self.stage.offer(STAGES)

    def filters(self) -> Filters:
        return Filters(
            words=(self.q.data or "")[:200],
            stage=Stage(self.stage.chosen) if self.stage.chosen else None,
            effort=Effort(self.can.chosen) if self.can.chosen else None,
            activity_id=int(self.activity.chosen) if self.activity.chosen else None,
            industry=self.industry.chosen,
            region=self.region.chosen,
        )

    def chosen(self) -> dict[str, Any]:
        """What stands in the list's address."""
        facets = {field.name: field.chosen for field in self if isinstance(field, FacetField)}
        return {name: value for name, value in {"q": self.q.data or "", **facets}.items() if value}


class NewAdvocate(Form):
    name = line("Name", missing="Write their name.")
    email = address("E-mail address", missing="Write their e-mail address.")
    title = line("Title")
    company = line("Company", missing="Write which company they are at.")
    channel = SelectField("How they came in", choices=BY_HAND)


class Correction(Form):
    name = line("Name", missing="Write their name.")
    title = line("Title")
    company = line("Company")
    region = line("Region", description="Left empty, their company’s region counts.")
    persona = line("Persona", description="The kind of buyer they can speak to, for example “operations director”.")
    languages = items("Languages", description="With commas between them.")
    products = items("Products used", description="With commas between them.")
    use_cases = items("Use cases", description="With commas between them.")
    outcomes = words("Outcomes", description="Measured results, in their words where you can.")
    score = IntegerField("Last score", validators=[Optional(), NumberRange(0, 10, "A score is a number from 0 to 10.")])
    score_on = DateField("Day of the score", validators=[Optional()])
