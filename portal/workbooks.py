"""One workbook on standard input, its first sheet's rows as JSON lines on standard output.

Run as a script of its own by `portal.tables`: a hostile workbook ends this process, by its limits on memory and
time, and never the one that asked.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Visible

MEMORY = 1 << 30
SECONDS = 60
DAMAGED, LOCKED, NO_SHEET = 3, 4, 5
"""Exit codes that `portal.tables` has words for."""

Value = int | float | str | bool | time | date | datetime | timedelta


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read())) as workbook:
            sheet = first_sheet(workbook)
            if sheet is None:
                return NO_SHEET
            write(sheet)
    except PasswordError:
        return LOCKED
    except CalamineError:
        return DAMAGED
    return 0


def first_sheet(workbook: CalamineWorkbook) -> CalamineSheet | None:
    """The first that a reader sees."""
    for index, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == Visible.Visible:
            return workbook.get_sheet_by_index(index)
    return None


def write(sheet: CalamineSheet) -> None:
    if sheet.start is None:
        return
    for line, row in enumerate(sheet.iter_rows(), start=1):
        cells = [text(value) for value in row]
        if any(cells):
            sys.stdout.write(json.dumps([line, cells]) + "\n")


def text(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


if __name__ == "__main__":
    sys.exit(main())
