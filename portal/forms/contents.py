"""What an advocate answers about a piece of content. Only what belongs to the chosen answer is read (DESIGN 5)."""

from collections.abc import Collection, Sequence
from types import MappingProxyType

from wtforms import SearchField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.domain.kinds import ContentKind, Use
from portal.domain.queries.contents import Filters, OwnContent
from portal.domain.queries.requests import Deal
from portal.domain.rules.contents import KINDS
from portal.forms.fields import MayBeEmpty, Radios, Ticks
from portal.web.forms import Day, Form, Unneeded, Version, tidy

ANSWERS = MappingProxyType(
    {
        "yes": "Yes, you may use it",
        "words": "I’d put it differently",
        "no": "No, don’t use it",
    }
)
BELONGS = MappingProxyType({"yes": ("extras", "ends_on"), "words": ("words",), "no": ("reason",)})
EXTRAS = MappingProxyType(
    {
        Use.NAME: "With my name and title",
        Use.LOGO: "With our company’s name and logo",
        Use.QUOTE: "With these words as a quote",
        Use.RECORDING: "With the recording",
    }
)
BACK = MappingProxyType(
    {
        Use.NAME: "Only my name and title",
        Use.LOGO: "Only our company’s name and logo",
        Use.QUOTE: "Only the words as a quote",
        Use.RECORDING: "Only the recording",
    }
)
MOST_WORDS = 20_000


def own_words() -> TextAreaField:
    return TextAreaField(
        "In your words",
        [
            DataRequired("Write it as you would say it."),
            Length(max=MOST_WORDS, message=f"Keep it under {MOST_WORDS:,} characters."),
        ],
        filters=[tidy],
        description="The team reads it, and sends it to you once more before anything is used.",
    )


class Approval(Form):
    answer = Radios("Your answer", "Choose one of the answers.", ANSWERS)
    version = Version()
    extras = Ticks("Beside it, if you like", [Unneeded()], choices={})
    ends_on = Day("A last day of your own", [Optional()])
    words = own_words()
    reason = StringField(
        "Something we should know",
        [Optional(), Length(max=500, message="Keep it under 500 characters.")],
        filters=[tidy],
    )

    def offer(self, extras: Sequence[Use], words: str) -> None:
        """Nothing is ever chosen for them; only the text to change stands there already."""
        self.extras.choices = {use.value: EXTRAS[use] for use in extras}
        if not self.is_submitted():
            self.words.data = words

    def fits(self) -> bool:
        for answer, names in BELONGS.items():
            if answer != self.answer.data:
                for name in names:
                    self[name].process_errors, self[name].validators = [], ()
                    if name == "extras":
                        self.extras.data = []
        return bool(self.validate())

    def keep(self, typed: "Approval") -> None:
        """What belonged to an answer that was refused; to choose it is theirs again."""
        for name in BELONGS.get(typed.answer.data or "", ()):
            self[name].data = typed[name].data

    def says_something(self, content: OwnContent) -> bool:
        """Words that are the same as before would be sent to nobody."""
        return self.answer.data != "words" or is_changed(
            self, content, f"Change the words first. If they are right as they stand, choose “{ANSWERS['yes']}”."
        )

    def ticked(self) -> list[Use]:
        return [Use(value) for value in self.extras.data or []]


class OwnWords(Form):
    version = Version()
    words = own_words()

    def says_something(self, content: OwnContent) -> bool:
        return is_changed(self, content, "Change the words first. Nothing was sent, and nothing has changed.")


def is_changed(form: Approval | OwnWords, content: OwnContent, message: str) -> bool:
    """A press that comes twice finds the words at a later version, and passes."""
    same = (form.words.data or "").split() == content.words.split()
    if same and form.version.number() == content.version:
        form.words.errors = [message]
        return False
    return True


class Revocation(Form):
    what = Radios("What do you take back?", "Choose what you take back.")

    def offer(self, uses: Collection[Use]) -> None:
        """`uses` are those in force beside the thing itself."""
        choices = {"all": "All of it"} | {use.value: BACK[use] for use in Use if use in uses}
        self.what.choices = choices


class Finding(Form):
    """A colleague looks for proof. What is not on offer counts as no choice: an old address still works."""

    q = SearchField("What should it show?", filters=[tidy])
    kind = SelectField(
        "Kind", choices={"": "Any kind"} | {kind.value: name for kind, name in KINDS.items()}, validate_choice=False
    )
    industry = SelectField("Industry", choices={"": "Any industry"}, validate_choice=False)

    def offer(self, industries: Sequence[str]) -> None:
        self.industry.choices = {"": "Any industry"} | {name: name for name in industries}

    def filters(self, industries: Sequence[str]) -> Filters:
        kinds = {kind.value: kind for kind in ContentKind}
        return Filters(
            words=(self.q.data or "")[:200],
            kind=kinds.get(self.kind.data or ""),
            industry=self.industry.data if self.industry.data in industries else "",
        )


class ContentUsed(Form):
    deal = SelectField("For which deal did you use it?", choices={}, validate_choice=False)
    opportunity = StringField(
        "Another deal, or what else it was for",
        [MayBeEmpty(), Length(max=200, message="Keep it under 200 characters.")],
        filters=[tidy],
        description="How its name or its company begins, or its number.",
    )

    def offer(self, deals: Sequence[Deal]) -> None:
        self.deal.choices = {"": "None of mine"} | {str(one.id): one.words for one in deals}

    def fits(self, picked: Deal | None, unclear: str) -> bool:
        """`picked` is the deal that was chosen or found; `unclear`: why none could be."""
        sound = self.validate()
        missing = "" if picked or self.opportunity.data else "Name the opportunity."
        problems = [words for words in (unclear, missing) if words]
        self.opportunity.errors = [*self.opportunity.errors, *problems]
        return bool(sound) and not problems
