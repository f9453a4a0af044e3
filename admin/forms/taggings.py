"""A tag for several people at once."""

from wtforms import Form

from admin.forms.fields import line
from portal.web.forms import Radios

PUT_ON, TAKE_OFF = "put_on", "take_off"


class NewTagging(Form):
    tag = line("Tag", missing="Write the tag.", longest=40, description="A word or two, for example “Champion”.")
    what = Radios("What to do", choices=[(PUT_ON, "Put it on"), (TAKE_OFF, "Take it off")], default=PUT_ON)
