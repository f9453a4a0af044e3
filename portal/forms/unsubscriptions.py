"""Stopping the program's mail, and having it again. Nothing is preselected: mail scanners press buttons."""

from portal.forms.fields import Radios
from portal.web.forms import Form

EITHER = "Choose one of the two. Either is fine."


class Unsubscription(Form):
    mail = Radios(
        "Messages from the program",
        EITHER,
        {"stop": "Stop all messages from the program", "go_on": "Send me messages from the program"},
    )
