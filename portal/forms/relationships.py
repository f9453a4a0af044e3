"""A note about somebody at one's own account, and the wish that the account be left alone (ID-4)."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.web.forms import Day, Form, tidy


class Note(Form):
    body = TextAreaField(
        "Note",
        [Optional(), Length(max=4000, message="Use at most 4,000 letters.")],
        [tidy],
        description="Seen by you, the team, and by them if they ask for their data.",
    )


class LeaveAlone(Form):
    until = Day("Until", [InputRequired("Choose a day.")])
    why = TextAreaField(
        "Why",
        [DataRequired("Say why. Whoever wants to ask somebody there reads it."), Length(max=500)],
        [tidy],
        description="For the team only, such as “Renewal talks”.",
    )
