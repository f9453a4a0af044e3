"""Two entries of one person (SEG-2): what either side's word means for the one that stays."""

from dataclasses import dataclass
from datetime import date

from portal.domain.kinds import SuppressionReason

ANYBODYS = frozenset(
    {
        "aol.com",
        "gmail.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.com",
        "me.com",
        "msn.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "web.de",
        "yahoo.com",
        "yandex.ru",
    }
)
"""Mail domains that say nothing about where somebody works."""
OF_THE_PERSON = frozenset({SuppressionReason.UNSUBSCRIBED, SuppressionReason.NO_THANKS, SuppressionReason.COMPLAINED})
"""A bounce tells of the address; these tell what the person wants, whichever address they said it from."""


@dataclass(frozen=True)
class Word:
    """What one entry says about when its person may be asked. `left` is by their own word."""

    left: bool
    resting: bool
    break_until: date | None
    high_gap: int
    low_gap: int
    last_high_on: date | None
    last_low_on: date | None
    unwanted: SuppressionReason | None


def carried(survivor: Word, loser: Word) -> Word:
    """Whatever keeps either of them from being asked longer. A merge never lets anybody be asked earlier."""
    return Word(
        left=survivor.left or loser.left,
        resting=survivor.resting or loser.resting,
        break_until=_later(survivor.break_until, loser.break_until),
        high_gap=max(survivor.high_gap, loser.high_gap),
        low_gap=max(survivor.low_gap, loser.low_gap),
        last_high_on=_later(survivor.last_high_on, loser.last_high_on),
        last_low_on=_later(survivor.last_low_on, loser.last_low_on),
        unwanted=survivor.unwanted or (loser.unwanted if loser.unwanted in OF_THE_PERSON else None),
    )


def own_domain(address: str) -> str | None:
    """The mail domain, where it says something about the company."""
    domain = address.rpartition("@")[2]
    return None if domain in ANYBODYS else domain


def masked(address: str) -> str:
    """Enough to tell two addresses apart, too little to write to one."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…{local[-1:] if len(local) > 2 else ''}@{domain}"


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)
