"""Fields that WTForms lacks."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, RadioField, SelectField, SelectMultipleField, widgets
from wtforms.validators import Optional, StopValidation


class Radios(RadioField):
    """`missing` is said both for no choice and for one that isn't offered."""

    def __init__(self, label: str, missing: str, choices: Mapping[str, str] | None = None, **more: Any) -> None:  # noqa: ANN401 - as the parent's
        super().__init__(label, choices=dict(choices or {}), **more)
        self.invalid_choice_message = missing


class FreeRadios(Radios):
    """Radios of which none need be chosen; what is no choice at all is still an error."""

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - as the parent's
        if self.data is not None:
            super().pre_validate(form)


class Select(SelectField):
    """The list is given later; `wrong` is said for what it doesn't hold."""

    def __init__(self, label: str, wrong: str, **more: Any) -> None:  # noqa: ANN401 - as the parent's
        super().__init__(label, choices={}, **more)
        self.invalid_choice_message = wrong


class Ticks(SelectMultipleField):
    """Several of a few, as checkboxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class Words(Field):
    """A list typed in one line, with commas between."""

    widget = widgets.TextInput()

    def _value(self) -> str:
        return ", ".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            parts = (" ".join(part.split()) for part in valuelist[0].split(","))
            self.data = list(dict.fromkeys(part for part in parts if part))


class MayBeEmpty(Optional):
    """Optional to the form, but not called so beside the field: another field decides whether it is needed."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {}


class FewWords:
    """At most `count` of them, none longer than `longest`."""

    def __init__(self, count: int = 30, longest: int = 100) -> None:
        self.count = count
        self.longest = longest

    def __call__(self, _form: object, field: Field) -> None:
        if len(field.data or []) > self.count:
            raise StopValidation(f"List at most {self.count}, with commas between.")
        if any(len(part) > self.longest for part in field.data or []):
            raise StopValidation(f"Keep each of them under {self.longest} characters.")
