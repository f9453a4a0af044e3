"""One cell to one value, or a sentence about what is wrong with it."""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from portal.domain.demand_kinds import AppearanceKind
from portal.domain.kinds import ContentKind
from portal.domain.rules.appearances import MOST_LEADS
from portal.domain.rules.days import FIRST_YEAR, LAST_YEAR

LONGEST_CELL = 10_000
LONGEST = 200
MOST_WORDS = 20
HIDDEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{2,59}")
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)

CONTENT_KINDS = {kind.value.replace("_", " "): kind for kind in ContentKind} | {
    "testimonial": ContentKind.QUOTE,
    "success story": ContentKind.CASE_STUDY,
    "story": ContentKind.CASE_STUDY,
    "webinar": ContentKind.RECORDING,
    "podcast": ContentKind.RECORDING,
}


APPEARANCE_KINDS = {kind.value.replace("_", " "): kind for kind in AppearanceKind} | {
    **dict.fromkeys(("webinar", "conference", "meetup", "panel", "talk", "trade show"), AppearanceKind.EVENT),
    **dict.fromkeys(("post", "social", "social media", "linkedin", "tweet"), AppearanceKind.SOCIAL_POST),
}


class BadCell(ValueError):
    """Its text goes beside the row."""


def text(cell: str) -> str | None:
    """One line, without marks that can't be seen."""
    plain = unicodedata.normalize("NFC", HIDDEN.sub("", cell)).strip()
    if "\n" in plain or "\r" in plain:
        raise BadCell("Has a line break inside. A quotation mark may be missing in this row")
    plain = " ".join(plain.split())
    if len(plain) > LONGEST:
        raise BadCell(f"Longer than {LONGEST} characters")
    return plain or None


def address(cell: str) -> str:
    """Lower case, its domain as mail servers write it."""
    plain = (text(cell) or "").lower()
    if not plain:
        raise BadCell("Empty. We can’t reach this person")
    local, at, domain = plain.rpartition("@")
    domain = _ascii(domain)
    if not (at and len(local) <= 64 and LOCAL.fullmatch(local) and is_domain(domain) and len(plain) <= 254):
        raise BadCell("Not an email address")
    return f"{local}@{domain}"


def website(cell: str) -> str | None:
    """Only the domain; two addresses of one site are the same."""
    plain = text(cell)
    if not plain:
        return None
    domain = SCHEME.sub("", plain.lower())
    domain = _ascii(re.split(r"[/?#:]", domain, maxsplit=1)[0].removeprefix("www.").rstrip("."))
    if not is_domain(domain):
        raise BadCell("Not a web address")
    return domain


def is_domain(domain: str) -> bool:
    labels = domain.split(".")
    return (
        len(domain) <= 253 and len(labels) > 1 and all(map(LABEL.fullmatch, labels)) and bool(TOP.fullmatch(labels[-1]))
    )


def several(cell: str) -> tuple[str, ...]:
    """Words between commas, semicolons or bars; each once, in their order."""
    found = dict.fromkeys(part for piece in re.split(r"[,;|\n]", cell) if (part := text(piece)))
    if len(found) > MOST_WORDS:
        raise BadCell(f"More than {MOST_WORDS} entries")
    return tuple(found)


def whole(cell: str) -> int | None:
    """A number, its decimals rounded."""
    digits = _digits(cell)
    return None if digits is None else round(float(digits))


def cents(cell: str) -> int | None:
    """An amount of money in hundredths."""
    digits = _digits(cell)
    return None if digits is None else int((Decimal(digits) * 100).to_integral_value(ROUND_HALF_UP))


def currency(cell: str) -> str | None:
    plain = (text(cell) or "").upper()
    if plain and not re.fullmatch("[A-Z]{3}", plain):
        raise BadCell("Not a currency. Write it in three letters, as EUR")
    return plain or None


def _digits(cell: str) -> str | None:
    """Of a number as people write it: thousands apart, a currency sign."""
    plain = text(cell)
    if not plain:
        return None
    digits = re.sub(r"[\s'’€$£¥]|^[A-Za-z]{3}\b|\b[A-Za-z]{3}$", "", plain)
    if re.fullmatch(r"\d{1,3}([.,])\d{3}(\1\d{3})*", digits) and (digits.count(",") or digits.count(".") > 1):
        digits = re.sub(r"[.,]", "", digits)
    elif re.fullmatch(r"\d{1,3}(,\d{3})*\.\d+", digits):
        digits = digits.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})*,\d+", digits):
        digits = digits.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,20})?", digits):
        raise BadCell("Not a number")
    return digits


def people(cell: str) -> int | None:
    found = whole(cell)
    if found is not None and found >= 1 << 31:
        raise BadCell("More people than there are")
    return found


def leads(cell: str) -> int | None:
    found = whole(cell)
    if found is not None and found > MOST_LEADS:
        raise BadCell(f"More than {MOST_LEADS:,}")
    return found


def score(cell: str) -> int | None:
    found = whole(cell)
    if found is not None and found > 10:
        raise BadCell("Not a score from 0 to 10")
    return found


def health(cell: str) -> int | None:
    """From 0 to 100, to the scale of scores: 9 from 90 on."""
    found = whole(cell.replace("%", ""))
    if found is not None and found > 100:
        raise BadCell("Not a number from 0 to 100")
    return None if found is None else found // 10


def passage(cell: str) -> str | None:
    """Some sentences; line breaks stay."""
    lines = (" ".join(line.split()) for line in HIDDEN.sub("", cell).splitlines())
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line)) or None


def content_kind(cell: str) -> ContentKind | None:
    """As our own files say it, or as people do."""
    plain = (text(cell) or "").casefold().replace("_", " ").replace("-", " ")
    if not plain:
        return None
    kind = CONTENT_KINDS.get(plain)
    if kind is None:
        raise BadCell("Not a quote, case study, video, recording or review")
    return kind


def appearance_kind(cell: str) -> AppearanceKind | None:
    plain = (text(cell) or "").casefold().replace("_", " ").replace("-", " ")
    if not plain:
        return None
    kind = APPEARANCE_KINDS.get(plain)
    if kind is None:
        raise BadCell("Not an event or a social post")
    return kind


def addresses(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address(part) for part in several(cell)))


def titles(cell: str) -> tuple[str, ...]:
    """Between semicolons or bars: a title may hold commas."""
    found = dict.fromkeys(part for piece in re.split(r"[;|\n]", cell) if (part := text(piece)))
    if len(found) > MOST_WORDS:
        raise BadCell(f"More than {MOST_WORDS} entries")
    return tuple(found)


def day(cell: str) -> date | None:
    """Only ways of writing a date that mean one day everywhere."""
    plain = text(cell)
    if not plain:
        return None
    iso = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$", plain)
    dotted = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", plain)
    parts = iso.groups() if iso else tuple(reversed(dotted.groups())) if dotted else ()
    try:
        year, month, number = map(int, parts)
        found = date(year, month, number)
    except ValueError:
        raise BadCell("Not a date we can read. Write it as 2026-06-04") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadCell(f"Not a day between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return ""
