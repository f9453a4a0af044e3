"""What is wrong with a form, in the words beside the fields, for the summary above it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wtforms import Field, FieldList, Form, FormField, RadioField, SelectMultipleField


@dataclass(frozen=True)
class Problem:
    """`target` is the id of the control to go to; empty when the form as a whole is wrong."""

    target: str
    message: str


def problems(form: Form) -> list[Problem]:
    whole = [Problem("", str(message)) for message in form.form_errors]
    return whole + list(_of_fields(form))


def _of_fields(fields: Iterable[Field]) -> Iterator[Problem]:
    for field in fields:
        if isinstance(field, FormField):
            yield from _of_fields(field.form)
        elif isinstance(field, FieldList):
            yield from _of_fields(field.entries)
        else:
            yield from (Problem(_target(field), str(message)) for message in field.errors)


def _target(field: Field) -> str:
    return f"{field.id}-0" if isinstance(field, RadioField | SelectMultipleField) else str(field.id)
