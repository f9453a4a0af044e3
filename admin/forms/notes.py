"""A note about an advocate."""

from wtforms import Form

from admin.forms.fields import words


class NewNote(Form):
    body = words(
        "New note",
        missing="Write something first.",
        longest=4_000,
        description="Seen by the team, and by them if they ask for their data.",
    )
