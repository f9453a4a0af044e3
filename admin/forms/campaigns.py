"""A campaign: whom, what for, the words, over how long."""

from collections.abc import Iterable
from datetime import date

from wtforms import Form, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from admin.forms.fields import MayBeEmpty, line, words
from portal.domain.kinds import Effort
from portal.domain.operations.campaigns import Wording
from portal.domain.queries.activities import Offer
from portal.domain.queries.segments import SavedSegment
from portal.domain.rules.campaigns import SPREADS
from portal.web.forms import Day

CLASSES = {Effort.HIGH: "a bigger ask", Effort.LOW: "a small ask"}


class CampaignWords(Form):
    name = line("Name", missing="Give it a name.", longest=80, description="For the team only, as “Autumn reviews”.")
    segment = SelectField("Segment", coerce=int, validators=[DataRequired("Choose whom to ask.")])
    activity = SelectField("Ask them for", coerce=int, validators=[DataRequired("Choose what to ask for.")])
    other_role = line(
        "Who the other side is",
        missing="Say who the other side is, for example “supply chain director”.",
        description="For example “supply chain director”.",
    )
    other_industry = line(
        "Their industry", missing="Say which industry the other side is in.", description="For example “logistics”."
    )
    minutes = IntegerField(
        "Minutes it takes", validators=[MayBeEmpty(), NumberRange(1, 2400, "Say how long it takes, in minutes.")]
    )
    happen_by = Day("It should happen by", validators=[InputRequired("Say by which day it should happen.")])
    why = words(
        "Why them",
        missing="Say why you ask them.",
        longest=1_000,
        description="They read this under the question. What will make it worth their time?",
    )
    hours = SelectField(
        "Spread over", coerce=int, choices={str(hours): words for hours, words in SPREADS.items()}, default=24
    )

    def offer(self, segments: Iterable[SavedSegment], activities: Iterable[Offer]) -> None:
        self.segment.choices = {str(one.id): one.name for one in segments}
        self.activity.choices = {str(one.id): f"{one.name} ({CLASSES[one.effort]})" for one in activities}

    def check(self, today: date) -> bool:
        good = self.validate()
        if good and self.happen_by.data and self.happen_by.data <= today:
            self.happen_by.errors = ["Choose a day after today."]
            return False
        return good

    def wording(self) -> Wording:
        return Wording(
            name=self.name.data or "",
            segment_id=self.segment.data,
            activity_id=self.activity.data,
            other_role=self.other_role.data or "",
            other_industry=self.other_industry.data or "",
            happen_by=self.happen_by.data,
            why=self.why.data or "",
            hours=self.hours.data,
            minutes=self.minutes.data,
        )
