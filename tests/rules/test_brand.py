import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import brand

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@given(COLOURS)
def test_a_button_in_mail_can_be_read_whatever_the_brand(colour: str) -> None:
    colours = brand.mail_colours(colour)
    assert contrast("#ffffff", colours.accent) >= 4.5
    assert contrast("#0f1415", colours.accent_dark) >= 4.5


@given(COLOURS)
def test_what_is_clamped_is_a_colour_again(colour: str) -> None:
    colours = brand.mail_colours(colour)
    assert brand.parse(colours.accent) == colours.accent
    assert brand.parse(colours.accent_dark) == colours.accent_dark


def test_a_dark_enough_brand_stays_as_it_is() -> None:
    assert brand.mail_colours("#0b5a70").accent == "#0b5a70"


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345", "#1234567", "#12345g", "0b5a70", "#0b5a70; } body {"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(brand.NotAColour):
        brand.stylesheet(colour)


def test_the_style_sheet_sets_the_brand_in_its_own_layer() -> None:
    assert brand.stylesheet(" #E4002B ") == "@layer brand { :root { --brand: #e4002b; } }\n"
