"""The company's colour: checked, written into brand.css, and clamped for mail.

The clamp is the one of tokens.css, where the browser does it with relative colours. Mail programs can't, so the same
sums are done here: OKLCH lightness is held where text and buttons keep their contrast whatever colour is brought.
"""

import math
import re
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-f]{6}", re.ASCII)

Triple = tuple[float, float, float]


class NotAColour(ValueError):
    """Not "#" and six hexadecimal digits."""


@dataclass(frozen=True)
class MailColours:
    """Buttons and links of a message, in light and dark."""

    accent: str
    accent_dark: str


def parse(colour: str) -> str:
    """The colour in lower case."""
    tidy = colour.strip().lower()
    if not HEX.fullmatch(tidy):
        raise NotAColour(colour)
    return tidy


def stylesheet(colour: str, *, scope: str = ":root") -> str:
    """The whole of brand.css; with a `scope` of its own, only what stands in it."""
    return f"@layer brand {{ {scope} {{ --brand: {parse(colour)}; }} }}\n"


def mail_colours(colour: str) -> MailColours:
    lightness, chroma, hue = _oklch(parse(colour))
    return MailColours(
        accent=_hex(_within(lightness, 0.30, 0.48), chroma, hue),
        accent_dark=_hex(_within(lightness, 0.80, 0.86), min(chroma, 0.11), hue),
    )


def _within(value: float, least: float, most: float) -> float:
    return max(least, min(value, most))


def _oklch(colour: str) -> Triple:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _rgb(lightness: float, chroma: float, hue: float) -> Triple:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """Beyond what a screen can show the chroma is lowered until it fits; lightness, which holds the contrast, stays."""
    least, most = 0.0, chroma
    if _shows(_rgb(lightness, chroma, hue)):
        least = chroma
    while most - least > 0.0005:
        middle = (least + most) / 2
        least, most = (middle, most) if _shows(_rgb(lightness, middle, hue)) else (least, middle)
    return "#" + "".join(f"{round(255 * _curved(part)):02x}" for part in _rgb(lightness, least, hue))


def _shows(colour: Triple) -> bool:
    return all(-0.0001 <= part <= 1.0001 for part in colour)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _curved(part: float) -> float:
    part = _within(part, 0, 1)
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
