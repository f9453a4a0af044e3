"""One message as bytes: text and HTML. No header takes a line break."""

import re
from base64 import encodebytes
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime


class Unsendable(Exception):
    """The message can't be written at all: an address no header may hold, a line break in a subject."""


SHORT = 60
"""Characters of a header that surely needs no folding."""
PLAIN_WORDS = re.compile(r"[\x20-\x7e]+", re.ASCII)
PLAIN_NAME = re.compile(r"(?:[A-Za-z0-9]+(?:[ -][A-Za-z0-9]+)*)?", re.ASCII)
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
BOUNDARY = "=_the_other_part"
OUTER_BOUNDARY = "=_the_file"


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
    """Assembled by hand, for the email package takes longer over a message than all the rest of its way; a test reads
    it back and compares. Raises Unsendable.
    """
    try:
        headers = [
            _address("From", sender.name, sender.address),
            _address("To", to_name, to_address),
            _address("Reply-To", "", sender.help_address),
            _header("Subject", words.subject),
            f"Date: {format_datetime(date)}\r\n",
            _verbatim("Message-ID", message_id),
            "Auto-Submitted: auto-generated\r\n",
        ]
        if unsubscribe_url:
            headers.append(_verbatim("List-Unsubscribe", f"<{unsubscribe_url}>"))
            headers.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
        headers.append("MIME-Version: 1.0\r\n")
        body = _with_file(words, invite) if invite else _alternatives(words)
        return "".join(headers).encode("ascii") + body
    except (ValueError, IndexError, UnicodeError, MessageError) as error:
        raise Unsendable(f"The message can’t be written: {type(error).__name__}") from error


def _alternatives(words: Words, more: bytes = b"") -> bytes:
    """No line of quoted-printable text begins with =_, so the boundary can’t stand in one."""
    mark = BOUNDARY.encode()
    parts = b"".join(
        b'--%s\r\nContent-Type: text/%s; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n'
        % (mark, kind, _quoted_printable(content))
        for kind, content in ((b"plain", words.text), (b"html", words.html))
    )
    head = b'Content-Type: multipart/alternative; boundary="%s"\r\n\r\n' % mark
    return b"%s%s%s--%s--\r\n" % (head, parts, more, mark)


def _with_file(words: Words, invite: Invite) -> bytes:
    """The invite is a third way to read the message, on which calendars act, and a file for those that don’t."""
    method, content = invite.method.encode("ascii"), encodebytes(invite.content.encode()).replace(b"\n", b"\r\n")
    acted_on = b'--%s\r\nContent-Type: text/calendar; charset="utf-8"; method="%s"\r\n' % (BOUNDARY.encode(), method)
    file = b'Content-Type: application/ics\r\nContent-Disposition: attachment; filename="invite.ics"\r\n'
    encoded = b"Content-Transfer-Encoding: base64\r\n\r\n%s\r\n" % content
    mark, alternatives = OUTER_BOUNDARY.encode(), _alternatives(words, acted_on + encoded)
    head = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n' % mark
    return b"%s--%s\r\n%s--%s\r\n%s%s--%s--\r\n" % (head, mark, alternatives, mark, file, encoded, mark)


def _quoted_printable(content: str) -> bytes:
    lines = content.replace("\r\n", "\n").replace("\r", "\n").encode()
    return b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")


def _address(name: str, display: str, address: str) -> str:
    """What is plain goes as it is; the email package judges and encodes the rest. Raises ValueError."""
    plain_address = plain(address)
    if len(display) <= SHORT and PLAIN_NAME.fullmatch(display) and PLAIN_ADDRESS.fullmatch(plain_address):
        return f"{name}: {display} <{plain_address}>\r\n" if display else f"{name}: {plain_address}\r\n"
    return _folded(name, str(Address(display, addr_spec=plain_address)))


def _header(name: str, value: str) -> str:
    return f"{name}: {value}\r\n" if len(value) <= SHORT and PLAIN_WORDS.fullmatch(value) else _folded(name, value)


def _verbatim(name: str, value: str) -> str:
    """Never folded: folding would break the address in List-Unsubscribe into encoded words."""
    if not PLAIN_WORDS.fullmatch(value):
        raise ValueError(name)
    return f"{name}: {value}\r\n"


def _folded(name: str, value: str) -> str:
    made = EmailMessage(policy=SMTP)
    made[name] = value
    return str(SMTP.fold(name, made[name]))


def plain(address: str) -> str:
    """The address in ASCII: the domain by IDNA. Raises Unsendable where the part before the @ has no such form."""
    local, at, domain = address.rpartition("@")
    try:
        local.encode("ascii")
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Unsendable("The address can’t be written in the letters that mail servers take") from error
