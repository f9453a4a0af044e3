"""The vocabularies of meetings and of what was said after them. As in `kinds`, text behind a CHECK."""

from enum import StrEnum


class Side(StrEnum):
    """Of a meeting: who said yes, and who asked for it. The team counts as who asked."""

    ADVOCATE = "advocate"
    REQUESTER = "requester"

    @property
    def other(self) -> "Side":
        return Side.REQUESTER if self is Side.ADVOCATE else Side.ADVOCATE


class CalendarMethod(StrEnum):
    """What a calendar is told (RFC 5546)."""

    REQUEST = "request"
    CANCEL = "cancel"


class Went(StrEnum):
    """How a meeting went, in the words of one who was there."""

    WELL = "well"
    SO_SO = "so_so"
    BADLY = "badly"
