"""One message as bytes: text and HTML, by the email package's policy, which refuses line breaks in headers."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime


class Unsendable(Exception):
    """The message can't be written at all: an address no header may hold, a line break in a subject."""


class VerbatimHeader(UnstructuredHeader, BaseHeader):
    """Never folded: folding would break the address in List-Unsubscribe into encoded words."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", VerbatimHeader)
POLICY = SMTP.clone(header_factory=HEADERS)


@dataclass(frozen=True)
class Words:
    """What the reader sees."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Sender:
    name: str
    address: str
    help_address: str


@dataclass(frozen=True)
class Invite:
    """A calendar's part of a message: `method` is what the calendar is to do with it."""

    method: str
    content: str


@dataclass(frozen=True)
class Letter:
    """Ready to send. `envelope_from` gets the bounces; one recipient, always."""

    envelope_from: str
    recipient: str
    content: bytes


def compose(
    words: Words,
    *,
    sender: Sender,
    to_name: str,
    to_address: str,
    message_id: str,
    date: datetime,
    unsubscribe_url: str | None,
    invite: Invite | None = None,
) -> bytes:
    """With an invite: as a third way to read the message, which calendars act on, and as a file. Raises Unsendable."""
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(sender.name, addr_spec=plain(sender.address))
        message["To"] = Address(to_name, addr_spec=plain(to_address))
        message["Reply-To"] = Address(addr_spec=plain(sender.help_address))
        message["Subject"] = words.subject
        message["Date"] = format_datetime(date)
        message["Message-ID"] = message_id
        message["Auto-Submitted"] = "auto-generated"
        if unsubscribe_url:
            message["List-Unsubscribe"] = f"<{unsubscribe_url}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(words.text, cte="quoted-printable")
        message.add_alternative(words.html, subtype="html", cte="quoted-printable")
        if invite:
            _attach(message, invite)
        return message.as_bytes()
    except (ValueError, IndexError, UnicodeError) as error:
        raise Unsendable(f"The message can’t be written: {type(error).__name__}") from error


def _attach(message: EmailMessage, invite: Invite) -> None:
    parameters = {"method": invite.method}
    message.add_alternative(invite.content, subtype="calendar", params=parameters, cte="base64")
    message.add_attachment(
        invite.content.encode(), maintype="application", subtype="ics", filename="invite.ics", params=parameters
    )


def plain(address: str) -> str:
    """The address in ASCII: the domain by IDNA. Raises Unsendable where the part before the @ has no such form."""
    local, at, domain = address.rpartition("@")
    try:
        local.encode("ascii")
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Unsendable("The address can’t be written in the letters that mail servers take") from error
