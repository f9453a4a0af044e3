"""A search is read strictly and written back as it was (SEG-1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.kinds import Answer, Channel, Effort, Stage
from portal.domain.rules.searches import KEYS, LONGEST, VALUES, Criteria, Freshness, Unreadable, read, write

TEXTS = st.lists(
    st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20), max_size=VALUES, unique=True
).map(tuple)
NUMBERS = st.none() | st.integers(0, 2**31 - 1)
ANY = st.builds(
    Criteria,
    words=st.text(st.characters(categories=("L", "N")), max_size=LONGEST),
    industries=TEXTS,
    products=TEXTS,
    use_cases=TEXTS,
    regions=TEXTS,
    personas=TEXTS,
    tags=TEXTS,
    channels=st.lists(st.sampled_from(Channel), unique=True).map(tuple),
    stages=st.lists(st.sampled_from(Stage), unique=True).map(tuple),
    activity_id=st.just(3),
    answer=st.sampled_from([None, Answer.HAPPY, Answer.ASK_FIRST]),
    effort=st.none() | st.sampled_from(Effort),
    freshness=st.none() | st.sampled_from(Freshness),
    employees_from=NUMBERS,
)


@given(ANY)
def test_what_was_written_reads_the_same(criteria: Criteria) -> None:
    assert read(write(criteria)) == criteria


def test_every_field_has_one_name() -> None:
    assert sorted(name for name, _, _ in KEYS.values()) == sorted(Criteria.__dataclass_fields__)


def test_the_search_of_the_issue_is_read() -> None:
    values = {"industry": ["retail"], "employees_from": ["1001"], "activity": ["7"], "fresh": ["fresh"]}
    expected = Criteria(industries=("retail",), employees_from=1001, activity_id=7, freshness=Freshness.FRESH)
    assert read(values) == expected


def test_blanks_and_doubles_are_nobodys_wish() -> None:
    assert read({"q": ["  cold   chain "], "tag": ["a", "", "a "], "stage": [""]}) == Criteria(
        words="cold chain", tags=("a",)
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"password": ["x"]}, "There is no filter called “password”."),
        ({"stage": ["happy"]}, "which means nothing there"),
        ({"channel": ["sales", "nonsense"]}, "which means nothing there"),
        ({"activity": ["-1"]}, "which means nothing there"),
        ({"activity": ["٣"]}, "which means nothing there"),
        ({"employees_from": ["1e3"]}, "which means nothing there"),
        ({"employees_to": [str(2**31)]}, "which means nothing there"),
        ({"activity": ["1"], "answer": ["not_now"]}, "which means nothing there"),
        ({"answer": ["happy"]}, "Choose the activity"),
        ({"employees_from": ["5000"], "employees_to": ["100"]}, "at least 5,000 and at most 100"),
        ({"tag": [str(number) for number in range(VALUES + 1)]}, "more than one search can hold"),
        ({"q": ["x" * (LONGEST + 1)]}, "more than one search can hold"),
    ],
)
def test_what_means_nothing_is_refused(values: dict[str, list[str]], words: str) -> None:
    with pytest.raises(Unreadable, match=words.replace("(", r"\(")):
        read(values)


def test_only_words_with_a_letter_or_a_figure_can_hit() -> None:
    assert Criteria(words="& cold | ! c3 '").terms == ["cold", "c3"]
