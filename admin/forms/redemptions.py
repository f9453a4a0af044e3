"""Calling off a redemption, or opening it again."""

from wtforms import Form

from admin.forms.fields import words


class Reason(Form):
    reason = words("Why", missing="Say why. The advocate reads it.", longest=400, description="The advocate reads it.")
