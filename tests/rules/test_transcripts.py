"""Whose words count in a call (NOM-3)."""

import pytest

from portal.domain.rules.transcripts import plain, said_by

CALL = """Priya: Great to have you, this is amazing!
Dana Okafor: It took a while.
But now it works.
Priya: Fantastic.
Dana Okafor: We cut the waiting time by half."""


def test_only_the_customers_lines_count() -> None:
    assert said_by("dana okafor", CALL) == "It took a while.\nBut now it works.\nWe cut the waiting time by half."


@pytest.mark.parametrize("name", ["Dana Okafor", "Dana", "Dana Smith", "DANA"])
def test_a_first_name_is_enough_where_only_one_has_it(name: str) -> None:
    assert said_by(name, "Dana: Yes.\nTom: No.") == "Yes."


def test_two_of_one_first_name_are_nobody() -> None:
    assert said_by("Dana", "Dana Okafor: Yes.\nDana Smith: No.") is None


@pytest.mark.parametrize("text", ["", "We talked about it: it was fine.", "Tom: No.", "10:30 we met"])
def test_without_their_name_nobody_knows_who_said_it(text: str) -> None:
    assert said_by("Dana Okafor", text) is None


def test_a_subtitle_file_is_read_without_its_times() -> None:
    file = "\ufeffWEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:04.000\r\n<v Dana Okafor>We love it.</v>\r\n\r\n2\r\n"
    file += "00:00:05.000 --> 00:00:06.000\r\n<v Priya Raman>Lovely.</v>\r\n"
    text = plain(file)
    assert "-->" not in text
    assert said_by("Dana Okafor", text) == "We love it."


def test_a_time_before_a_name_is_passed_over() -> None:
    assert said_by("Dana", "[00:01:02] Dana: We love it.\n00:01:09 Tom: Good.") == "We love it."
