"""Links in mail: derived, never stored (RELIABILITY 3.6).

A token is `id.version.mac`. The mac is an HMAC-SHA256 under a key of its purpose, over id, version and subject.
The subject ties the token to what may change, such as the recipient's address; it is never in the token.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Purpose(StrEnum):
    SIGN_IN = "sign-in"
    SIGN_IN_CODE = "sign-in-code"
    INVITATION = "invitation"
    ASK = "ask"
    UNSUBSCRIBE = "unsubscribe"
    DIGEST = "digest"
    ADDRESS_OLD = "address-old"
    ADDRESS_NEW = "address-new"
    IDENTITY = "identity"
    RECONFIRMATION = "reconfirmation"
    ENVELOPE = "envelope"
    SUPPRESSION = "suppression"
    SEAL = "seal"


@dataclass(frozen=True)
class Token:
    """A token's readable part. Means nothing until `Links.holds` says so."""

    id: int
    version: int
    mac: str


SHAPE = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})", re.ASCII)


class Links:
    """Signs with the first key; accepts any."""

    def __init__(self, secret_key: str, fallbacks: tuple[str, ...] = ()) -> None:
        self._keys = {purpose: [_derive(secret, purpose) for secret in (secret_key, *fallbacks)] for purpose in Purpose}

    def make(self, purpose: Purpose, *, id: int, version: int, subject: str) -> str:  # noqa: A002 - the token's own word
        return f"{id}.{version}.{_mac(self._keys[purpose][0], id, version, subject)}"

    def read(self, token: str) -> Token | None:
        """The parts of a well-formed token; nothing is proven yet."""
        match = SHAPE.fullmatch(token)
        return Token(int(match[1]), int(match[2]), match[3]) if match else None

    def holds(self, purpose: Purpose, token: Token, *, subject: str) -> bool:
        good = [_mac(key, token.id, token.version, subject) for key in self._keys[purpose]]
        return any([hmac.compare_digest(mac, token.mac) for mac in good])  # noqa: C419 - every key is tried, for even time

    def code(self, *, id: int, version: int, subject: str) -> str:  # noqa: A002
        """The six digits of a sign-in mail."""
        return _code(self._keys[Purpose.SIGN_IN_CODE][0], id, version, subject)

    def codes(self, *, id: int, version: int, subject: str) -> list[str]:  # noqa: A002
        """What any current key would have written."""
        return [_code(key, id, version, subject) for key in self._keys[Purpose.SIGN_IN_CODE]]

    def address_hashes(self, address: str) -> list[bytes]:
        """Under every current key: whichever of them an address was suppressed with."""
        tidy = address.strip().lower().encode()
        return [hmac.digest(key, tidy, "sha256") for key in self._keys[Purpose.SUPPRESSION]]

    def seal_keys(self) -> list[bytes]:
        """For the audit trail's seals: the first makes them, any may have made them."""
        return self._keys[Purpose.SEAL]

    def hash_address(self, address: str) -> bytes:
        """The keyed hash under which a suppressed address is kept."""
        return hmac.digest(
            self._keys[Purpose.SUPPRESSION][0],
            address.strip().lower().encode(),
            "sha256",
        )


def _derive(secret: str, purpose: Purpose) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"portal link {purpose}".encode()).derive(secret.encode())


def _mac(key: bytes, id: int, version: int, subject: str) -> str:  # noqa: A002
    digest = hmac.digest(key, f"{id}.{version}.{subject}".encode(), hashlib.sha256().name)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _code(key: bytes, id: int, version: int, subject: str) -> str:  # noqa: A002
    number = int.from_bytes(hmac.digest(key, f"{id}.{version}.{subject}".encode(), "sha256")[:8])
    return f"{number % 1_000_000:06d}"
