"""Many values as one parameter: a statement over a thousand rows stays one short text."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, TableValuedAlias, any_, bindparam, cast, column, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine


def table(rows: Sequence[dict[str, Any]], **columns: type[TypeEngine[Any]] | TypeEngine[Any]) -> TableValuedAlias:
    """The rows as a table named `given`. Dates and instants come as ISO text."""
    named = [column(name, kind) for name, kind in columns.items()]
    return func.jsonb_to_recordset(cast(rows, JSONB)).table_valued(*named, name="given").render_derived(with_types=True)


def lists(name: str, **columns: type[TypeEngine[Any]]) -> TableValuedAlias:
    """A table for a statement that is built once: each column a list, bound as `name_column`."""
    bound = (bindparam(f"{name}_{each}", type_=ARRAY(kind)) for each, kind in columns.items())
    named = [column(each, kind) for each, kind in columns.items()]
    return func.unnest(*bound).table_valued(*named, name=name).render_derived()


def among(attribute: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:
    return attribute == any_(cast(list(values), ARRAY(attribute.type)))
