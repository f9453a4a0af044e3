"""Files of people, accounts, deals and more on their way in (SEG-2): uploaded, checked, brought in, taken back."""

from portal.domain.operations.imports.arriving import discard, fail, store, take_in, upload
from portal.domain.operations.imports.steps import (
    UNDO_FOR,
    confirm,
    go_on_later,
    map_columns,
    place,
    run_slice,
    stop,
    undo,
)

__all__ = [
    "UNDO_FOR",
    "confirm",
    "discard",
    "fail",
    "go_on_later",
    "map_columns",
    "place",
    "run_slice",
    "stop",
    "store",
    "take_in",
    "undo",
    "upload",
]
