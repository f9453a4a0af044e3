"""What happened when somebody left."""

from wtforms import Form, RadioField
from wtforms.validators import InputRequired

from admin.forms.fields import line, words
from portal.domain.kinds import DepartureKind

KINDS = {
    DepartureKind.LEFT.value: "They left their company or the program",
    DepartureKind.MOVED.value: "They moved to another company",
}


class NewDeparture(Form):
    kind = RadioField("What happened?", choices=KINDS, validators=[InputRequired("Choose what happened.")])
    company = line("Where they are now", description="If they moved and you know it. A new company becomes an account.")
    note = words("Note", longest=1_000, description="For your team, for example how you heard of it.")
