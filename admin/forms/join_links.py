"""Join links, one per recruiting channel."""

from wtforms import Form, SelectField

from admin.forms.departments import CHANNELS
from admin.forms.fields import line
from portal.domain.kinds import Channel

OFFERED = (
    Channel.EVENT,
    Channel.PARTNER_TEAM,
    Channel.CUSTOMER_SUCCESS,
    Channel.SALES,
    Channel.EXECUTIVE,
    Channel.SELF,
)


class NewJoinLink(Form):
    name = line(
        "What it is for",
        missing="Write what it is for, such as Spring fair booth.",
        longest=80,
        description="For you and the team.",
    )
    slug = line(
        "Its address", longest=60, description="Letters, digits and hyphens. Left empty, it is made from the name."
    )
    channel = SelectField(
        "Whoever joins by it came by",
        choices={channel.value: CHANNELS[channel] for channel in OFFERED},
        default=Channel.EVENT.value,
    )
