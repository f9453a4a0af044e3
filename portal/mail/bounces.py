"""What a returned message says (RFC 3464, RFC 5965). Pure: bytes in, facts out; nothing in it is believed yet."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.message import Message
from enum import StrEnum

MOST_BYTES = 1_000_000
RETURN_HEADERS = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b", re.ASCII)
NOT_THE_ADDRESS = ("5.2.2", "5.2.3", "5.3.", "5.4.", "5.5.", "5.6.", "5.7.")
"""A full mailbox, a policy, a server in trouble: this message is lost, but the address may be good."""
ARRIVED = frozenset({"delivered", "relayed", "expanded", "delayed"})


class Kind(StrEnum):
    HARD = "hard"
    LOST = "lost"
    ON_ITS_WAY = "on_its_way"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Bounce:
    """`returned_to`: the addresses it came back to; `message_id`: of the message it says it is about."""

    kind: Kind
    returned_to: tuple[str, ...]
    message_id: str | None


def read(content: bytes) -> Bounce | None:
    """None for all else that reaches the bounce address: answers, out-of-office notes, spam."""
    try:
        message = message_from_bytes(content[:MOST_BYTES], policy=policy.compat32)
        parts = list(message.walk())
        kind = _complaint(parts) or _delivery_status(parts)
        if kind is None:
            return None
        returned_to = tuple(_returned_to(message))
        return Bounce(kind, returned_to, _message_id(parts[1:]))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # the parser on broken MIME
        return None


def _complaint(parts: Iterable[Message]) -> Kind | None:
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            fields = _fields(part)
            said = next((group["Feedback-Type"] for group in fields if group["Feedback-Type"]), "")
            return Kind.COMPLAINT if str(said).strip().lower() in {"abuse", "fraud", "opt-out"} else None
    return None


def _delivery_status(parts: Iterable[Message]) -> Kind | None:
    kinds = [
        kind
        for part in parts
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}
        for group in _fields(part)
        if (kind := _kind(group))
    ]
    return min(kinds, key=list(Kind).index, default=None)


def _kind(group: Message) -> Kind | None:
    """Of one recipient's group; the report's own first group has no action."""
    action = str(group["Action"] or "").strip().lower()
    if action in ARRIVED:
        return Kind.ON_ITS_WAY
    if action != "failed":
        return None
    status = STATUS.search(str(group["Status"] or ""))
    if status is None or status[1] != "5" or status[0].startswith(NOT_THE_ADDRESS):
        return Kind.LOST
    return Kind.HARD


def _fields(part: Message) -> list[Message]:
    """The groups of header-like lines in a report's part, however its sender encoded them."""
    payload = part.get_payload()
    groups = [group for group in payload if isinstance(group, Message)] if isinstance(payload, list) else []
    if groups and not any(group.get_payload() for group in groups):
        return groups
    text = "\n\n".join(str(inner) for inner in payload) if isinstance(payload, list) else _text(part)
    return [message_from_string(block) for block in re.split(r"\r?\n\r?\n", text) if block.strip()]


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(part.get_payload())


def _returned_to(message: Message) -> Iterator[str]:
    for name in RETURN_HEADERS:
        for value in message.get_all(name, []):
            yield from re.findall(r"[^\s<>,;\"]+@[^\s<>,;\"]+", str(value))


def _message_id(parts: Iterable[Message]) -> str | None:
    """Of the message that is sent back, whole or only its headers."""
    for part in parts:
        if part.get_content_type() in {"text/rfc822-headers", "message/global-headers"}:
            found = message_from_string(_text(part).lstrip())["Message-ID"]
        elif part.get_content_type() in {"message/rfc822", "message/global"}:
            inner = part.get_payload(0) if part.is_multipart() else message_from_string(_text(part))
            found = inner["Message-ID"] if isinstance(inner, Message) else None
        else:
            continue
        if found:
            return str(found).replace("\0", "").strip()  # PostgreSQL stores no NUL, and seeks none
    return None
