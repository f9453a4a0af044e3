"""What every form shares. A form checks shape only; meaning is the operation's."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.validators import StopValidation


class Form(FlaskForm):  # type: ignore[misc]
    """Reads the request's form. The form token is checked for every change before its view runs."""

    class Meta:
        csrf = False


def tidy(text: str | None) -> str | None:
    """A field filter: no blanks around."""
    return text.strip() if text is not None else None


def is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return len(text) <= 254


class Address:
    """One e-mail address, nothing around it."""

    def __init__(self, message: str = "Enter an email address, like dana@company.com.") -> None:
        self.message = message

    def __call__(self, _form: Form, field: Field) -> None:
        if not is_address(field.data or ""):
            raise StopValidation(self.message)


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
