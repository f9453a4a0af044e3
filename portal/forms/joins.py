from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.web.forms import Address, Form, Ticks, tidy


class JoinRequest(Form):
    """`activities` gets its choices from the view."""

    name = StringField(
        "Your name", [InputRequired("Enter your name."), Length(max=120, message="Use at most 120 letters.")], [tidy]
    )
    email = EmailField("Work email", [InputRequired("Enter your work email."), Address()], [tidy])
    company = StringField(
        "Company",
        [InputRequired("Enter the company you work for."), Length(max=120, message="Use at most 120 letters.")],
        [tidy],
    )
    title = StringField("What you do there", [Optional(), Length(max=120, message="Use at most 120 letters.")], [tidy])
    activities = Ticks(
        "What would you enjoy?",
        [Optional()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description="Only so that we know. You choose what we may ask for when you join.",
    )
    words = TextAreaField(
        "Anything you’d like to tell us", [Optional(), Length(max=1000, message="Use at most 1,000 letters.")], [tidy]
    )
