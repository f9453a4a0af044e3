"""SMTP word by word. Every wait has an end, and nothing the other side says out of turn is taken for an answer."""

import select
import smtplib
import ssl
import time
from dataclasses import dataclass
from functools import cache
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from urllib.parse import unquote, urlsplit

LONGEST_LINE = 4096
MOST_LINES = 100
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class Patience:
    """Seconds to wait: for one reply, for everything before the final dot, and after it (RFC 5321 4.5.3.2.6)."""

    reply: float = 30
    before_dot: float = 100
    dot: float = 600


@dataclass(frozen=True)
class Host:
    """Where mail goes, from SMTP_URL. `smtps` talks TLS from the first byte; `smtp` must offer STARTTLS."""

    name: str
    port: int
    implicit_tls: bool
    user: str
    password: str

    @property
    def local(self) -> bool:
        """On this machine: nothing leaves it, so plain text will do."""
        return self.name in LOOPBACK

    def __str__(self) -> str:
        return f"{self.name}:{self.port}"


def host(smtp_url: str) -> Host:
    parts = urlsplit(smtp_url)
    implicit = parts.scheme == "smtps"
    return Host(
        name=parts.hostname or "",
        port=parts.port or (465 if implicit else 587),
        implicit_tls=implicit,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


@cache
def trusted() -> ssl.SSLContext:
    """The system's authorities; reading them takes longer than sending a message, so once a process."""
    return ssl.create_default_context()


class Garbage(OSError):
    """What came is not SMTP, or came when nothing was asked."""


class Conversation(smtplib.SMTP):
    """smtplib's commands over a reader of our own: a whole reply has one deadline, a length and a number of lines."""

    def __init__(self, to: Host, patience: Patience, *, own_name: str, context: ssl.SSLContext) -> None:
        super().__init__(local_hostname=own_name, timeout=patience.reply)
        self._to = to
        self._patience = patience
        self._context = context
        self._heard = b""
        self._latest = time.monotonic() + patience.before_dot
        self._host = to.name  # smtplib takes it for the certificate's name when it was not given an address at once

    def new_message(self) -> None:
        """Start the clock of another message on this connection."""
        self._latest = time.monotonic() + self._patience.before_dot

    def open(self) -> tuple[int, bytes]:
        return self.connect(self._to.name, self._to.port)

    def spoken(self) -> bool:
        """The other side said something, or hung up, though nothing was asked."""
        sock = self._socket()
        pending = isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
        return bool(self._heard) or pending or bool(select.select([sock], [], [], 0)[0])

    def send_body(self, content: bytes) -> None:
        """Everything but the final dot."""
        self._socket().settimeout(self._left(self._patience.reply))
        self._socket().sendall(smtplib._quote_periods(content))  # type: ignore[attr-defined]  # noqa: SLF001

    def send_dot(self) -> tuple[int, bytes]:
        """The final dot, and the reply to it."""
        self._socket().sendall(b".\r\n")
        return self._reply(time.monotonic() + self._patience.dot)

    def getreply(self) -> tuple[int, bytes]:
        return self._reply(time.monotonic() + self._left(self._patience.reply))

    def putcmd(self, cmd: str, args: str = "") -> None:
        if self._heard:
            raise Garbage("The other side spoke out of turn")
        self._socket().settimeout(self._left(self._patience.reply))
        super().putcmd(cmd, args)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket:
        plain: socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        # The dot is a small packet after a large one: held back until the other side has acknowledged, 40 ms later.
        plain.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        return self._context.wrap_socket(plain, server_hostname=host) if self._to.implicit_tls else plain

    def _socket(self) -> socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("Not connected")
        return self.sock

    def _left(self, most: float) -> float:
        return max(0.001, min(most, self._latest - time.monotonic()))

    def _reply(self, deadline: float) -> tuple[int, bytes]:
        words = []
        for _ in range(MOST_LINES):
            line = self._line(deadline)
            if not line[:3].isdigit() or line[3:4] not in (b" ", b"-", b""):
                raise Garbage("The other side did not speak SMTP")
            words.append(line[4:])
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(words)
        raise Garbage("The reply had no end")

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._heard:
            if len(self._heard) > LONGEST_LINE:
                raise Garbage("The line had no end")
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("No whole reply in time")
            self._socket().settimeout(left)
            chunk = self._socket().recv(LONGEST_LINE)
            if not chunk:
                raise smtplib.SMTPServerDisconnected("Connection closed")
            self._heard += chunk
        line, self._heard = self._heard.split(b"\n", 1)
        return line.rstrip(b"\r")
