"""Files of any make to rows, and rows to a file that no spreadsheet runs (SEG-2, S13)."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from portal import tables

TEXT = "Name;Email\nÅna;ana@acme.example\n"
ROWS = [(1, ["Name", "Email"]), (2, ["Åna", "ana@acme.example"])]
TRIGGERS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"


def workbook(fill: Callable[[Workbook, Worksheet], object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("One"))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encodings_line_ends_and_delimiters(encoding: str, end: str, delimiter: str) -> None:
    text = TEXT.replace("\n", end).replace(";", delimiter)
    assert list(tables.read(text.encode(encoding))) == ROWS


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("sep=|\r\nA|B\r\n1|2\r\n", [(1, ["A", "B"]), (2, ["1", "2"])]),
        ("A,B\n\n,\n1,2,3\n4\n", [(1, ["A", "B"]), (4, ["1", "2", "3"]), (5, ["4"])]),
        ('A,B\n"1,\n2",3\n', [(1, ["A", "B"]), (2, ["1,\n2", "3"])]),
        ("A,B\nx\0y,\x07z\n", [(1, ["A", "B"]), (2, ["xy", "z"])]),
        ("A,A\n1,2\n", [(1, ["A", "A"]), (2, ["1", "2"])]),
        ("A,B\n'=1,'x\n", [(1, ["A", "B"]), (2, ["=1", "'x"])]),
        ("Only one column\nx; y\n", [(1, ["Only one column"]), (2, ["x; y"])]),
    ],
)
def test_odd_tables(text: str, rows: list[tables.Row]) -> None:
    assert list(tables.read(text.encode())) == rows


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b",\n,,\n", "no rows"),
        (b"%PDF-1.4", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"\xd0\xcf\x11\xe0\xa1", "old one or has a password"),
        (bytes(range(256)) * 40, "find a table"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
        (b"A\n" + b",".join([b"a"] * 100_000), "100,000 columns"),
        (b'A\n"' + b"x" * 10_000_000 + b'"', "read to its end"),
        (b"x" * (tables.MOST_BYTES + 1), "larger than 32 MB"),
    ],
)
def test_what_can_not_be_read_says_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(tables.Unreadable, match=words):
        list(tables.read(content))


def test_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert len(list(tables.read(b"A\n1\n2\n3\n"))) == 4
    with pytest.raises(tables.Unreadable, match="more than 3 rows"):
        list(tables.read(b"A\n1\n2\n3\n4\n"))


def test_a_workbook_gives_values_where_a_reader_sees_them() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(1, 1, ["Name", "On", "Number", "Share", "Yes", "Sum"])
        sheet.write_string(3, 1, "Åna")
        sheet.write_datetime(3, 2, datetime(2026, 6, 4, tzinfo=UTC).replace(tzinfo=None), day)
        sheet.write_number(3, 3, 1240)
        sheet.write_number(3, 4, 0.5)
        sheet.write_boolean(3, 5, True)  # noqa: FBT003 - xlsxwriter's own signature
        sheet.write_formula(3, 6, "=1+1", None, 2)
        book.add_worksheet("Two").write_string(0, 0, "not read")

    assert list(tables.read(workbook(fill))) == [
        (2, ["Name", "On", "Number", "Share", "Yes", "Sum"]),
        (4, ["Åna", "2026-06-04", "1240", "0.5", "yes", "2"]),
    ]


def test_a_hidden_first_sheet_is_passed_by() -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_string(0, 0, "hidden")
        shown = book.add_worksheet("Shown")
        shown.write_string(0, 0, "shown")
        shown.activate()
        sheet.hide()

    assert list(tables.read(workbook(fill))) == [(1, ["shown"])]


def corners(_book: Workbook, sheet: Worksheet) -> None:
    sheet.write_string(0, 0, "a")
    sheet.write_string(1_048_575, 16_383, "b")


def test_a_workbook_that_unpacks_to_too_much_ends_only_its_own_process() -> None:
    with pytest.raises(tables.Unreadable, match="too big once unpacked"):
        list(tables.read(workbook(corners)))


def test_a_damaged_workbook_and_another_archive_say_so() -> None:
    whole = workbook(lambda _book, sheet: sheet.write_string(0, 0, "a"))
    with pytest.raises(tables.Unreadable, match="damaged"):
        list(tables.read(whole[: len(whole) // 2]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("contacts.csv", "Name,Email")
    with pytest.raises(tables.Unreadable, match="Unpack it"):
        list(tables.read(out.getvalue()))
    with pytest.raises(tables.Unreadable, match="no rows"):
        list(tables.read(workbook(lambda _book, _sheet: None)))


def test_an_unread_rest_ends_the_process_too() -> None:
    rows = tables.read(workbook(lambda _book, sheet: [sheet.write_row(at, 0, ["a", "b"]) for at in range(20_000)]))
    assert next(rows) == (1, ["a", "b"])
    rows.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("trigger", [*TRIGGERS, "\ufe62", "\ufe63", "\ufe66", "\ufe6b"])
@pytest.mark.parametrize("before", ["", " ", '"', "'", "\n", "\ufeff", "\u200b", "\u00a0", ' "\ufeff'])
def test_a_formula_behind_anything_unseen_is_inert(trigger: str, before: str) -> None:
    assert tables.inert(f"{before}{trigger}cmd|' /C calc'!A0") == f"'{before}{trigger}cmd|' /C calc'!A0"


@given(st.text(max_size=40))
def test_no_written_cell_starts_a_formula(cell: str) -> None:
    written = tables.inert(cell)
    bare = written.lstrip(" \u200b\ufeff\"'\u00a0\u2060\n")
    assert written.startswith("'") or not bare.startswith(tuple(TRIGGERS))


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=6), min_size=1, max_size=6
    )
)
def test_whatever_is_written_reads_back(rows: list[list[str]]) -> None:
    text = "".join(tables.write(rows)).encode()
    try:
        back = list(tables.read(text))
    except tables.Unreadable:
        return
    assert all(0 < len(cells) <= 6 for _, cells in back)


@given(st.binary(max_size=2_000))
def test_no_bytes_are_an_error_of_ours(content: bytes) -> None:
    try:
        rows = list(tables.read(content))
    except tables.Unreadable:
        return
    assert rows
    assert "\0" not in "".join(cell for _, cells in rows for cell in cells)
