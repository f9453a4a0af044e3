"""Is it still right? One choice for each thing that we know; nothing is chosen before the person chooses."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

from wtforms import HiddenField, RadioField, SelectMultipleField

from portal.domain.rules.freshness import Item, Known
from portal.forms.fields import FreeRadios
from portal.web.forms import Form

ANSWERS = MappingProxyType({"right": "Still right", "wrong": "Needs a change"})


class Confirmation(Form):
    """One press on the home page, about one thing or all of them. Each `what` is the thing, and what of it was read."""

    what = SelectMultipleField(choices={}, validate_choice=False)
    answer = RadioField(choices=dict(ANSWERS))
    back = HiddenField()

    def read(self) -> dict[Item, str]:
        """What is no thing of ours is left out."""
        pairs = (one.partition(":") for one in self.what.data or ())
        return {Item(name): seen for name, _, seen in pairs if name in set(Item) and seen}


class Confirmations(Form):
    """The link's page. A choice for each thing, by `fields_for`."""

    def answered(self, choice: str) -> list[Item]:
        return [item for item in Item if item.value in self and self[item.value].data == choice]

    def right(self) -> dict[Item, str]:
        """With what stands for what was read."""
        return {item: self[f"seen_{item}"].data or "" for item in self.answered("right")}

    def fits(self) -> bool:
        good = bool(self.validate())
        first = next((self[item.value] for item in Item if item.value in self), None)
        if good and first is not None and not (self.answered("right") or self.answered("wrong")):
            first.errors = ["Choose an answer for at least one of these."]
            return False
        return good


def fields_for(due: Iterable[Known]) -> Any:  # noqa: ANN401 - a form class made here
    fields: dict[str, object] = {}
    for one in due:
        fields[one.item.value] = FreeRadios(one.sentence, "Choose one of the two.", ANSWERS)
        fields[f"seen_{one.item}"] = HiddenField(default=one.seen)
    return type("Confirmations", (Confirmations,), fields)
