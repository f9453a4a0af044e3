"""Tables in files: CSV and XLSX to rows of text, and rows to CSV that no spreadsheet runs (S13)."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from xlsxwriter import Workbook

from portal import workbooks

MOST_BYTES = 32 << 20
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 32_767
"""What one cell of a workbook holds."""
DELIMITERS = ",;\t|"
SAMPLE = 64 << 10
Row = tuple[int, list[str]]
"""The line a reader sees in their spreadsheet, and its cells without the empty ones at the end."""

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
NOT_TABLES = (
    (
        b"\xd0\xcf\x11\xe0",
        "This Excel file is an old one or has a password. Save it as .xlsx without a password and upload that.",
    ),
    (b"%PDF", "This is a PDF. Export the table as CSV or XLSX and upload that."),
    (b"\x1f\x8b", "This file is compressed. Unpack it and upload the CSV or XLSX inside."),
    (b"7z\xbc\xaf", "This file is compressed. Unpack it and upload the CSV or XLSX inside."),
    (b"\x89PNG", "This is a picture. Upload a CSV or XLSX file."),
    (b"\xff\xd8\xff", "This is a picture. Upload a CSV or XLSX file."),
    (b"GIF8", "This is a picture. Upload a CSV or XLSX file."),
)
NO_TABLE = "We can’t find a table in this file. Upload a CSV or XLSX file."
BROKEN_WORKBOOK = {
    workbooks.DAMAGED: "This Excel file is damaged. Open it, save it again and upload the new file, or save it as CSV.",
    workbooks.LOCKED: "This Excel file has a password. Save it without one and upload that.",
    workbooks.NO_SHEET: "This Excel file has no sheet we can see. Save the sheet you mean as CSV and upload that.",
}
TOO_BIG_INSIDE = "This Excel file is too big once unpacked. Save the sheet you mean as CSV and upload that."
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
TRIGGER = re.compile(
    "[\\s\"'\u200b-\u200d\u2060\ufeff]*[\t\r\n=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b]|[\t\r\n]"
)


class Unreadable(Exception):
    """The file as a whole can't be read; the text tells its owner what to do."""


def read(content: bytes) -> Iterator[Row]:
    """Rows that are not empty, one at a time. Raises Unreadable, at once or at the row where it shows."""
    if len(content) > MOST_BYTES:
        raise Unreadable("The file is larger than 32 MB. Split it and upload the parts.")
    if not content.strip():
        raise Unreadable("The file is empty. Choose the file you exported and upload it again.")
    for magic, sentence in NOT_TABLES:
        if content.startswith(magic):
            raise Unreadable(sentence)
    rows = _workbook(content) if content.startswith((b"PK\x03\x04", b"PK\x05\x06")) else _separated(content)
    return _bounded(rows)


def write(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """RFC 4180 with a byte order mark, for Excel; every cell inert."""
    yield "\ufeff"
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([inert(cell) for cell in row])
        yield line.getvalue()


def sheet(rows: Iterable[Sequence[str | int | date | None]]) -> IO[bytes]:
    """A workbook of one sheet. Every text is written as text, so nothing in it is a formula or a link."""
    made = TemporaryFile()  # noqa: SIM115 - the caller reads it to its end
    with Workbook(made, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        page.freeze_panes(1, 0)
        for line, row in enumerate(rows):
            for at, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(line, at, cell[:MOST_CHARACTERS], None if line else bold)
                elif cell is not None:
                    page.write(line, at, cell)
    made.seek(0)
    return made


def texts(row: Sequence[str | int | date | None]) -> list[str]:
    """A row's cells as a CSV file has them."""
    return ["" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell) for cell in row]


def inert(cell: str) -> str:
    """Text that a spreadsheet shows and never runs."""
    return f"'{cell}" if TRIGGER.match(cell) else cell


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    found = 0
    for line, raw in rows:
        cells = [_clean(cell) for cell in raw]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        found += 1
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(
                f"Row {line:,} has {len(cells):,} columns; we read up to {MOST_COLUMNS}. "
                "Delete the ones you don’t need and upload the file again."
            )
        if found > MOST_ROWS + 1:
            raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it and upload the parts.")
        yield line, cells
    if not found:
        raise Unreadable("The file holds no rows. Choose the file you exported and upload it again.")


def _clean(cell: str) -> str:
    """What `inert` put before a trigger comes off again, so that a corrected file can come back."""
    cell = UNSEEN.sub("", cell).strip()
    return cell[1:] if cell.startswith("'") and TRIGGER.match(cell[1:]) else cell


def _separated(content: bytes) -> Iterator[Row]:
    encoding = _encoding(content)
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="replace", newline="")
    sample = text.read(SAMPLE)
    text.seek(0)
    named = re.match(r"sep=(.)\r?\n", sample)
    reader = csv.reader(text, delimiter=named[1] if named else _delimiter(sample))
    if named:
        next(reader)
    line = 0
    try:
        for line, cells in enumerate(reader, start=1):
            yield line, cells
    except csv.Error:
        raise Unreadable(
            f"Row {line + 1:,} has a cell we can’t read to its end. A quotation mark is probably missing there. "
            "Correct it and upload the file again."
        ) from None


def _encoding(content: bytes) -> str:
    for bom, name in BOMS:
        if content.startswith(bom):
            return name
    head = content[:4096]
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    if sum(byte < 32 and byte not in b"\t\n\r\x00" for byte in head) > 3 + len(head) // 50:
        raise Unreadable(NO_TABLE)
    try:
        content.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(sample: str) -> str:
    """The one that cuts the first rows into the most equal pieces."""

    def score(delimiter: str) -> tuple[int, int]:
        lines = io.StringIO(sample, newline="")
        try:
            widths = [
                len(row) for row, _ in zip(csv.reader(lines, delimiter=delimiter), range(20), strict=False) if row
            ]
        except csv.Error:
            return 0, 0
        usual = max(widths, key=widths.count, default=1)
        return (widths.count(usual), usual) if usual > 1 else (0, 0)

    return max(DELIMITERS, key=score)


def _workbook(content: bytes) -> Iterator[Row]:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, RuntimeError):  # the last: packed in a way that is not known here
        raise Unreadable(BROKEN_WORKBOOK[workbooks.DAMAGED]) from None
    if "xl/workbook.xml" not in names:
        raise Unreadable("This file is compressed. Unpack it and upload the CSV or XLSX inside.")
    with io.BytesIO(content) as source:
        yield from _in_a_process_of_its_own(source)


def _in_a_process_of_its_own(source: io.BytesIO) -> Iterator[Row]:
    script = str(Path(workbooks.__file__))
    with subprocess.Popen(  # noqa: S603 - our own script, no word from outside
        [sys.executable, "-I", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as reader:
        assert reader.stdin is not None  # noqa: S101
        assert reader.stdout is not None  # noqa: S101
        try:
            with suppress(BrokenPipeError):
                reader.stdin.write(source.getbuffer())
                reader.stdin.close()
            for line in reader.stdout:
                number, cells = json.loads(line)
                yield number, cells
        except BaseException:
            reader.kill()
            raise
    if reader.returncode:
        raise Unreadable(BROKEN_WORKBOOK.get(reader.returncode, TOO_BIG_INSIDE))
