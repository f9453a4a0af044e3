"""How a call went: two choices and a word (ASK-7)."""

from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from portal.domain.meeting_kinds import Went
from portal.forms.fields import Radios
from portal.web.forms import Form, tidy

WENT = {Went.WELL.value: "Well", Went.SO_SO.value: "So-so", Went.BADLY.value: "Not well"}
AS_SAID = {"yes": "Yes", "no": "No"}


class Feedback(Form):
    went = Radios("How did it go?", "Say how it went.", WENT)
    as_said = Radios("Was it what we had told you?", "Say whether it was what we had told you.", AS_SAID)
    words = TextAreaField(
        "What should we know?",
        [Optional(), Length(max=2000, message="Keep it under 2,000 characters.")],
        filters=[tidy],
    )
