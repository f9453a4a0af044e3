from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.web.forms import Address, Form, Ticks, Unneeded, tidy


class JoinRequest(Form):
    """`activities` gets its choices from the view."""

    name = StringField(
        "Your name", [DataRequired("Enter your name."), Length(max=120, message="Use at most 120 letters.")], [tidy]
    )
    email = EmailField("Work email", [DataRequired("Enter your work email."), Address()], [tidy])
    company = StringField(
        "Company",
        [DataRequired("Enter the company you work for."), Length(max=120, message="Use at most 120 letters.")],
        [tidy],
    )
    title = StringField("What you do there", [Optional(), Length(max=120, message="Use at most 120 letters.")], [tidy])
    activities = Ticks(
        "What would you enjoy?",
        [Unneeded()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description="Only so that we know. You choose what we may ask for when you join.",
    )
    words = TextAreaField(
        "Anything you’d like to tell us", [Optional(), Length(max=1000, message="Use at most 1,000 letters.")], [tidy]
    )
