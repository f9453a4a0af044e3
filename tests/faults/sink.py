"""A mail server that keeps its own log and misbehaves on command. The judge of every fault run."""

import random
import re
import socket
import socketserver
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

MESSAGE_ID = re.compile(rb"^Message-ID: *(<[^>]+>)", re.MULTILINE | re.IGNORECASE)


class Phase(StrEnum):
    BANNER = "banner"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    BODY = "body"
    DOT = "dot"
    QUIT = "QUIT"


class Misdeed(StrEnum):
    NOT_NOW = "4xx"
    NEVER = "5xx"
    GOODBYE = "421"
    DROP = "drop"
    HANG = "hang"
    GARBAGE = "garbage"
    ENDLESS = "endless reply"
    ACCEPT_THEN_DROP = "accept-then-drop"


WORDS = {
    Misdeed.NOT_NOW: b"450 4.3.0 Not now\r\n",
    Misdeed.NEVER: b"550 5.3.0 Never\r\n",
    Misdeed.GOODBYE: b"421 4.3.0 Goodbye\r\n",
    Misdeed.GARBAGE: b"\x00\xffwhat?\r\n",
}
Plan = Callable[[Phase], Misdeed | None]


class HangUp(Exception):
    """The conversation is over."""


@dataclass(frozen=True)
class Taken:
    """A message whose final dot came, whatever was answered to it."""

    message_id: str
    recipient: str
    at: float


@dataclass
class Sink:
    """`plan` says what to do wrong at each phase; `delay` how long the answer to the dot takes, in seconds."""

    address: str = "127.0.0.1"
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    plan: Plan = lambda _phase: None
    delay: Callable[[], float] = lambda: 0.0
    tls: ssl.SSLContext | None = None
    login: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)

    def counts(self) -> Counter[str]:
        return Counter(one.message_id for one in list(self.taken))


class Conversation(socketserver.StreamRequestHandler):
    """One connection. Closing it without a word is allowed at any time."""

    sink: Sink

    def handle(self) -> None:
        self.secured = False
        self.recipient = ""
        try:
            self.answer(Phase.BANNER, b"220 sink ready\r\n")
            while line := self.rfile.readline(2048):
                self.command(line.strip())
        except (HangUp, OSError):
            return

    def command(self, line: bytes) -> None:
        verb = line.split(b" ", 1)[0].upper()
        if verb == b"EHLO":
            self.answer(Phase.EHLO, self.offers())
        elif verb == b"STARTTLS":
            self.answer(Phase.STARTTLS, b"220 go\r\n")
            self.secure()
        elif verb == b"AUTH":
            self.answer(Phase.AUTH, b"235 welcome\r\n")
        elif verb == b"MAIL":
            self.answer(Phase.MAIL, b"250 ok\r\n")
        elif verb == b"RCPT":
            self.recipient = line.partition(b"<")[2].partition(b">")[0].decode()
            self.answer(Phase.RCPT, b"250 ok\r\n")
        elif verb == b"DATA":
            self.data()
        elif verb == b"QUIT":
            self.answer(Phase.QUIT, b"221 bye\r\n")
            raise HangUp
        else:
            self.say(b"250 ok\r\n")

    def data(self) -> None:
        if not self.answer(Phase.DATA, b"354 go on\r\n"):
            return
        if (misdeed := self.sink.plan(Phase.BODY)) is not None:
            self.misbehave(misdeed, b"")
            raise HangUp
        lines = []
        while (line := self.rfile.readline(100_000)) != b".\r\n":
            if not line:
                raise HangUp
            lines.append(line)
        found = MESSAGE_ID.search(b"".join(lines))
        misdeed = self.sink.plan(Phase.DOT)
        if misdeed not in {Misdeed.NOT_NOW, Misdeed.NEVER, Misdeed.GOODBYE}:
            self.sink.taken.append(Taken(found[1].decode() if found else "", self.recipient, time.monotonic()))
        self.sink.stopping.wait(self.sink.delay())
        if misdeed is None:
            self.say(b"250 2.0.0 taken\r\n")
        else:
            self.misbehave(misdeed, b"250 2.0.0 taken\r\n")

    def answer(self, phase: Phase, good: bytes) -> bool:
        """True when the good answer was given and the conversation goes on."""
        misdeed = self.sink.plan(phase)
        if misdeed is None:
            self.say(good)
            return True
        self.misbehave(misdeed, good)
        return False

    def misbehave(self, misdeed: Misdeed, good: bytes) -> None:
        if misdeed in WORDS:
            self.say(WORDS[misdeed])
        if misdeed is Misdeed.ENDLESS:
            while not self.sink.stopping.is_set():
                self.say(b"250-and\r\n" * 50)
        if misdeed is Misdeed.ACCEPT_THEN_DROP and good:
            self.say(good)
        if misdeed is Misdeed.HANG:
            self.wait_for_their_end()
        if misdeed in {Misdeed.DROP, Misdeed.ACCEPT_THEN_DROP, Misdeed.GOODBYE, Misdeed.HANG}:
            raise HangUp

    def wait_for_their_end(self) -> None:
        self.connection.settimeout(0.05)
        while not self.sink.stopping.is_set():
            try:
                if self.connection.recv(65536) == b"":
                    return
            except TimeoutError:
                continue

    def offers(self) -> bytes:
        extras = [b"sink"]
        if self.sink.tls and not self.secured:
            extras.append(b"STARTTLS")
        if self.sink.login:
            extras.append(b"AUTH PLAIN")
        return b"".join(b"250-" + one + b"\r\n" for one in extras[:-1]) + b"250 " + extras[-1] + b"\r\n"

    def secure(self) -> None:
        assert self.sink.tls is not None
        self.connection = self.sink.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.secured = True

    def say(self, words: bytes) -> None:
        self.connection.sendall(words)

    def finish(self) -> None:
        try:
            super().finish()
            self.connection.close()
        except OSError:
            return


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client killed in mid-word is what these runs are about."""


@contextmanager
def serving(sink: Sink) -> Iterator[Sink]:
    handler = type("Handler", (Conversation,), {"sink": sink})
    with Server((sink.address, sink.port), handler) as server:
        sink.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield sink
        sink.stopping.set()
        server.shutdown()


def random_delay(seed: int, most: float) -> Callable[[], float]:
    dice = random.Random(seed)
    return lambda: dice.uniform(0, most)


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
