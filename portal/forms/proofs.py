"""Looking for proof. What is not on offer counts as no choice: an old address still works."""

from collections.abc import Sequence

from wtforms import SearchField, SelectField

from portal.web.forms import Form, tidy

MOST_LETTERS = 200


class Search(Form):
    q = SearchField("What should it show?", filters=[tidy])
    kind = SelectField(
        "Kind", choices={"": "Everything", "people": "People", "contents": "Content"}, validate_choice=False
    )
    industry = SelectField("Industry", choices={"": "Any industry"}, validate_choice=False)

    def offer(self, industries: Sequence[str]) -> None:
        self.industry.choices = {"": "Any industry"} | {name: name for name in industries}

    @property
    def words(self) -> str:
        return (self.q.data or "")[:MOST_LETTERS]

    @property
    def industry_chosen(self) -> str:
        offered = {str(value) for value, *_ in self.industry.iter_choices()}
        return self.industry.data if self.industry.data and self.industry.data in offered else ""

    @property
    def searched(self) -> bool:
        return bool(self.words or self.industry_chosen)

    @property
    def wants_people(self) -> bool:
        return bool(self.kind.data != "contents")

    @property
    def wants_contents(self) -> bool:
        return bool(self.kind.data != "people")
