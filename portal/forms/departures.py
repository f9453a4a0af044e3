from portal.forms.fields import Radios
from portal.web.forms import Form


class Departure(Form):
    choice = Radios(
        "Would you like to leave?",
        "Choose one of the two. Either is fine.",
        {"leave": "Yes, I want to leave the program", "stay": "No, I’d rather stay"},
    )
