"""Messages assembled by hand say what the email package would have said."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.mail.messages import Sender, Unsendable, Words, compose

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SENDER = Sender("Priya at Larkfield", "advocates@larkfield.example", "help@larkfield.example")
URL = "https://advocates.larkfield.example/u/" + "t" * 90
PLAIN = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=120)
LINES = st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200), max_size=12)


def by_the_package(words: Words, to_name: str, to_address: str) -> EmailMessage:
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = Address(SENDER.name, addr_spec=SENDER.address)
    made["To"] = Address(to_name, addr_spec=to_address)
    made["Reply-To"] = Address(addr_spec=SENDER.help_address)
    made["Subject"] = words.subject
    made.set_content(words.text, cte="quoted-printable")
    made.add_alternative(words.html, subtype="html", cte="quoted-printable")
    return made


def assembled(words: Words, to_name: str = "Dana", to_address: str = "dana@customer.example") -> bytes:
    return compose(
        words,
        sender=SENDER,
        to_name=to_name,
        to_address=to_address,
        message_id="<one@larkfield.example>",
        date=NOW,
        unsubscribe_url=URL,
    )


@settings(deadline=None, max_examples=60)
@given(PLAIN, PLAIN, LINES)
@example("Dana Okafor", "One call?", ["."])
@example("O'Neil, Dana (she/her)", "Réunion: 15 min?", ["..", "a " * 200, "trailing \t", "=_the_other_part", "--=_x"])
@example("Hélène “Léa” Okafor", "x" * 120, ["From here", "å" * 300, ""])
def test_it_reads_back_as_if_the_package_had_written_it(name: str, subject: str, lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    words = Words(" ".join(subject.split()) or "One", text, f"<p>{text}</p>\n")
    to_name = " ".join(name.split()) or "Dana"
    content = assembled(words, to_name)
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert content.isascii()
    ours = message_from_bytes(content, policy=policy.default)
    theirs = message_from_bytes(
        by_the_package(words, to_name, "dana@customer.example").as_bytes(), policy=policy.default
    )
    assert not ours.defects
    for header in ("From", "To", "Reply-To", "Subject"):
        assert str(ours[header]) == str(theirs[header])
    assert ours["To"].addresses == theirs["To"].addresses
    assert (ours["Message-ID"], ours["List-Unsubscribe"]) == ("<one@larkfield.example>", f"<{URL}>")
    assert ours["Date"].datetime == NOW
    for kind in ("plain", "html"):
        mine, other = ours.get_body((kind,)), theirs.get_body((kind,))
        assert mine is not None
        assert other is not None
        assert mine.get_content() == other.get_content()
        assert not mine.defects


@pytest.mark.parametrize(
    "address", ["a b@x.example", "a@b@x.example", ".a@x.example", "a..b@x.example", "@x.example", "a@"]
)
def test_an_address_that_is_none_goes_nowhere(address: str) -> None:
    with pytest.raises(Unsendable):
        assembled(Words("One call?", "text\n", "<p>html</p>\n"), to_address=address)


@pytest.mark.parametrize(
    ("address", "written"),
    [("dana@bücher.example", "dana@xn--bcher-kva.example"), ("o'neil@x.example", "o'neil@x.example")],
)
def test_addresses_that_need_care_get_it(address: str, written: str) -> None:
    parsed = message_from_bytes(assembled(Words("One", "t\n", "h\n"), to_address=address), policy=policy.default)
    assert [one.addr_spec for one in parsed["To"].addresses] == [written]
