"""What an advocate told us, and when and to whom."""

from collections.abc import Mapping

from wtforms import Form, SelectField
from wtforms.validators import InputRequired

from admin.forms.fields import items, words
from portal.domain.operations.interviews import Told
from portal.web.forms import Day


class NewInterview(Form):
    held_on = Day("Day", validators=[InputRequired("Choose the day it was held.")])
    by_id = SelectField("Who spoke with them", coerce=int)
    experience = words(
        "Experience",
        missing="Write down what they told you.",
        longest=8_000,
        description="How they work with the product: since when, where, how much, what went well and what didn’t.",
    )
    story = words(
        "Their story",
        longest=8_000,
        description="As you would tell it. Now and then they are asked whether it still holds.",
    )
    interests = items(
        "Interests", description="What they would like in return or to hear about. With commas between them."
    )
    expertise = items("Expertise", description="What they know well. With commas between them.")

    def offer(self, people: Mapping[int, str]) -> None:
        self.by_id.choices = {str(key): name for key, name in people.items()}

    def told(self) -> Told:
        assert self.held_on.data is not None  # noqa: S101 - validated
        return Told(
            held_on=self.held_on.data,
            by_id=self.by_id.data,
            experience=self.experience.data or "",
            story=self.story.data or None,
            interests=list(self.interests.items()),
            expertise=list(self.expertise.items()),
        )
