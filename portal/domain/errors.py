"""What an operation raises when it will not do what was asked.

Raised inside a transaction, so a refusal never commits.
"""

from datetime import date


class NotFound(Exception):
    """No such thing, or not yours: the two look the same."""


class Refused(Exception):
    """`reason` is for code and tests, `sentence` for the reader; `next_on` is the first day it would work."""

    def __init__(self, reason: str, sentence: str, *, next_on: date | None = None) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
        self.next_on = next_on
