"""What a list of deals is narrowed by, and whose a name is."""

from collections.abc import Mapping, Sequence

from wtforms import Form, SearchField, SelectField

from admin.forms.fields import FacetField, one_line
from portal.domain.demand_kinds import Outcome
from portal.domain.queries.opportunities import Filters


class OpportunityFilters(Form):
    q = SearchField("Search", filters=[one_line])
    owner = FacetField("Owner", "Anybody’s")
    account = FacetField("Account", "Any or none")

    def offer(self, owners: Sequence[str]) -> None:
        self.owner.offer({name: name for name in owners})
        self.account.offer({"none": "Without one"})

    def filters(self, outcome: Outcome | None) -> Filters:
        return Filters((self.q.data or "")[:200], outcome, self.owner.chosen, without_account=bool(self.account.chosen))

    def chosen(self) -> dict[str, str]:
        given = {"q": self.q.data or "", "owner": self.owner.chosen, "account": self.account.chosen}
        return {name: value for name, value in given.items() if value}


class Tie(Form):
    colleague_id = SelectField("Colleague")

    def offer(self, colleagues: Mapping[int, str]) -> None:
        self.colleague_id.choices = {"": "Nobody here"} | {str(key): name for key, name in colleagues.items()}

    def chosen(self) -> int | None:
        return int(self.colleague_id.data) if self.colleague_id.data else None
