"""Writing a piece of content down, sending it for approval, publishing it, and the steps of a long one."""

from collections.abc import Sequence

from wtforms import Form, HiddenField, SearchField, SelectField, SelectMultipleField, widgets
from wtforms.validators import DataRequired, InputRequired

from admin.forms.fields import FacetField, items, line, one_line, words
from portal.domain.kinds import ContentKind, Use
from portal.domain.operations.contents import Facets, Words
from portal.domain.queries.contents import Filters
from portal.domain.queries.works import Owner
from portal.domain.rules.contents import KINDS
from portal.web.forms import Day, Unneeded, Version

KIND_CHOICES = {kind.value: name for kind, name in KINDS.items()}
MOST_WORDS = 20_000


class ContentFilters(Form):
    q = SearchField("Search", filters=[one_line])
    kind = FacetField("Kind", "Any kind")
    industry = FacetField("Industry", "Any industry")
    product = FacetField("Product", "Any product")
    tag = FacetField("Tag", "Any tag")

    def offer(self, choices: dict[str, list[str]]) -> None:
        self.kind.offer(KIND_CHOICES)
        for field in (self.industry, self.product, self.tag):
            field.offer({value: value for value in choices[field.short_name]})

    def filters(self) -> Filters:
        return Filters(
            words=(self.q.data or "")[:200],
            kind=ContentKind(self.kind.chosen) if self.kind.chosen else None,
            product=self.product.chosen,
            industry=self.industry.chosen,
            tag=self.tag.chosen,
        )

    def chosen(self) -> dict[str, str]:
        fields = (self.kind, self.industry, self.product, self.tag)
        given = {field.short_name: field.chosen for field in fields} | {"q": self.q.data or ""}
        return {name: value for name, value in given.items() if value}


class ContentWords(Form):
    version = Version()
    title = line("Title", missing="Give it a title.")
    words = words(
        "The words", longest=MOST_WORDS, description="Exactly as they will be used. The advocate approves them."
    )
    url = line("Address", longest=2_000, description="Where it can be seen: a video, a page. Links only, never a file.")
    industry = line("Industry")
    region = line("Region")
    persona = line("Persona")
    products = items("Products", description="With commas between them.")
    use_cases = items("Use cases", description="With commas between them.")
    tags = items("Tags", description="With commas between them.")

    def wording(self) -> Words:
        return Words(self.title.data or "", self.words.data or "", self.url.data or None)

    def facets(self) -> Facets:
        return Facets(
            industry=self.industry.data or None,
            region=self.region.data or None,
            persona=self.persona.data or None,
            products=self.products.items(),
            use_cases=self.use_cases.items(),
            tags=self.tags.items(),
        )


class NewContent(ContentWords):
    kind = SelectField("Kind", choices=KIND_CHOICES)
    advocate = HiddenField()
    """On the way from somebody's page, in place of an address: nobody's is shown without a look that is noted."""
    email = line(
        "Whose words they are",
        longest=254,
        description="The advocate’s email address. Leave it empty for what is public anyway, such as a review.",
    )


class Sending(Form):
    version = Version()
    uses = SelectMultipleField(
        "What else you ask for",
        validators=[Unneeded()],
        choices={Use.NAME.value: "Name and title", Use.LOGO.value: "Company’s name and logo"},
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    ends_on = Day("Until", validators=[InputRequired("Say until which day you’d like to use it.")])
    note = words("A line of your own", longest=1_000, description="They read it under the words.")

    def asked(self) -> list[Use]:
        return [Use(value) for value in self.uses.data or []]


class Publication(Form):
    version = Version()
    where = line(
        "Where",
        missing="Say where it is published: the page’s address, or what it stands in.",
        longest=2_000,
        description="The page’s address, or what it stands in. The advocate is told.",
    )


class NewUse(Form):
    opportunity = line(
        "Opportunity",
        missing="Name the opportunity it was used for.",
        description="How its name or its company begins, or its number.",
    )

    def fits(self, found: int) -> bool:
        """`found` is how many deals it can be. What is none we know is kept as it is said."""
        sound = self.validate()
        if found > 1:
            self.opportunity.errors = [*self.opportunity.errors, "Several deals begin like that. Write its number."]
        return sound and found <= 1


class Plan(Form):
    starts_on = Day("Starts on", validators=[InputRequired("Say on which day it starts.")])
    owner = SelectField("Whose work it is", coerce=int, validators=[DataRequired("Choose whose work it is.")])

    def offer(self, owners: Sequence[Owner]) -> None:
        self.owner.choices = [(one.id, one.name) for one in owners]


class StepChange(Form):
    due_on = Day("Due", validators=[InputRequired("Say by which day it should be done.")])
    owner = SelectField("Whose work it is", coerce=int, validators=[DataRequired("Choose whose work it is.")])

    def offer(self, owners: Sequence[Owner]) -> None:
        self.owner.choices = [(one.id, one.name) for one in owners]
