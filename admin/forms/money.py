"""Sums of money as people type them."""

import re
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Optional, Regexp

SHAPE = re.compile(r"[0-9]{1,7}([.,][0-9]{1,2})?\Z")
SIGNED = re.compile(r"-?" + SHAPE.pattern)
CURRENCIES = {"EUR": "Euro, €", "USD": "US dollar, $", "GBP": "Pound, £", "CHF": "Swiss franc", "SEK": "Swedish krona"}


class Money(StringField):
    """Whole units, or with cents."""

    @property
    def cents(self) -> int:
        whole, _, rest = (self.data or "0").replace(",", ".").partition(".")
        value = int(whole.lstrip("-")) * 100 + int(rest.ljust(2, "0") or 0)
        return -value if whole.startswith("-") else value

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - cents, or nothing
        self.data = None if value is None else plain(value)


def plain(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)


def money(label: str, *, missing: str = "", description: str = "", signed: bool = False) -> Money:
    return Money(
        label,
        description=description,
        filters=[lambda value: value.replace(" ", "") if value else value],
        validators=[
            DataRequired(missing) if missing else Optional(),
            Regexp(SIGNED if signed else SHAPE, message="Write a sum such as 100 or 12.50."),
        ],
    )


def currency(label: str = "Currency") -> SelectField:
    return SelectField(label, choices=dict(CURRENCIES))
