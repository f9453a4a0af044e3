"""What README and docs point at is there, and every setting is described."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)\)")
SETTING = re.compile(r'"((?:[A-Z]+_)*(?:URL|KEY|FALLBACKS|DEMO|DIR|PROXIES|THREADS|PROVIDERS))"')
PARTS = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "LABEL", "AUDIENCE")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [found for found in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in found]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_setting_is_described() -> None:
    """A setting is whatever portal/settings.py reads."""
    read = set(SETTING.findall((ROOT / "portal" / "settings.py").read_text(encoding="utf-8")))
    described = set(re.findall(r"`([A-Z_]+)`", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert len(read) >= 10
    assert read | {f"OIDC_ACME_{part}" for part in PARTS} <= described | {"PORT"}
    assert {name for name in described if name not in read and not name.startswith("OIDC_ACME_")} <= {"PORT"}


def test_every_command_is_described() -> None:
    usage = re.findall(r"^  (\w+) ", (ROOT / "dev").read_text(encoding="utf-8").split("TEXT")[1], re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert usage
    assert [name for name in usage if f"`./dev {name}" not in readme] == []
