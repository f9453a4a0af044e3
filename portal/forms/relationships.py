"""A note about somebody at one's own account, and the wish that the account be left alone (ID-4)."""

from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.web.forms import Form, tidy


class Note(Form):
    body = TextAreaField(
        "Note",
        [Optional(), Length(max=4000, message="Use at most 4,000 letters.")],
        [tidy],
        description="Seen by you, the team, and by them if they ask for their data.",
    )


class LeaveAlone(Form):
    until = DateField("Until", [InputRequired("Choose a day.")])
    why = TextAreaField(
        "Why",
        [InputRequired("Say why. Whoever wants to ask somebody there reads it."), Length(max=500)],
        [tidy],
        description="For the team only, such as “Renewal talks”.",
    )
