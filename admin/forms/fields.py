"""What the team's forms have in common. They check shape; operations check meaning."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional


def one_line(value: str | None) -> str | None:
    """Spaces at the ends and doubled ones inside are nobody's wish."""
    return " ".join(value.split()) if value else value


def some_lines(value: str | None) -> str | None:
    return value.replace("\r\n", "\n").strip() if value else value


class MayBeEmpty(Optional):
    """Empty is no fault of shape here; whether it is one of meaning is said elsewhere. No "(optional)" beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {}


def line(
    label: str,
    *,
    missing: str = "",
    said_later: bool = False,
    longest: int = 200,
    description: str = "",
    checks: Sequence[Any] = (),
) -> StringField:
    """Required when `missing` says what to do about an empty one; `said_later`: the caller says so itself."""
    too_long = f"Keep this to {longest} characters."
    return StringField(
        label,
        description=description,
        filters=[one_line],
        validators=[_empty(missing, said_later=said_later), Length(max=longest, message=too_long), *checks],
    )


def address(label: str, *, missing: str = "", description: str = "") -> StringField:
    checks = [Email("Write an address such as name@company.example.")]
    return line(label, missing=missing, longest=254, description=description, checks=checks)


def words(
    label: str, *, missing: str = "", said_later: bool = False, longest: int = 2_000, description: str = ""
) -> TextAreaField:
    too_long = f"Keep this to {longest:,} characters."
    return TextAreaField(
        label,
        description=description,
        filters=[some_lines],
        validators=[_empty(missing, said_later=said_later), Length(max=longest, message=too_long)],
    )


def _empty(missing: str, *, said_later: bool) -> Any:  # noqa: ANN401 - a WTForms validator
    if missing:
        return DataRequired(missing)
    return MayBeEmpty() if said_later else Optional()


class ItemsField(StringField):
    """Several short things on one line, with commas between them."""

    def items(self) -> tuple[str, ...]:
        parts = (one_line(part) or "" for part in (self.data or "").split(","))
        return tuple(dict.fromkeys(part for part in parts if part))

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - what the object holds
        self.data = ", ".join(value or ())


def items(label: str, *, description: str = "", longest: int = 500) -> ItemsField:
    too_long = f"Keep this to {longest} characters."
    return ItemsField(label, description=description, validators=[Optional(), Length(max=longest, message=too_long)])


class FacetField(SelectField):
    """One choice of a list's filters. What is not on offer counts as no choice: an old address still works."""

    def __init__(self, label: str, anything: str, **more: Any) -> None:  # noqa: ANN401 - WTForms' own arguments
        super().__init__(label, choices={"": anything}, validate_choice=False, **more)
        self.anything = anything

    def offer(self, choices: Mapping[str, str]) -> None:
        self.choices = {"": self.anything, **choices}

    @property
    def chosen(self) -> str:
        offered = {str(value) for value, *_ in self.iter_choices()}
        return self.data if self.data and self.data in offered else ""


def add_problem(form: Form, name: str, message: str) -> None:
    """Something only the caller could know, beside its field."""
    field = form[name]
    field.errors = [*field.errors, message]
