"""What a returned message says, and that nothing a stranger sends breaks the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.mail import bounces
from portal.mail.bounces import Kind
from tests import returned

TO = "bounces+7.1.abc@company.example"
ID = "<one@company.example>"


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("hard", Kind.HARD),
        ("lost", Kind.LOST),
        ("gave_up", Kind.LOST),
        ("delayed", Kind.ON_ITS_WAY),
        ("delivered", Kind.ON_ITS_WAY),
    ],
)
def test_a_report_says_what_became_of_the_message(what: str, kind: Kind) -> None:
    bounce = bounces.read(returned.report(what, returned_to=TO, message_id=ID))
    assert bounce is not None
    assert (bounce.kind, bounce.returned_to, bounce.message_id) == (kind, (TO,), ID)


def test_a_complaint_is_read_with_the_message_it_is_about() -> None:
    bounce = bounces.read(returned.complaint(returned_to=TO, message_id=ID))
    assert bounce is not None
    assert (bounce.kind, bounce.message_id) == (Kind.COMPLAINT, ID)


def test_an_out_of_office_note_is_no_bounce() -> None:
    assert bounces.read(returned.out_of_office(returned_to=TO, message_id=ID)) is None


def test_of_several_recipients_the_worst_counts() -> None:
    twice = returned.report("delivered", returned_to=TO, message_id=ID).replace(
        b"Diagnostic-Code", b"\r\nFinal-Recipient: rfc822; b@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\nX-Rest"
    )
    bounce = bounces.read(twice)
    assert bounce is not None
    assert bounce.kind is Kind.HARD


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (b"Status: 5.1.1", b"", Kind.LOST),
        (b"Status: 5.1.1", b"Status: 5.1.1 (bad address)", Kind.HARD),
        (b"Status: 5.1.1", b"Status: 5.2.2", Kind.LOST),
        (b"Action: failed", b"action:  FAILED ", Kind.HARD),
        (b"report-type=delivery-status; ", b"", Kind.HARD),
    ],
)
def test_servers_write_it_in_many_ways(old: bytes, new: bytes, kind: Kind) -> None:
    content = returned.report("hard", returned_to=TO, message_id=ID).replace(old, new)
    bounce = bounces.read(content)
    assert bounce is not None
    assert bounce.kind is kind


@given(st.binary(max_size=400), st.integers(0, 900), st.integers(0, 400))
def test_no_bytes_break_the_reader(noise: bytes, at: int, cut: int) -> None:
    content = returned.report("hard", returned_to=TO, message_id=ID)
    bounces.read(content[:at] + noise + content[at + cut :])
    bounces.read(noise)


def test_nested_without_end_is_refused_not_fatal() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (level, level) for level in range(2000)
    )
    assert bounces.read(deep) is None
