"""Settings, read once from the environment. Everything wrong is named in one message."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit


class BadSettings(Exception):
    """Says every missing or wrong setting, one a line."""


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider. `staff` makes unknown subjects colleagues; otherwise accounts are only linked."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str
    audience: Literal["staff", "customers"]


@dataclass(frozen=True)
class Settings:
    database_url: str
    redis_url: str
    smtp_url: str
    base_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    journal_dir: Path
    bounce_dir: Path | None
    mail_dir: Path | None
    """Where captured mail lies; set in demo mode only."""
    demo: bool
    proxies: int
    threads: int
    providers: tuple[Provider, ...]

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")


HOST = r"(?:[^\s:/?#@\[\]]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?"
SERVER = re.compile(rf"\w+://(?:[^\s/?#]*@)?{HOST}/?", re.ASCII)
SITE = re.compile(rf"\w+://{HOST}", re.ASCII)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Raises BadSettings with all that is missing or wrong."""
    wrong: list[str] = []
    values = {
        key: environ.get(key, "").strip() for key in ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY")
    }
    values["BASE_URL"] = values["BASE_URL"].rstrip("/").lower().removesuffix(":443")  # as browsers name an origin
    wrong += [f"{key} is missing" for key, value in values.items() if not value]
    wrong += _wrong_addresses(values)
    if values["SECRET_KEY"] and len(values["SECRET_KEY"]) < 32:
        wrong.append("SECRET_KEY must have at least 32 characters")
    demo = environ.get("PORTAL_DEMO", "") == "1"
    mail_dir = environ.get("PORTAL_MAIL_DIR", "")
    wrong += _wrong_demo(values, demo=demo, mail_dir=mail_dir)
    if not environ.get("PORTAL_JOURNAL_DIR"):
        wrong.append("PORTAL_JOURNAL_DIR is missing: a folder for the send journal, outside the database")
    proxies = _whole("PORTAL_PROXIES", environ.get("PORTAL_PROXIES", "0"), 0, wrong)
    threads = _whole("PORTAL_THREADS", environ.get("PORTAL_THREADS", "4"), 1, wrong)
    providers = _providers(environ, wrong)
    if wrong:
        raise BadSettings("The portal cannot start:\n" + "\n".join(f"  - {line}" for line in wrong))
    return Settings(
        database_url=values["DATABASE_URL"],
        redis_url=values["REDIS_URL"],
        smtp_url=values["SMTP_URL"],
        base_url=values["BASE_URL"],
        secret_key=values["SECRET_KEY"],
        secret_key_fallbacks=tuple(environ.get("SECRET_KEY_FALLBACKS", "").split()),
        journal_dir=Path(environ["PORTAL_JOURNAL_DIR"]),
        bounce_dir=Path(environ["PORTAL_BOUNCE_DIR"]) if environ.get("PORTAL_BOUNCE_DIR") else None,
        mail_dir=Path(mail_dir) if mail_dir else None,
        demo=demo,
        proxies=proxies,
        threads=threads,
        providers=providers,
    )


def _wrong_addresses(values: Mapping[str, str]) -> list[str]:
    schemes = {
        "DATABASE_URL": ("postgresql", "postgres", "postgresql+psycopg"),
        "REDIS_URL": ("redis", "rediss", "unix"),
        "SMTP_URL": ("smtp", "smtps"),
        "BASE_URL": ("http", "https"),
    }
    wrong = [
        f"{key} must start with {' or '.join(scheme + '://' for scheme in allowed)}"
        for key, allowed in schemes.items()
        if values[key] and values[key].partition(":")[0].lower() not in allowed
    ]
    if values["SMTP_URL"] and not SERVER.fullmatch(values["SMTP_URL"]):
        wrong.append("SMTP_URL must name a server, with user:password@ before it and :587 or the like behind it")
    if values["BASE_URL"] and not SITE.fullmatch(values["BASE_URL"]):
        wrong.append("BASE_URL must end with the host, or with its port: the portal needs a host of its own")
    return wrong


def _wrong_demo(values: Mapping[str, str], *, demo: bool, mail_dir: str) -> list[str]:
    """Demo pages sign anyone in and show mail; they must never stand beside a real mail server or a public address."""
    if not demo:
        wrong = ["PORTAL_MAIL_DIR is for demo mode only"] if mail_dir else []
        if values["BASE_URL"].startswith("http://"):
            wrong.append("BASE_URL must be https:// outside demo mode")
        return wrong
    wrong = []
    if not mail_dir:
        wrong.append("PORTAL_MAIL_DIR is missing: demo mode captures its mail there")
    for key in ("SMTP_URL", "BASE_URL"):
        if values[key] and _hostname(values[key]) not in LOOPBACK:
            wrong.append(
                f"PORTAL_DEMO=1 needs {key} on this machine (127.0.0.1); demo mode never runs beside a real server"
            )
    return wrong


def _hostname(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:  # half an IPv6 address
        return None


def _whole(key: str, value: str, least: int, wrong: list[str]) -> int:
    if re.fullmatch(r"\d{1,3}", value) and int(value) >= least:
        return int(value)
    wrong.append(f"{key} must be a whole number, {least} or more")
    return least


def _providers(environ: Mapping[str, str], wrong: list[str]) -> tuple[Provider, ...]:
    """OIDC_PROVIDERS names them; OIDC_NAME_ISSUER, _CLIENT_ID, _CLIENT_SECRET, _LABEL and _AUDIENCE describe each."""
    found = []
    for name in environ.get("OIDC_PROVIDERS", "").split():
        prefix = f"OIDC_{name.upper()}_"
        needed = {part: environ.get(prefix + part, "") for part in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")}
        wrong += [f"{prefix}{part} is missing" for part, value in needed.items() if not value]
        audience = environ.get(prefix + "AUDIENCE", "customers")
        if audience not in ("staff", "customers"):
            wrong.append(f"{prefix}AUDIENCE must be staff or customers")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            wrong.append(f"OIDC_PROVIDERS: {name!r} must be lower-case letters, digits and _")
        found.append(
            Provider(
                name=name,
                label=environ.get(prefix + "LABEL", name.replace("_", " ").title()),
                issuer=needed["ISSUER"],
                client_id=needed["CLIENT_ID"],
                client_secret=needed["CLIENT_SECRET"],
                audience="staff" if audience == "staff" else "customers",
            )
        )
    return tuple(found)
