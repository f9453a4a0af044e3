"""The one sentence an advocate reads, and what makes an ask too vague to send (ASK-2)."""

import re
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLACEHOLDERS = ("{minutes}", "{other_side}", "{when}")
PLACEHOLDER = re.compile("|".join(map(re.escape, PLACEHOLDERS)))


def plain_day(day: date, today: date) -> str:
    """As in "4 June", with the year only if it is not this one."""
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def week_day(day: date, today: date) -> str:
    """As in "Thursday 4 June"."""
    return f"{DAYS[day.weekday()]} {plain_day(day, today)}"


def ago(day: date, today: date) -> str:
    """As in "5 months ago", of a day that is past."""
    days = (today - day).days
    for length_of_unit, unit in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= length_of_unit:
            count = days // length_of_unit
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "today"


def a_or_an(words: str) -> str:
    return f"an {words}" if words[:1].lower() in "aeio" else f"a {words}"


def length(minutes: int) -> str:
    """As in "30-minute", "1-hour", "90-minute"."""
    return f"{minutes // 60}-hour" if minutes % 60 == 0 else f"{minutes}-minute"


def other_side(role: str, industry: str) -> str:
    """As in "a supply chain director at a logistics company"."""
    company = industry.strip()
    company = (
        company
        if company.lower().endswith(("company", "bank", "hospital", "school", "university"))
        else f"{company} company"
    )
    return f"{a_or_an(role.strip())} at {a_or_an(company)}"


def sentence(question: str, *, minutes: int, role: str, industry: str, happen_by: date, today: date) -> str:
    """`question` is the activity's, with PLACEHOLDERS; nothing else in braces is touched, not in the asker's words."""
    words = {
        "{minutes}": length(minutes),
        "{other_side}": other_side(role, industry),
        "{when}": f"by {week_day(happen_by, today)}",
    }
    return PLACEHOLDER.sub(lambda found: words[found[0]], question)


def too_vague(
    *, minutes: int | None, role: str, industry: str, happen_by: date | None, reply_by: date | None, today: date
) -> dict[str, str]:
    """What is missing, by field: how long, who the other side is, by when. Empty when small and specific."""
    missing: dict[str, str] = {}
    if not minutes:
        missing["minutes"] = "Say how long it takes, in minutes."
    if not role.strip():
        missing["other_role"] = "Say who the other side is, for example “supply chain director”."
    if not industry.strip():
        missing["other_industry"] = "Say which industry the other side is in."
    if happen_by is None:
        missing["happen_by"] = "Say by which day it should happen."
    elif happen_by <= today:
        missing["happen_by"] = "Choose a day after today."
    if reply_by is None:
        missing["reply_by"] = "Say by which day you need the answer."
    elif reply_by <= today:
        missing["reply_by"] = "Give them at least until tomorrow to answer."
    elif happen_by is not None and reply_by > happen_by:
        missing["reply_by"] = "The answer must come before the day it should happen."
    return missing
