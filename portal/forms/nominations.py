"""Nominating a customer: who, why, how well one knows them, for what (NOM-1)."""

from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.operations.nominations import Nominee
from portal.forms.fields import FreeRadios
from portal.web.forms import Address, Form, Ticks, Unneeded, tidy

KNOWN = {
    "well": "We talk often",
    "met": "We’ve met, or spoken once or twice",
    "name": "By name only",
}


class NewNomination(Form):
    """`activities` gets its choices from the view."""

    name = StringField(
        "Their name", [DataRequired("Enter their name."), Length(max=120, message="Use at most 120 letters.")], [tidy]
    )
    email = EmailField("Their work email", [DataRequired("Enter their work email."), Address()], [tidy])
    company = StringField(
        "Company",
        [DataRequired("Enter the company they work for."), Length(max=120, message="Use at most 120 letters.")],
        [tidy],
    )
    title = StringField("What they do there", [Optional(), Length(max=120, message="Use at most 120 letters.")], [tidy])
    why = TextAreaField(
        "Why them",
        [
            DataRequired("Say in a sentence why you thought of them."),
            Length(max=1000, message="Use at most 1,000 letters."),
        ],
        [tidy],
        description="One or two sentences: what they said or did.",
    )
    how_known = FreeRadios("How well you know them", "Choose one of these.", KNOWN, validators=[Optional()])
    activities = Ticks(
        "What they might do",
        [Unneeded()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description="Your guess. They choose for themselves when they join.",
    )

    def nominee(self) -> Nominee:
        return Nominee(
            name=" ".join((self.name.data or "").split()),
            email=self.email.data or "",
            title=self.title.data or None,
            company=" ".join((self.company.data or "").split()),
            why=self.why.data or "",
            how_known=KNOWN.get(self.how_known.data or ""),
            activity_ids=tuple(int(key) for key in self.activities.data or ()),
        )
