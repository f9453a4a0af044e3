"""How an advocate comes to a piece of their content."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from portal.domain.kinds import ContentState
from portal.domain.queries import contents as queries
from portal.domain.queries.contents import OwnContent, OwnView
from portal.links import Purpose, Token
from portal.web import current


class DeadLink(Exception):
    """`reason` is one of errors/link.html."""

    def __init__(self, reason: str, token: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.token = token


@dataclass(frozen=True)
class Way:
    """How this person came: with the token of a link, or signed in to what is theirs."""

    token: str = ""
    content_id: int = 0

    @property
    def page(self) -> str:
        if self.token:
            return url_for("contents.open_link", token=self.token)
        return url_for("contents.show", content_id=self.content_id)

    @property
    def answer(self) -> str:
        if self.token:
            return url_for("contents.answer_by_link", token=self.token)
        return url_for("contents.answer", content_id=self.content_id)

    @property
    def version(self) -> int:
        """The link's, which is that of the words it was sent with."""
        read = current.links().read(self.token) if self.token else None
        return read.version if read else 0

    def content(self, session: Session) -> OwnContent:
        """Raises DeadLink or NotFound."""
        return of_token(session, self.token) if self.token else self.view(session).content

    def view(self, session: Session) -> OwnView:
        """With all that only a session may see."""
        advocate_id = current.signed_in().advocate_id or 0
        return queries.own(session, self.content_id, advocate_id=advocate_id, today=current.today())


def of_token(session: Session, token: str) -> OwnContent:
    """Raises DeadLink. Of older words than there are now it still says that they have changed."""
    links = current.links()
    read = links.read(token)
    found = queries.of_link(session, read.id, current.today()) if read else None
    content, address = found or (None, "")
    holds = links.holds(Purpose.CONTENT, read or Token(0, 0, ""), subject=address)
    if content is None or read is None or not holds or read.version > content.version:
        raise DeadLink("unknown", token)
    if read.version < content.version and not content.by_them:
        raise DeadLink("expired", token)
    if content.state is ContentState.EXPIRED:
        raise DeadLink("used", token)
    return content
