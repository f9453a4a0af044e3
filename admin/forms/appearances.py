"""One entry of the activity log, and what its list is narrowed by."""

from collections.abc import Sequence

from wtforms import Form, IntegerField, SearchField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from admin.forms.fields import FacetField, line, one_line, words
from portal.domain.demand_kinds import AppearanceKind
from portal.domain.queries.appearances import Filters, Line
from portal.domain.rules.appearances import KINDS, MOST_LEADS
from portal.web.forms import Day

CHOICES = {kind.value: name for kind, name in KINDS.items()}


class AppearanceFilters(Form):
    q = SearchField("Search", filters=[one_line])
    kind = FacetField("Kind", "Events and posts")

    def filters(self, advocate_id: int | None) -> Filters:
        kind = AppearanceKind(self.kind.chosen) if self.kind.chosen else None
        return Filters(kind=kind, words=(self.q.data or "")[:200], advocate_id=advocate_id)

    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in (("q", self.q.data or ""), ("kind", self.kind.chosen)) if value}


class AppearanceEntry(Form):
    kind = SelectField("What it was", choices=CHOICES)
    happened_on = Day("Date", validators=[InputRequired("Say on which day it was.")])
    title = line(
        "Title", missing="Give it a title.", description="As the program of the event, or the first line of the post."
    )
    url = line("Address", longest=2_000, description="Its page, or the post itself.")
    leads = IntegerField(
        "Leads",
        default=0,
        validators=[Optional(), NumberRange(0, MOST_LEADS, "Write a number from 0 to 1,000,000.")],
        description="How many came from it, as far as you know.",
    )
    advocates = words("Advocates", longest=4_000, description="One a line: a name, or an email address.")
    contents = words("Content", longest=4_000, description="One a line: how its title begins. Only what was published.")

    def people(self) -> list[str]:
        return _lines(self.advocates.data)

    def pieces(self) -> list[str]:
        return _lines(self.contents.data)


def filled(entry: Line) -> AppearanceEntry:
    return AppearanceEntry(
        data={
            "kind": entry.kind.value,
            "happened_on": entry.happened_on,
            "title": entry.title,
            "url": entry.url,
            "leads": entry.leads,
            "advocates": _listed([each.called for each in entry.advocates]),
            "contents": _listed([each.title for each in entry.contents]),
        }
    )


def _lines(typed: str | None) -> list[str]:
    found = (one_line(each) or "" for each in (typed or "").splitlines())
    return list(dict.fromkeys(each for each in found if each))


def _listed(names: Sequence[str]) -> str:
    return "\n".join(names)
