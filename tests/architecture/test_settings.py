"""A bad start says all that is wrong at once, and starts nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from portal import settings
from portal.settings import BadSettings

ROOT = Path(__file__).resolve().parent.parent.parent
SOUND = {
    "DATABASE_URL": "postgresql://db.company.example/portal",
    "REDIS_URL": "rediss://redis.company.example",
    "SMTP_URL": "smtp://mail.company.example:587",
    "BASE_URL": "https://advocates.company.example/",
    "SECRET_KEY": "k" * 32,
    "PORTAL_JOURNAL_DIR": "/var/lib/portal/journal",
}
PROVIDER = {
    "OIDC_PROVIDERS": "okta",
    "OIDC_OKTA_ISSUER": "https://company.okta.example",
    "OIDC_OKTA_CLIENT_ID": "portal",
    "OIDC_OKTA_CLIENT_SECRET": "secret",
    "OIDC_OKTA_AUDIENCE": "staff",
}


def test_sound_settings_are_read() -> None:
    read = settings.read(SOUND | PROVIDER)
    assert (read.base_url, read.host, read.secure) == (
        "https://advocates.company.example",
        "advocates.company.example",
        True,
    )
    assert [(provider.name, provider.label, provider.audience) for provider in read.providers] == [
        ("okta", "Okta", "staff")
    ]
    assert not read.demo


@pytest.mark.parametrize(
    "address", ["https://Company.example", "HTTPS://company.example/", "https://company.example:443"]
)
def test_our_address_is_kept_as_browsers_write_it(address: str) -> None:
    read = settings.read(SOUND | {"BASE_URL": address})
    assert (read.base_url, read.secure) == ("https://company.example", True)


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("SMTP_URL", "smtps://me@company.example:a%2Fb@mail.company.example:465"),
        ("SMTP_URL", "smtp://[2001:db8::1]:25/"),
        ("BASE_URL", "https://[2001:db8::1]:8443"),
        ("DATABASE_URL", "postgresql:///portal?host=/run/postgresql"),
        ("DATABASE_URL", "postgresql://one:5432,two:5432/portal"),
        ("REDIS_URL", "unix:///run/valkey.sock"),
    ],
)
def test_addresses_of_all_sound_shapes_are_taken(key: str, address: str) -> None:
    settings.read(SOUND | {key: address})


def test_everything_missing_is_named_in_one_message() -> None:
    with pytest.raises(BadSettings) as bad:
        settings.read({})
    for key in SOUND:
        assert f"{key} is missing" in str(bad.value)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("DATABASE_URL", "sqlite:///portal.db", "DATABASE_URL must start with"),
        ("REDIS_URL", "http://redis", "REDIS_URL must start with"),
        ("SMTP_URL", "mail.company.example", "SMTP_URL must start with"),
        ("BASE_URL", "http://advocates.company.example", "BASE_URL must be https"),
        ("BASE_URL", "https://", "BASE_URL must end with the host"),
        ("BASE_URL", "https://[::1", "BASE_URL must end with the host"),
        ("BASE_URL", "https://company.example/portal", "BASE_URL must end with the host"),
        ("BASE_URL", "HTTP://advocates.company.example", "BASE_URL must be https"),
        ("DATABASE_URL", "sqlite://[", "DATABASE_URL must start with"),
        ("SMTP_URL", "smtp://", "SMTP_URL must name a server"),
        ("SMTP_URL", "smtp://mail.company.example:smtp", "SMTP_URL must name a server"),
        ("SMTP_URL", "smtp://me:a/b@mail.company.example", "SMTP_URL must name a server"),
        ("SECRET_KEY", "short", "at least 32"),
        ("PORTAL_THREADS", "0", "PORTAL_THREADS must be"),
        ("PORTAL_PROXIES", "-1", "PORTAL_PROXIES must be"),
        ("PORTAL_THREADS", "many", "PORTAL_THREADS must be"),
        ("OIDC_OKTA_ISSUER", "", "OIDC_OKTA_ISSUER is missing"),
        ("OIDC_OKTA_AUDIENCE", "everybody", "OIDC_OKTA_AUDIENCE must be"),
        ("OIDC_PROVIDERS", "Okta!", "lower-case"),
    ],
)
def test_each_wrong_setting_is_named(key: str, value: str, words: str) -> None:
    with pytest.raises(BadSettings, match=words):
        settings.read(SOUND | PROVIDER | {key: value})


def test_the_portal_does_not_start_on_bad_settings() -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env={"SECRET_KEY": "short"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert started.stdout == ""
    assert "DATABASE_URL is missing" in started.stderr
    assert "at least 32" in started.stderr
    assert "Traceback" not in started.stderr
