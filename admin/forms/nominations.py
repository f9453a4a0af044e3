"""Deciding about people whom somebody named."""

from wtforms import Form, SelectField

from admin.forms.fields import words
from portal.domain.rules.nominations import PASSED_OVER


class UsualReason(Form):
    """Why not now, for several at once."""

    usual = SelectField("Why not now", choices={"": "Why not now", **PASSED_OVER}, default="")

    def reason(self) -> str:
        """As the nominator reads it. Empty where nothing was chosen."""
        return PASSED_OVER.get(self.usual.data or "", "")


class Passing(UsualReason):
    """One of the usual reasons, or words of one's own, or both."""

    usual = SelectField("Why not now", choices={"": "Choose a reason, or write your own", **PASSED_OVER}, default="")
    own = words("In your own words", said_later=True, longest=500, description="Whoever nominated them reads this.")

    def reason(self) -> str:
        return " ".join(part for part in (super().reason(), self.own.data) if part)
