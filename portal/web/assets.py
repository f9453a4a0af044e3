"""Static files under an address that changes with their content, so that browsers keep them for good."""

from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for

FOLDER = Path(__file__).resolve().parent.parent / "static"


def build_of(folder: Path) -> str:
    """One hash for the whole folder: style sheets find their fonts by relative addresses."""
    found = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def join(app: Flask) -> None:
    build = build_of(FOLDER)
    app.config["STATIC_BUILD"] = build
    addresses: dict[str, str] = {}

    def asset(path: str) -> str:
        if path not in addresses:
            if not (FOLDER / path).is_file():
                raise FileNotFoundError(path)
            addresses[path] = url_for("assets.show", build=build, path=path)
        return addresses[path]

    app.jinja_env.globals["asset"] = asset
