"""Where columns go, and what a row says (SEG-2)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.rules import imports as rules
from portal.domain.rules.appearances import MOST_LEADS
from portal.domain.rules.imports import ContactRow, Noun, Problem, cells, rows
from portal.domain.rules.imports.cells import BadCell

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("columns", "mapping"),
    [
        (
            ["Full Name", "E-mail", "Org", "Job", "Territory", "Pass no."],
            ["name", "email", "account", "title", "region", ""],
        ),
        (
            ["First Name", "Last Name", "Name", "Work email address", "Phone 1", "Phone 2"],
            ["first_name", "last_name", "", "email", "phone", ""],
        ),
        (["Email", "Email", "Email owner"], ["email", "", ""]),
        (["Customer Id", "Subscription Date", "Company name"], ["", "", "account"]),
        (["ACCOUNT_NAME", "nps-score", "NPS date"], ["account", "score", "score_on"]),
        ([], []),
    ],
)
def test_headings_say_where_columns_go(columns: list[str], mapping: list[str]) -> None:
    assert rules.guess(columns, [], Noun.CONTACTS) == mapping


def test_cells_say_where_columns_without_headings_go() -> None:
    samples = [
        ["Ana", "ana@acme.example", "+47 22 33", "acme.example", ""],
        ["Bob", "", "", "https://b.example/x", "?"],
    ]
    columns = [f"Column {letter}" for letter in "ABCDE"]
    assert rules.guess(columns, samples, Noun.CONTACTS) == ["", "email", "phone", "website", ""]


@pytest.mark.parametrize(
    ("first", "noun", "heads"),
    [
        (["Name", "Email"], Noun.CONTACTS, True),
        (["Wer", "Wo"], Noun.CONTACTS, True),
        (["Ana", "ana@acme.example"], Noun.CONTACTS, False),
        (["Company", "ana@acme.example"], Noun.CONTACTS, False),
        (["account", "sector", "1996"], Noun.ACCOUNTS, True),
        (["Acme", "Retail", "1996"], Noun.ACCOUNTS, False),
        (["Acme", "acme.example"], Noun.ACCOUNTS, False),
    ],
)
def test_a_first_row_is_headings_or_not(first: list[str], noun: Noun, *, heads: bool) -> None:
    assert rules.heads(first, noun) is heads


@pytest.mark.parametrize(
    ("mapping", "noun", "words"),
    [
        (["email", "name"], Noun.CONTACTS, None),
        (["email", "last_name", "", ""], Noun.CONTACTS, None),
        (["name"], Noun.CONTACTS, "email address"),
        (["email"], Noun.CONTACTS, "the name"),
        (["email", "name", "name"], Noun.CONTACTS, "same place"),
        (["name"], Noun.ACCOUNTS, None),
        (["industry"], Noun.ACCOUNTS, "account’s name"),
    ],
)
def test_what_columns_must_say(mapping: list[str], noun: Noun, words: str | None) -> None:
    said = rules.incomplete(mapping, noun)
    assert (said is None) if words is None else (said is not None and words in said)


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("Ana@Acme.Example ", "ana@acme.example"),
        ("ana+tag.x@acme.example", "ana+tag.x@acme.example"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("\u200bana@acme.example\ufeff", "ana@acme.example"),
        ("a" * 64 + "@acme.example", "a" * 64 + "@acme.example"),
    ],
)
def test_addresses_are_lower_case_and_mailable(cell: str, address: str) -> None:
    assert cells.address(cell) == address


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "ana",
        "ana@acme",
        "@acme.example",
        "ana@@acme.example",
        "a b@acme.example",
        ".ana@acme.example",
        "ana.@acme.example",
        "a..b@acme.example",
        '"a b"@acme.example',
        "ana@-acme.example",
        "ana@acme..example",
        "ana@acme.example, bob@acme.example",
        "Ana <ana@acme.example>",
        "ana@acme.example\r\nBcc: eve@evil.example",
        "ána@acme.example",
        "ana@127.0.0.1",
        "a" * 65 + "@acme.example",
        "ana@" + "a" * 64 + ".example",
        "a@" + ".".join(["a" * 60] * 5),
    ],
)
def test_what_is_no_address_is_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        cells.address(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("", None),
        ("1240", 1240),
        ("1,240", 1240),
        ("1.240.000", 1240000),
        ("1 240", 1240),
        ("€1,240.50", 1240),
        ("1.240,60", 1241),
        ("1100.04", 1100),
        ("USD 12", 12),
        ("1'240", 1240),
    ],
)
def test_numbers_as_people_write_them(cell: str, number: int | None) -> None:
    assert cells.whole(cell) == number


@pytest.mark.parametrize("cell", ["twelve", "1e309", "-1", "NaN", "12-20", "9" * 16, "١٢"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        cells.whole(cell)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-06-04", date(2026, 6, 4)),
        ("2026/6/4", date(2026, 6, 4)),
        ("2026-06-04T10:00:00Z", date(2026, 6, 4)),
        ("4.6.2026", date(2026, 6, 4)),
        ("", None),
    ],
)
def test_days(cell: str, day: date | None) -> None:
    assert cells.day(cell) == day


@pytest.mark.parametrize("cell", ["1899-12-31", "2200-01-01", "31.12.9999"])
def test_a_day_that_no_form_takes_is_refused(cell: str) -> None:
    with pytest.raises(BadCell, match="between 1900 and 2199"):
        cells.day(cell)


def test_more_leads_than_the_form_takes_are_refused() -> None:
    assert cells.leads("1,000,000") == MOST_LEADS
    with pytest.raises(BadCell, match="More than"):
        cells.leads("1000001")
    values, problems = rows.values_of(["leads"], ["1000001"])
    assert (values, [one.target for one in problems]) == ({}, ["leads"])


@pytest.mark.parametrize("cell", ["04/06/2026", "2026-02-30", "June", "0000-01-01", "2026"])
def test_a_day_that_could_be_two_is_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        cells.day(cell)


@pytest.mark.parametrize(
    ("cell", "domain"),
    [
        ("http://www.Acme.example/", "acme.example"),
        ("acme.example:8080/x?y#z", "acme.example"),
        ("", None),
    ],
)
def test_websites_are_domains(cell: str, domain: str | None) -> None:
    assert cells.website(cell) == domain


@pytest.mark.parametrize("cell", ["n/a", "javascript:alert(1)", "http://", "acme", "http://[::1]/"])
def test_what_is_no_website_is_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        cells.website(cell)


FULL = ContactRow(
    email="ana@acme.example",
    name="Ana Ruiz",
    title=None,
    phone=None,
    account=None,
    region=None,
    country=None,
    industry=None,
    website=None,
    persona=None,
    languages=(),
    products=(),
    use_cases=(),
    score=None,
    score_on=None,
)


def test_a_row_is_read_and_its_short_cells_are_empty() -> None:
    assert (
        rules.contact(["email", "first_name", "last_name", "languages"], ["ana@acme.example", "Ana", "Ruiz"], TODAY)
        == FULL
    )
    read = rules.contact(
        ["name", "email", "languages"], ["Ana Ruiz", "ana@acme.example", "French; German, French"], TODAY
    )
    assert read == replace(FULL, languages=("French", "German"))


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        (["", ""], [Problem("email", "Empty. We can’t reach this person")]),
        (["Ana\nBob", "x"], ["Has a line break", "Not an email"]),
        (["Ana", "ana@acme.example", "more"], ["More cells"]),
        (["x" * 201, "ana@acme.example"], ["Longer than 200"]),
        (["x" * 10_001, "ana@acme.example"], ["longer than 10,000"]),
        (["", "ana@acme.example"], ["We greet people"]),
    ],
)
def test_everything_that_is_wrong_with_a_row_is_said(row: list[str], problems: list[Problem | str]) -> None:
    found = rules.contact(["name", "email"], row, TODAY)
    assert isinstance(found, list)
    assert len(found) == len(problems)
    for one, wanted in zip(found, problems, strict=True):
        assert one == wanted if isinstance(wanted, Problem) else wanted in one.why


def test_a_score_of_tomorrow_is_refused() -> None:
    found = rules.contact(["name", "email", "score_on"], ["Ana", "ana@acme.example", "2026-11-24"], TODAY)
    assert found == [Problem("score_on", "A day that has not come yet")]


@given(st.lists(st.text(max_size=30), max_size=20))
def test_any_cells_are_a_row_or_problems(row: list[str]) -> None:
    assert rules.contact([target.key for target in rules.targets(Noun.CONTACTS)], row, TODAY)
    assert rules.account([target.key for target in rules.targets(Noun.ACCOUNTS)], row)
    assert len(rules.guess(row, [row], Noun.CONTACTS)) == len(row)
    rules.heads(row, Noun.ACCOUNTS)
