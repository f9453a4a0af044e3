"""What the sites and the law ask of whoever thanks for a review (RWD-6): never by its rating, never in an app store."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from portal.domain.kinds import Channel
from portal.domain.rules.searches import Criteria

NEVER = ("apps.apple.com", "itunes.apple.com", "apple.com", "play.google.com", "google.com")
STORES = {
    "The App Store": ("app store", "appstore", "apps.apple.com", "itunes.apple.com"),
    "Google Play": ("google play", "play store", "play.google.com"),
}
LEADING = (
    "5-star",
    "5 star",
    "five-star",
    "five star",
    "positive review",
    "great review",
    "good review",
    "glowing",
    "if you love us",
    "if you like us",
    "happy with us",
)

CHOSEN_BY_FEELING = {Channel.SURVEY: "came by a survey", Channel.SENTIMENT: "came by what they said about us"}
FEELING = re.compile(
    r"\b(scores?|nps|csat|ces|promoters?|passives?|detractors?|sentiment|health|(un)?healthy|"
    r"(dis)?satisf\w*|(un)?happy|ratings?|fans?)\b",
    re.IGNORECASE,
)
"""Words by which a tag or a search picks people who seem to like us."""


def chosen_by(criteria: Criteria) -> str:
    """What in a search picks people by score, sentiment or health; nobody's review is asked for by that (RWD-6)."""
    for channel in criteria.channels:
        if channel in CHOSEN_BY_FEELING:
            return CHOSEN_BY_FEELING[channel]
    for text in (*criteria.tags, *criteria.terms):
        if FEELING.search(text.replace("_", " ")):
            return f"“{text}”"
    return ""


def may_be_thanked(evidence: str, sites: Collection[str]) -> bool:
    """Whether the site where it was published lets a review be thanked for. One we can't tell is not."""
    host = _host(evidence)
    return bool(host) and not _among(host, NEVER) and _among(host, sites)


def disclosure(company: str, points: int, word: str) -> str:
    """Goes with every ask for a review that may be thanked for."""
    return (
        f"On sites that allow it, {company} thanks you for your time with {points:,} {word}, whatever you write and "
        "however you rate. If you take them, say so in the review."
    )


def may_never_be_thanked(site: str) -> bool:
    """An app store's, whatever the settings say."""
    return _among(site, NEVER)


def is_ours(address: str, *, ours: Collection[str]) -> bool:
    """One of the company’s own people, by the domains of its own addresses `ours`: never asked for a review."""
    return address.rpartition("@")[2].lower() in {own.rpartition("@")[2].lower() for own in ours}


def app_store(*texts: str) -> str:
    """The app store that is named, if any: nobody is ever thanked for a review there."""
    said = " ".join(texts).lower()
    return next((name for name, words in STORES.items() if any(one in said for one in words)), "")


def leading_words(*texts: str) -> list[str]:
    """Words that ask for praise rather than for a review."""
    said = " ".join(texts).lower()
    return [words for words in LEADING if words in said]


def _host(evidence: str) -> str:
    address = next((word for word in evidence.split() if "://" in word), evidence.strip())
    try:
        found = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""
    return found if "." in found and " " not in found else ""


def _among(host: str, sites: Collection[str]) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in sites)
