"""How an advocate comes to one of their asks, and what the ask still lets them do."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState
from portal.domain.queries import asks as queries
from portal.domain.queries.asks import AskLetter, OtherSide
from portal.domain.rules import asks as rules
from portal.links import Purpose, Token
from portal.web import current

CLOSED = frozenset({AskState.EXPIRED, AskState.WITHDRAWN, AskState.UNDELIVERED})
OVER = frozenset({AskState.COMPLETED, AskState.NO_SHOW})


class DeadLink(Exception):
    """`reason` is one of errors/link.html."""

    def __init__(self, reason: str, token: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.token = token


@dataclass(frozen=True)
class Way:
    """How this person came: with the token of a link, or signed in to an ask of their own."""

    token: str = ""
    ask_id: int = 0

    @property
    def page(self) -> str:
        return url_for("asks.open_link", token=self.token) if self.token else url_for("asks.show", ask_id=self.ask_id)

    @property
    def answer(self) -> str:
        if self.token:
            return url_for("asks.answer_by_link", token=self.token)
        return url_for("asks.answer", ask_id=self.ask_id)

    def ask(self, session: Session, now: datetime) -> AskLetter:
        """Raises DeadLink or NotFound."""
        if self.token:
            return of_token(session.connection(), self.token, now)
        return queries.of_advocate(session, self.ask_id, advocate_id=current.signed_in().advocate_id or 0)

    def other(self, session: Session, ask: AskLetter) -> OtherSide | None:
        """Nobody is named on a link's page."""
        if self.token or ask.state not in queries.NAMED_AFTER:
            return None
        return queries.other_side(session, ask.id, advocate_id=ask.advocate_id)


def present(way: Way) -> tuple[AskLetter, OtherSide | None]:
    if way.token:
        with current.looking() as connection:
            return of_token(connection, way.token, current.now()), None
    with current.reading() as session:
        ask = way.ask(session, current.now())
        return ask, way.other(session, ask)


def of_token(connection: Connection, token: str, now: datetime) -> AskLetter:
    """The ask whose link this is. Raises DeadLink, also once the ask is closed."""
    links = current.links()
    read = links.read(token)
    found = queries.of_link(connection, read.id) if read else None
    ask, address = found or (None, "")
    holds = links.holds(Purpose.ASK, read or Token(0, 0, ""), subject=address)
    if ask is None or read is None or not holds or read.version != ask.link_version:
        raise DeadLink("unknown", token)
    if ask.state in CLOSED:
        raise DeadLink("expired", token)
    if ask.state in OVER or (ask.state in {AskState.DECLINED, AskState.HANDED_ON} and not within_week(ask, now)):
        raise DeadLink("used", token)
    return ask


def within_week(ask: AskLetter, now: datetime) -> bool:
    return ask.answered_at is not None and now < rules.change_ends(ask.answered_at)


def offers(ask: AskLetter, now: datetime) -> tuple[str, ...]:
    """The answers that can be given now; none once it is settled."""
    if ask.state is AskState.SENT:
        return ("yes", "time", "hand", "no")
    if not within_week(ask, now):
        return ()
    if ask.state is AskState.DECLINED:
        return ("yes", "time")
    if ask.state is AskState.ACCEPTED:
        return ("yes", "time", "no") if ask.time_open else ("time", "no")
    held = ask.scheduled_for is not None and ask.scheduled_for <= now
    return ("no",) if ask.state is AskState.SCHEDULED and not held else ()
