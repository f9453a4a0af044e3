"""The company's own people."""

from wtforms import Form, SelectField

from admin.forms.fields import address, line
from portal.domain.kinds import Role

ROLES = {
    Role.COLLEAGUE: "Colleague",
    Role.TEAM: "Team member",
    Role.ADMINISTRATOR: "Administrator",
}


class NewPerson(Form):
    name = line("Name", missing="Write their name.")
    email = address("Email", missing="Write their email address.")
    role = SelectField("Role", choices={role.value: words for role, words in ROLES.items()}, default=Role.TEAM)


class NewRole(Form):
    role = SelectField("Role", choices={role.value: words for role, words in ROLES.items()})
