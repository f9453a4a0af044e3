"""What the team does with a colleague's request: answering, closing."""

from wtforms import Form, RadioField

from admin.forms.fields import words
from portal.domain.demand_kinds import UnfilledReason
from portal.domain.rules.requests import REASONS


class Answer(Form):
    words = words("Write to whoever asked", missing="Write something first.", description="They get it by mail, too.")


class Closing(Form):
    reason = RadioField("Why", choices={reason.value: said for reason, said in REASONS.items()})
    note = words("In your own words", said_later=True, longest=500, description="Whoever asked reads this.")

    def why(self) -> UnfilledReason:
        """Of a form that is sound."""
        return UnfilledReason(self.reason.data)
