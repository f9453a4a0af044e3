"""The program's settings, one form for each group of them."""

from typing import Any
from zoneinfo import available_timezones

from wtforms import BooleanField, Form, IntegerField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from admin.forms.fields import address, items, line, words
from portal.brand import NotAColour, parse
from portal.domain.kinds import ActivityKind, Effort
from portal.domain.operations.activities import Shape
from portal.domain.rules.caps import LEAST_GAP
from portal.domain.rules.freshness import LEAST_MAIL_GAP

KINDS = {
    ActivityKind.REFERENCE: "Reference",
    ActivityKind.REVIEW: "Review",
    ActivityKind.CASE_STUDY: "Case study",
    ActivityKind.SPEAKING: "Speaking",
    ActivityKind.COMMUNITY: "Community",
    ActivityKind.REFERRAL: "Referral",
}
ICONS = ("call", "story", "speak", "review", "intro", "quote", "community", "referral", "calendar", "heart", "star")


def days(label: str, least: int, most: int, *, description: str = "") -> IntegerField:
    between = f"Write a whole number from {least} to {most}."
    return IntegerField(
        label, description=description, validators=[InputRequired(between), NumberRange(least, most, between)]
    )


class PolicySettings(Form):
    high_gap = days(
        "Days between two bigger asks",
        LEAST_GAP[Effort.HIGH],
        3650,
        description="At least 92, the longest quarter. It can only be made longer.",
    )
    low_gap = days(
        "Days between two small asks",
        LEAST_GAP[Effort.LOW],
        3650,
        description="At least 31, the longest month. It can only be made longer.",
    )
    rest_after = days("Asks in a row declined or unanswered before a rest", 1, 20)
    reply_days = days("Days to answer", 1, 60, description="What a new ask offers; each can say another day.")
    first_reminder_days = days("First reminder after", 1, 59, description="Days without an answer.")
    second_reminder_days = days("Last reminder after", 2, 60, description="Days without an answer.")
    time_zone = SelectField(
        "Time zone",
        description="A day between asks is a day here.",
        choices={name: name.replace("_", " ") for name in sorted(available_timezones())},
    )

    def validate_second_reminder_days(self, field: IntegerField) -> None:
        if field.data and self.first_reminder_days.data and field.data <= self.first_reminder_days.data:
            raise ValidationError("The last reminder must come after the first one.")


class FreshnessSettings(Form):
    story_days = days("Days a story holds", 30, 3650)
    deployments_days = days("Days the products and uses hold", 30, 3650)
    outcomes_days = days("Days the results hold", 30, 3650)
    mail_gap = days(
        "Days between two messages of the program",
        LEAST_MAIL_GAP,
        366,
        description="To one person, asks not counted. At least 31. It can only be made longer.",
    )


class FaceSettings(Form):
    company_name = line("Company name", missing="Write your company’s name.", longest=80)
    product_name = line("What the program is called", missing="Write what the program is called.", longest=80)
    accent = line("Colour", missing="Choose a colour.", longest=7, description="Contrast is kept whatever you choose.")
    reward_word = line("The word for points", missing="Write a word, such as credits.", longest=30)

    def validate_accent(self, field: Any) -> None:  # noqa: ANN401 - a WTForms field
        try:
            field.data = parse(field.data or "")
        except NotAColour as wrong:
            raise ValidationError("Write a colour as # and six digits, such as #0b5a70.") from wrong


class SenderSettings(Form):
    sender_name = line("Sender’s name", missing="Write who the messages come from.", longest=80)
    sender_address = address("Sender’s address", missing="Write the address that messages come from.")
    help_address = address("Address for questions", missing="Write the address that answers questions.")
    postal_address = words(
        "Postal address",
        missing="Write your postal address. The law asks for it in every message.",
        longest=300,
        description="At the foot of every message.",
    )
    own_domains = items(
        "Customers’ domains that join at once",
        description="People with such an address don’t wait for you when they ask to join. With commas between them.",
        longest=2_000,
    )

    def validate_sender_address(self, field: Any) -> None:  # noqa: ANN401 - a WTForms field
        if not (field.data or "").rpartition("@")[0].isascii():
            raise ValidationError("Use plain letters before the @. Mail servers take no others from a sender.")

    validate_help_address = validate_sender_address

    def validate_own_domains(self, field: Any) -> None:  # noqa: ANN401 - a WTForms field
        wrong = [name for name in field.items() if "." not in name or "@" in name or " " in name]
        if wrong:
            raise ValidationError(f"Write only the part after the @: {', '.join(wrong)} isn’t one.")


class ActivityShape(Form):
    name = line("Name", missing="Write what it is called.", longest=60, description="One of them: “Reference call”.")
    plural = line("Several of them", missing="Write the name of several of them.", longest=60)
    kind = SelectField("Kind", choices={kind.value: name for kind, name in KINDS.items()})
    effort = RadioField(
        "Size",
        choices={Effort.HIGH.value: "A bigger ask", Effort.LOW.value: "A small ask"},
        validators=[InputRequired("Choose its size.")],
        validate_choice=True,
    )
    minutes = days("Minutes it takes", 1, 2400)
    shelf_days = days("Days a yes keeps fresh", 1, 3650)
    what = words("What it is", missing="Say in a sentence what it is.", longest=300)
    question = words(
        "The question",
        missing="Write the question.",
        longest=300,
        description="With {minutes}, {other_side} and {when} where they belong.",
    )
    icon = SelectField("Icon", choices={name: name.capitalize() for name in ICONS})
    needs_contact = BooleanField("The other side meets them, so it needs their consent to share name and contact")
    owner_approves = BooleanField("A colleague’s request for it waits for the account owner’s word first")

    def shape(self) -> Shape:
        return Shape(
            name=self.name.data or "",
            plural=self.plural.data or "",
            kind=ActivityKind(self.kind.data),
            effort=Effort(self.effort.data),
            minutes=self.minutes.data or 0,
            shelf_days=self.shelf_days.data or 0,
            what=self.what.data or "",
            question=self.question.data or "",
            icon=self.icon.data or "call",
            needs_contact=bool(self.needs_contact.data),
            owner_approves=bool(self.owner_approves.data),
        )


class NewWording(Form):
    body = words("Your words", said_later=True, longest=1_000)
