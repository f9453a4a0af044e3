"""Departments of the company."""

from types import MappingProxyType

from wtforms import Form, SelectField

from admin.forms.fields import line
from portal.domain.kinds import Channel

CHANNELS = MappingProxyType(
    {
        Channel.SALES: "Sales",
        Channel.CUSTOMER_SUCCESS: "Customer success",
        Channel.EXECUTIVE: "Executive relationship",
        Channel.PARTNER_TEAM: "Partner team",
        Channel.EVENT: "Event",
        Channel.SURVEY: "Survey",
        Channel.SENTIMENT: "Something they said",
        Channel.ADVOCATE: "Named by an advocate",
        Channel.IMPORT: "Import",
        Channel.SELF: "Put themselves forward",
    }
)
OF_DEPARTMENTS = (Channel.SALES, Channel.CUSTOMER_SUCCESS, Channel.EXECUTIVE, Channel.EVENT, Channel.PARTNER_TEAM)


class NewDepartment(Form):
    name = line("Name", missing="Write the department’s name.", longest=80)
    channel = SelectField(
        "Whom it nominates comes in by",
        choices={channel.value: CHANNELS[channel] for channel in OF_DEPARTMENTS},
        default=Channel.PARTNER_TEAM.value,
    )
