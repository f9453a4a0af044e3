"""What every form shares. A form checks shape only; meaning is the operation's."""

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import Field
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
