"""Writing an ask, and what becomes of it."""

from dataclasses import dataclass
from datetime import date

from wtforms import Form, IntegerField, SearchField
from wtforms.validators import InputRequired, NumberRange

from admin.forms.fields import FacetField, MayBeEmpty, add_problem, line, one_line, words
from portal.domain.operations.asks import Words
from portal.domain.queries.activities import Offer
from portal.domain.rules import sentences
from portal.domain.rules.searches import Criteria
from portal.web.forms import Day


class AskFilters(Form):
    q = SearchField("Search", filters=[one_line])
    activity = FacetField("Activity", "Any activity")


class MatchFilters(Form):
    q = SearchField("Search", filters=[one_line])
    industry = FacetField("Industry", "Any industry")
    region = FacetField("Region", "Any region")

    def criteria(self) -> Criteria:
        return Criteria(
            words=(self.q.data or "")[:200],
            industries=tuple(filter(None, [self.industry.chosen])),
            regions=tuple(filter(None, [self.region.chosen])),
        )


@dataclass(frozen=True)
class Needs:
    """What this ask needs beside its words: a reason for its size (ASK-3), a note of the asker's own (CAP-2)."""

    reason: bool
    note: bool


class Composition(Form):
    other_role = line("Who the other side is", said_later=True, description="For example “supply chain director”.")
    other_industry = line("Their industry", said_later=True, description="For example “logistics”.")
    minutes = IntegerField(
        "Minutes it takes", validators=[MayBeEmpty(), NumberRange(1, 2400, "Say how long it takes, in minutes.")]
    )
    happen_by = Day("It should happen by", validators=[MayBeEmpty()])
    reply_by = Day("Answer by", validators=[MayBeEmpty()])
    why = words(
        "Why them",
        missing="Say why you ask them and nobody else.",
        longest=1_000,
        description="They read this under the question. What will make it worth their time?",
    )
    other_name = line("Their name and company", description="Shown to the advocate only after a yes.")
    other_contact = line("How to reach them", description="Shown to the advocate only after a yes.")
    by_hand_note = words("Your own note", said_later=True, longest=1_000)
    override_reason = words("Why you ask all the same", said_later=True, longest=500)

    def check(self, activity: Offer, needs: Needs, *, today: date) -> bool:
        """Small and specific enough to send (ASK-2)? What is missing stands beside its field."""
        good = self.validate()
        for name, message in self.missing(activity, today).items():
            if not self[name].errors:
                add_problem(self, name, message)
                good = False
        for name, needed, message in (
            ("by_hand_note", needs.note, "They chose “Ask me first” for this. Write them a note of your own."),
            ("override_reason", needs.reason, "Write down why you ask all the same."),
        ):
            if needed and not self[name].data:
                add_problem(self, name, message)
                good = False
        return good

    def missing(self, activity: Offer, today: date) -> dict[str, str]:
        return sentences.too_vague(
            minutes=self.minutes.data or activity.minutes,
            role=self.other_role.data or "",
            industry=self.other_industry.data or "",
            happen_by=self.happen_by.data,
            reply_by=self.reply_by.data,
            today=today,
        )

    def sentence(self, activity: Offer, today: date) -> str:
        """What they will read, as far as it is written."""
        if self.missing(activity, today) or self.happen_by.data is None:
            return ""
        return sentences.sentence(
            activity.question,
            minutes=self.minutes.data or activity.minutes,
            role=self.other_role.data or "",
            industry=self.other_industry.data or "",
            happen_by=self.happen_by.data,
            today=today,
        )

    def words(self, activity: Offer) -> Words:
        return Words(
            activity_id=activity.id,
            other_role=self.other_role.data or "",
            other_industry=self.other_industry.data or "",
            happen_by=self.happen_by.data,
            why=self.why.data or "",
            minutes=self.minutes.data,
            reply_by=self.reply_by.data,
            other_name=self.other_name.data or None,
            other_contact=self.other_contact.data or None,
            by_hand_note=self.by_hand_note.data or None,
            override_reason=self.override_reason.data or None,
        )


class Completion(Form):
    on = Day("It was done on", validators=[InputRequired("Choose the day.")])
    evidence = line(
        "What shows it",
        missing="Say what shows it was done: the date of the call, or the address of the page.",
        longest=500,
        description="A review’s or page’s address, or “call held, confirmed by both”.",
    )


class NoShow(Form):
    note = line("What happened", longest=500)
