"""Somebody new written down by hand, and what the team corrects."""

from wtforms import Form, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from admin.forms.fields import address, items, line, words
from portal.domain.kinds import Channel, Stage
from portal.web.forms import Day

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


class NewAdvocate(Form):
    name = line("Name", missing="Write their name.")
    email = address("Email", missing="Write their email address.")
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
    score_on = Day("Day of the score", validators=[Optional()])
