"""A file on its way in: where its columns go, and what its words mean."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, Form, RadioField, SelectField
from wtforms.validators import InputRequired

from portal.domain.rules import imports as rules
from portal.domain.rules.imports import Asked, Noun

NOUNS = {
    Noun.CONTACTS.value: "People: contacts at your customers",
    Noun.ACCOUNTS.value: "Accounts: customer companies",
    Noun.OPPORTUNITIES.value: "Deals: opportunities of your CRM",
    Noun.TEAMS.value: "Sales teams: who is in which, and who manages it",
    Noun.PRODUCTS.value: "Products: their names, as you write them",
    Noun.CONTENT.value: "Content: quotes, case studies, videos, recordings, reviews",
    Noun.ANSWERS.value: "Survey answers: scores and comments",
    Noun.USAGE.value: "Product usage: how well it goes, from 0 to 100",
    Noun.APPEARANCES.value: "Activity log: events and social posts, with whom and what they featured",
    Noun.MILESTONES.value: "Milestones: went live, renewed, reached a goal",
}


class NewImport(Form):
    noun = RadioField(
        "What is in the file?",
        choices=NOUNS,
        default=Noun.CONTACTS.value,
        validators=[InputRequired("Say what is in the file.")],
    )
    file = FileField("File", description="CSV or XLSX, up to 32 MB and 200,000 rows.")


class Columns(Form):
    """One choice for each column, named by its place; made by `columns`."""

    headed = BooleanField("The first row holds headings")

    def mapping(self) -> list[str]:
        return [field.data or "" for field in self.choices()]

    def choices(self) -> list[SelectField]:
        return [field for field in self if isinstance(field, SelectField)]


def columns(
    noun: Noun,
    headings: Sequence[str],
    *,
    mapping: Sequence[str],
    headed: bool,
    typed: MultiDict[str, str] | None = None,
) -> Columns:
    """`typed` is what came back with the request."""
    places = {"": "Leave out"} | {target.key: target.label for target in rules.targets(noun)}
    fields = {
        f"column_{at}": SelectField(f"{heading} goes to", choices=places, default=key)
        for at, (heading, key) in enumerate(zip(headings, mapping, strict=True))
    }
    made: type[Columns] = type("Columns", (Columns,), fields)
    return made(typed, headed=headed)


class Words(Form):
    """One choice for each word, named by its place; made by `words`."""

    def choices(self) -> list[SelectField]:
        return [field for field in self if isinstance(field, SelectField)]

    def answers(self, asked: Sequence[Asked]) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for one, field in zip(asked, self.choices(), strict=True):
            found.setdefault(one.target, {})[one.word] = field.data or ""
        return found


def words(asked: Sequence[Asked], typed: MultiDict[str, str] | None = None) -> Words:
    """`typed` is what came back with the request."""
    fields = {
        f"word_{at}": SelectField(f"{one.word or 'Amounts'} means", choices=dict(one.offered), default=one.answer)
        for at, one in enumerate(asked)
    }
    made: type[Words] = type("Words", (Words,), fields)
    return made(typed)
