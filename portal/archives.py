"""A whole program as one ZIP of CSV files: exact both ways, and inert in a spreadsheet (S13)."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy.orm import Session

from portal.domain.queries import exports
from portal.tables import TRIGGER

ABOUT = "portal"
LONGEST_CELL = 1 << 28
CHUNK = 1 << 20
Row = Sequence[str | None]


class Unreadable(Exception):
    """The file is no export of ours; the text says so to its owner."""


def of_program(session: Session) -> IO[bytes]:
    """Every row that a session sees; give it a snapshot."""
    about = (ABOUT, ["schema"], [[exports.revision(session)]])
    return write(chain([about], ((part.name, part.headings, part.rows) for part in exports.parts(session))))


def write(parts: Iterable[tuple[str, Sequence[str], Iterable[Row]]]) -> IO[bytes]:
    """Each part is a name, its headings and its rows. The file is ready to be read from its start."""
    made = TemporaryFile()  # noqa: SIM115 - the caller reads it to its end
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, headings, rows in parts:
            with archive.open(f"{name}.csv", "w", force_zip64=True) as entry, _text(entry) as lines:
                writer = csv.writer(lines)
                writer.writerow(headings)
                writer.writerows(map(_written, rows))
    made.seek(0)
    return made


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """To the end, and then it is gone."""
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


class Archive:
    """An export that is open for reading."""

    def __init__(self, file: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(file)
            self._names = set(self._archive.namelist())
        except (zipfile.BadZipFile, OSError) as bad:
            raise Unreadable(f"{file.name} is no ZIP file.") from bad

    def part(self, name: str) -> tuple[list[str], Iterator[list[str | None]]]:
        """The headings, and the rows one by one."""
        if f"{name}.csv" not in self._names:
            raise Unreadable(f"The file has no part “{name}”, so it is no export of this portal.")
        lines = self._lines(f"{name}.csv")
        return [cell or "" for cell in next(lines, [])], lines

    def close(self) -> None:
        self._archive.close()

    def _lines(self, name: str) -> Iterator[list[str | None]]:
        usual = csv.field_size_limit(LONGEST_CELL)
        try:
            with self._archive.open(name) as entry, _text(entry) as lines:
                for row in csv.reader(lines):
                    yield [_read(cell) for cell in row]
        finally:
            csv.field_size_limit(usual)


def _text(entry: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(entry, encoding="utf-8", newline="")


def _written(row: Row) -> list[str]:
    """Nothing is an empty cell; an empty text, and whatever a spreadsheet would run, gets an apostrophe before it."""
    return ["" if cell is None else f"'{cell}" if _needs_mark(cell) else cell for cell in row]


def _needs_mark(cell: str) -> bool:
    return not cell or cell.startswith("'") or bool(TRIGGER.match(cell))


def _read(cell: str) -> str | None:
    if not cell:
        return None
    return cell.removeprefix("'")
