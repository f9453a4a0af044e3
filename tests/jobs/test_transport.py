"""One message over one connection: what is said, what is believed, and what never leaves in plain text."""

import socket
import ssl
from collections.abc import Iterator

import pytest
import trustme

from portal.domain.leases import Outcome, Report
from portal.mail.conversations import Conversation, Host, Patience, host
from portal.mail.messages import Letter
from portal.mail.transport import Line, tidy
from tests.faults.sink import Misdeed, Phase, Sink, serving

ELSEWHERE = "127.0.0.2"
"""Reachable here, but none of the names that stand for this machine: as good as a server far away."""
LETTER = Letter(
    "bounces@company.example", "dana@customer.example", b"Message-ID: <one@x.example>\r\n\r\n.\r\nHello\r\n"
)
QUICK = Patience(reply=1, before_dot=2, dot=1)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with serving(Sink()) as running:
        yield running


def server_tls(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def send(url: str, *, context: ssl.SSLContext | None = None, reason: str | None = None) -> Report:
    line = Line(host(url), QUICK, context=context)
    try:
        return line.send(LETTER, lambda: reason)
    finally:
        line.close()


def test_an_address_says_all_there_is_to_know() -> None:
    assert host("smtps://u%40x:p%3Aw@mail.x.example") == Host(
        "mail.x.example", 465, implicit_tls=True, user="u@x", password="p:w"
    )
    assert str(host("smtp://mail.x.example")) == "mail.x.example:587"
    assert host("smtp://localhost:25").local
    assert not host("smtp://mail.x.example:25").local


def test_to_another_machine_nothing_goes_without_tls() -> None:
    with serving(Sink(address=ELSEWHERE)) as sink:
        report = send(f"smtp://{ELSEWHERE}:{sink.port}")
        assert (report.outcome, report.phase, sink.taken) == (Outcome.DEFERRED, "STARTTLS", [])


def test_a_certificate_of_another_name_is_refused(authority: trustme.CA) -> None:
    with serving(Sink(address=ELSEWHERE, tls=server_tls(authority, "mail.other.example"))) as sink:
        report = send(f"smtp://{ELSEWHERE}:{sink.port}", context=trusting(authority))
        assert (report.outcome, report.phase, sink.taken) == (Outcome.DEFERRED, "STARTTLS", [])


def test_with_the_right_certificate_it_goes(authority: trustme.CA) -> None:
    with serving(Sink(address=ELSEWHERE, tls=server_tls(authority, ELSEWHERE))) as sink:
        report = send(f"smtp://{ELSEWHERE}:{sink.port}", context=trusting(authority))
        assert (report.outcome, report.code, len(sink.taken)) == (Outcome.SENT, 250, 1)


def test_a_no_at_the_last_moment_leaves_no_message(sink: Sink) -> None:
    report = send(f"smtp://127.0.0.1:{sink.port}", reason="suppressed")
    assert (report.outcome, report.error, sink.taken) == (Outcome.CANCELLED, "suppressed", [])


def test_one_connection_serves_many_messages_and_outlives_a_refusal(sink: Sink) -> None:
    opened: list[Phase] = []

    def refuse_the_second(phase: Phase) -> Misdeed | None:
        opened.append(phase)
        return Misdeed.NEVER if phase is Phase.RCPT and opened.count(Phase.RCPT) == 2 else None

    sink.plan = refuse_the_second
    line = Line(host(f"smtp://127.0.0.1:{sink.port}"), QUICK)
    outcomes = [line.send(LETTER, lambda: None).outcome for _ in range(3)]
    line.close()
    assert outcomes == [Outcome.SENT, Outcome.FAILED, Outcome.SENT]
    assert opened.count(Phase.BANNER) == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_anew(sink: Sink) -> None:
    sink.plan = lambda phase: Misdeed.ACCEPT_THEN_DROP if phase is Phase.DOT else None
    line = Line(host(f"smtp://127.0.0.1:{sink.port}"), QUICK)
    outcomes = []
    for _ in range(3):
        outcomes.append(line.send(LETTER, lambda: None).outcome)
        sink.stopping.wait(0.05)
    line.close()
    assert outcomes == [Outcome.SENT] * 3


def test_the_dot_is_not_held_back_until_the_letter_is_acknowledged(sink: Sink) -> None:
    conversation = Conversation(
        host(f"smtp://127.0.0.1:{sink.port}"), QUICK, own_name="us", context=ssl.create_default_context()
    )
    conversation.open()
    assert conversation.sock is not None
    assert conversation.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    conversation.close()


def test_what_point_raises_leaves_no_message(sink: Sink) -> None:
    def broken() -> str | None:
        raise ZeroDivisionError

    line = Line(host(f"smtp://127.0.0.1:{sink.port}"), QUICK)
    with pytest.raises(ZeroDivisionError):
        line.send(LETTER, broken)
    line.close()
    assert sink.taken == []


def test_a_server_that_is_not_there_puts_the_message_off() -> None:
    report = send("smtp://127.0.0.1:1")
    assert (report.outcome, report.phase) == (Outcome.DEFERRED, "connect")


def test_what_the_other_side_says_is_kept_without_addresses() -> None:
    assert tidy("550 5.1.1 <dana@customer.example>:\r\n no such\tperson") == "550 5.1.1 <<address>>: no such person"
    assert len(tidy("x" * 5000)) == 300
