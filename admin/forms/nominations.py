"""Deciding about people whom somebody named."""

from wtforms import Form, SelectField

from admin.forms.fields import words
from portal.domain.rules.nominations import PASSED_OVER


class Passing(Form):
    """Why not now: one of the usual reasons, or words of one's own, or both."""

    usual = SelectField(
        "Why not now", choices={"": "Choose a reason", **PASSED_OVER, "own": "In my own words"}, default=""
    )
    own = words("Your own words", said_later=True, longest=500, description="Whoever nominated them reads this.")

    def reason(self) -> str:
        """Empty where nothing was chosen or written."""
        parts = [PASSED_OVER.get(self.usual.data or "", ""), self.own.data or ""]
        return " ".join(part for part in parts if part)
