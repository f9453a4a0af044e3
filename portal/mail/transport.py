"""Send one message, step by step, so that the database can say the last word before the final dot (RELIABILITY 3.2)."""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable

from portal.domain.leases import Outcome, Report
from portal.mail.conversations import Conversation, Garbage, Host, Patience, trusted
from portal.mail.messages import Letter

ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
OPENING = frozenset({"connect", "EHLO", "STARTTLS", "AUTH"})
"""Phases that tell of the host, not of the message: even a 5xx there only puts the message off."""

Point = Callable[[], str | None]
"""The point of no return: None to go on, or why not."""


class Refusal(Exception):
    """A definite no, with its code."""

    def __init__(self, code: int, words: bytes) -> None:
        super().__init__(f"{code} {words.decode(errors='replace')}")
        self.code = code


class Line:
    """One SMTP connection, opened when first needed and used for one message at a time."""

    def __init__(self, host: Host, patience: Patience, *, context: ssl.SSLContext | None = None) -> None:
        self.host = host
        self._patience = patience
        self._context = context or trusted()
        self._conversation: Conversation | None = None
        self._phase = "connect"
        self.unheard = 0
        """Messages in a row whose conversation broke before the message was named."""

    def send(self, letter: Letter, point: Point) -> Report:
        """Never raises for what the other side does. What `point` raises is passed on, with the connection dropped."""
        started = time.monotonic()
        outcome, code, error = self._try(letter, point)
        self.unheard = self.unheard + 1 if self._phase in OPENING else 0
        spent = int((time.monotonic() - started) * 1000)
        return Report(outcome, self._phase, code=code, error=error, milliseconds=spent)

    def close(self) -> None:
        """QUIT; whatever comes back changes nothing."""
        if self._conversation is not None:
            try:
                self._conversation.new_message()
                self._conversation.quit()
            except (smtplib.SMTPException, OSError):
                pass
            finally:
                self._drop()

    def _try(self, letter: Letter, point: Point) -> tuple[Outcome, int | None, str | None]:
        try:
            talk = self._open()
            self._hand_over(talk, letter)
            self._phase = "point"
            if reason := point():
                self._drop()
                return Outcome.CANCELLED, None, reason
            return self._finish(talk)
        except Refusal as refusal:
            self._after_refusal(refusal)
            final = refusal.code >= 500 and self._phase not in OPENING
            return Outcome.FAILED if final else Outcome.DEFERRED, refusal.code, tidy(str(refusal))
        except (smtplib.SMTPException, OSError) as broken:
            self._drop()
            return Outcome.DEFERRED, None, tidy(_said(broken))
        except BaseException:
            self._drop()
            raise

    def _finish(self, talk: Conversation) -> tuple[Outcome, int | None, str | None]:
        """After the point of no return. Only a reply in plain words is believed; all else is uncertain."""
        self._phase = "dot"
        try:
            if talk.spoken():
                self._drop()
                return Outcome.DEFERRED, None, "The other side spoke or hung up before the final dot"
            code, words = talk.send_dot()
        except (smtplib.SMTPException, OSError) as broken:
            self._drop()
            return Outcome.UNCERTAIN, None, tidy(_said(broken))
        if 200 <= code < 300:
            return Outcome.SENT, code, None
        if 400 <= code < 600:
            refusal = Refusal(code, words)
            self._after_refusal(refusal)
            return Outcome.FAILED if code >= 500 else Outcome.DEFERRED, code, tidy(str(refusal))
        self._drop()
        return Outcome.UNCERTAIN, code, "The reply to the final dot was neither a yes nor a no"

    def _open(self) -> Conversation:
        if self._conversation is not None and not self._conversation.spoken():
            self._conversation.new_message()
            return self._conversation
        self._drop()
        self._phase = "connect"
        talk = Conversation(self.host, self._patience, own_name=socket.gethostname(), context=self._context)
        self._conversation = talk
        self._expect(talk.open(), 220)
        self._phase = "EHLO"
        self._expect(talk.ehlo(), 250)
        if not self.host.implicit_tls and (not self.host.local or talk.has_extn("starttls")):
            self._secure(talk)
        if self.host.user:
            self._phase = "AUTH"
            self._login(talk)
        return talk

    def _secure(self, talk: Conversation) -> None:
        self._phase = "STARTTLS"
        if not talk.has_extn("starttls"):
            raise Garbage("The mail server offers no STARTTLS, so nothing is sent to it")
        self._expect(talk.starttls(context=self._context), 220)
        self._expect(talk.ehlo(), 250)

    def _login(self, talk: Conversation) -> None:
        try:
            talk.login(self.host.user, self.host.password)
        except smtplib.SMTPAuthenticationError as error:
            words = error.smtp_error
            raise Refusal(error.smtp_code, words if isinstance(words, bytes) else words.encode()) from error

    def _hand_over(self, talk: Conversation, letter: Letter) -> None:
        self._phase = "MAIL"
        self._expect(talk.docmd("MAIL", f"FROM:<{letter.envelope_from}>"), 250)
        self._phase = "RCPT"
        self._expect(talk.docmd("RCPT", f"TO:<{letter.recipient}>"), 250, 251)
        self._phase = "DATA"
        self._expect(talk.docmd("DATA"), 354)
        self._phase = "body"
        talk.send_body(letter.content)
        if talk.spoken():
            raise Garbage("The other side spoke or hung up before the final dot")

    def _expect(self, reply: tuple[int, bytes], *good: int) -> None:
        code, words = reply
        if code in good:
            return
        if 400 <= code < 600:
            raise Refusal(code, words)
        raise Garbage(f"An answer that fits nothing asked: {code}")

    def _after_refusal(self, refusal: Refusal) -> None:
        """421 means goodbye. Otherwise the connection is clean again after RSET, or it is dropped."""
        if refusal.code == 421 or self._phase in OPENING or self._conversation is None:
            self._drop()
            return
        try:
            if self._phase != "dot":
                self._expect(self._conversation.rset(), 250)
        except (Refusal, smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        """Hang up without a word: a message without its dot must be thrown away by the other side."""
        if self._conversation is not None:
            self._conversation.close()
            self._conversation = None


def tidy(words: str) -> str:
    """Fit for the database and the team's page: one line, no address in it."""
    return ADDRESS.sub("<address>", " ".join(words.split()))[:300]


def _said(error: Exception) -> str:
    words = str(error)
    if isinstance(error, TimeoutError) or not words:
        words = words or "No answer in time"
    return f"{type(error).__name__}: {words}"
