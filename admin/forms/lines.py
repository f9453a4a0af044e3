"""Finding people for a request, and asking one: the words are the request's, the note is the asker's."""

from wtforms import BooleanField, Form

from admin.forms.asks import Needs
from admin.forms.fields import add_problem, words


class Finding(Form):
    """Kept in the address."""

    fresh = BooleanField("Leave out whose details are out of date")

    def remembered(self) -> str | None:
        return "y" if self.fresh.data else None


class Asking(Form):
    by_hand_note = words("Your own note", said_later=True, longest=1_000)
    override_reason = words("Why you ask all the same", said_later=True, longest=500)

    def check(self, needs: Needs) -> bool:
        good = self.validate()
        for name, needed, message in (
            ("by_hand_note", needs.note, "They chose “Ask me first” for this. Write them a note of your own."),
            ("override_reason", needs.reason, "Write down why you ask all the same."),
        ):
            if needed and not self[name].data:
                add_problem(self, name, message)
                good = False
        return good
