"""What every form shares. A form checks shape only; meaning is the operation's."""

from types import MappingProxyType
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import StopValidation

from portal.domain.rules.days import FIRST_YEAR, LAST_YEAR

LONGEST_NUMBER = 18
"""Digits that surely fit the database’s numbers."""


class Form(FlaskForm):  # type: ignore[misc]
    """Reads the request's form. The form token is checked for every change before its view runs."""

    class Meta:
        csrf = False


def tidy(text: str | None) -> str | None:
    """A field filter: no blanks around, and each line ends in one way, whatever the browser sends."""
    return text.replace("\r\n", "\n").strip() if text is not None else None


def number(text: str | None) -> int:
    """A row’s number that came as text; 0, which none has, where it was tampered with."""
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


def is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return len(text) <= 254


class Address:
    """One email address, nothing around it."""

    def __init__(self, message: str = "Enter an email address, like dana@company.com.") -> None:
        self.message = message

    def __call__(self, _form: Form, field: Field) -> None:
        if not is_address(field.data or ""):
            raise StopValidation(self.message)


class Day(DateField):
    """A day that can be reckoned with: months can be added to it, and taken off."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(f"Choose a day between {FIRST_YEAR} and {LAST_YEAR}.")


class Version(HiddenField):
    """Which version of what is changed the page showed."""

    def number(self) -> int:
        """0, which none is, where it was tampered with."""
        return number(self.data)


class Unneeded:
    """For a choice among several. `Optional` would let anything pass beside a blank one."""

    field_flags = MappingProxyType({"optional": True})

    def __call__(self, _form: object, _field: Field) -> None:
        """None at all is a choice."""


class Offering:
    """For a field with choices: takes them as plain pairs of value and words, which WTForms will stop to do."""

    def _choices_from_input(self, choices: Any) -> Any:  # noqa: ANN401 - WTForms' own
        pairs = choices() if callable(choices) else choices
        return super()._choices_from_input(None if pairs is None else dict(pairs))  # type: ignore[misc]

    def _warn_legacy_choices(self, _choices: object) -> None:
        """Pairs are turned into what WTForms wants above."""


class Radios(Offering, RadioField):
    """One of a few."""


class Select(Offering, SelectField):
    """One of a list."""


class Ticks(Offering, SelectMultipleField):
    """Any number of a few."""
