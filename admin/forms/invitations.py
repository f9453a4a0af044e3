"""Inviting people to join."""

from wtforms import Form

from admin.forms.fields import words


class NewInvitations(Form):
    note = words(
        "A few words of your own",
        longest=600,
        description="They stand in the letter, before what we ask. Say why you thought of them.",
    )
