"""What was heard of customers: filters, a correction, a call."""

from wtforms import FileField, Form, RadioField, SearchField
from wtforms.validators import InputRequired

from admin.forms.fields import FacetField, address, line, words
from portal.domain.kinds import SignalKind
from portal.domain.rules.feelings import Leaning
from portal.web.forms import Day

KINDS = {
    SignalKind.SURVEY.value: "Survey answers",
    SignalKind.USAGE.value: "Product usage",
    SignalKind.MILESTONE.value: "Milestones",
    SignalKind.TRANSCRIPT.value: "Calls",
}


class Filters(Form):
    q = SearchField("Search")
    kind = FacetField("Kind", "All kinds")


class Correction(Form):
    leaning = RadioField(
        "How was it meant?",
        choices={one.value: one.value for one in Leaning},
        validators=[InputRequired("Choose how it was meant.")],
    )


class NewCall(Form):
    name = line(
        "Customer’s name",
        missing="Write the customer’s name.",
        description="As the transcript writes it: then only their own words count.",
    )
    email = address("Their email", missing="Write their email address.")
    company = line("Company")
    on = Day("Day of the call", validators=[InputRequired("Choose the day of the call.")])
    words = words("What was said", said_later=True, longest=200_000, description="Paste the transcript here.")
    file = FileField("Or a file", description="A text or subtitle file (.txt, .vtt, .srt), up to 1 MB.")
