"""What a colleague may know of somebody who hasn't said yes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.rules.proofs import role, size


@pytest.mark.parametrize(
    ("title", "persona", "expected"),
    [
        ("VP Operations", "Operations leader", "VP Operations"),
        ("Head of Planning,  Halden Freight", "Planner", "Planner"),
        ("Haldenfreight lead", None, "Customer"),
        ("Office of Okafor", "Dana's persona", "Customer"),
        ("dana@halden.example", "Planner", "Planner"),
        ("Call me on 555 01", None, "Customer"),
        (None, "Planner", "Planner"),
        ("  ", None, "Customer"),
        ("x" * 61, None, "Customer"),
    ],
)
def test_a_title_that_tells_who_it_is_is_not_shown(title: str | None, persona: str | None, expected: str) -> None:
    assert role(title, persona, name="Dana Okafor", company="Halden Freight") == expected


@pytest.mark.parametrize(
    ("title", "company", "expected"),
    [
        ("CIO, BP", "BP", "Customer"),
        ("Head of Retail at BP", "BP plc", "Customer"),
        ("BPM lead", "BP", "BPM lead"),
        ("VP of Planning", "Bank of Larkfield", "VP of Planning"),
    ],
)
def test_a_short_word_tells_only_whole(title: str, company: str, expected: str) -> None:
    assert role(title, None, name="Dana Okafor", company=company) == expected


WORD = st.text(st.characters(categories=["Lu", "Ll"]), min_size=3, max_size=12)


@given(WORD, WORD, WORD, st.text(max_size=20), st.sampled_from(["{} {}", "{}-{}", "{}{}", "{}, {}"]))
def test_no_word_of_a_name_or_company_is_in_it(given_name: str, family: str, firm: str, more: str, how: str) -> None:
    for telling in (given_name, family, firm):
        shown = role(how.format(more, telling), None, name=f"{given_name} {family}", company=firm)
        assert shown == "Customer" or telling.casefold() not in shown.casefold()


@pytest.mark.parametrize(
    ("employees", "expected"),
    [
        (None, ""),
        (12, "fewer than 100 people"),
        (4_217, "about 4,000 people"),
        (950, "about 1,000 people"),
        (12_400, "about 10,000 people"),
    ],
)
def test_no_number_is_a_companys_own(employees: int | None, expected: str) -> None:
    assert size(employees) == expected
