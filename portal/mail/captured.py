"""The Maildir of a demo: what was sent, as its readers would have it."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

FOLDERS = ("new", "cur")


@dataclass(frozen=True)
class Letter:
    """A captured message. `key` is its file's name."""

    key: str
    message: EmailMessage

    def header(self, name: str) -> str:
        return str(self.message.get(name, ""))

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    def part(self, kind: str) -> str:
        """The `plain` or the `html` text; empty where the message has none."""
        body = self.message.get_body((kind,))
        return str(body.get_content()) if body is not None else ""


def newest(folder: Path, *, limit: int) -> list[Letter]:
    found = sorted(_files(folder), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(path) for path in found[:limit]]


def letter(folder: Path, key: str) -> Letter | None:
    return next((_read(path) for path in _files(folder) if path.name == key), None)


def _files(folder: Path) -> Iterator[Path]:
    for name in FOLDERS:
        if (folder / name).is_dir():
            yield from (folder / name).iterdir()


def _read(path: Path) -> Letter:
    return Letter(path.name, message_from_bytes(path.read_bytes(), policy=policy.default))
