"""What an operation raises when it will not do what was asked. Raised inside a transaction, so a refusal never commits."""

from datetime import date


class NotFound(Exception):
    """No such thing, or not yours: the two look the same."""


class Refused(Exception):
    """`reason` is a stable word for code and tests; `sentence` is for the reader; `next_on` the first day it would work."""

    def __init__(
        self, reason: str, sentence: str, *, next_on: date | None = None
    ) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence
        self.next_on = next_on
