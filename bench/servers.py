"""What every bench starts: a database of its own on the embedded server, and one pinned web worker."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

from portal.demo import places, servers
from portal.migrations import upgrade

WORKER_CORE, CLIENT_CORE = 0, max(os.sched_getaffinity(0))


@contextmanager
def database(**settings: str) -> Iterator[str]:
    """A migrated database with durable settings, as in production; `settings` are the server's own."""
    with (
        tempfile.TemporaryDirectory(prefix="portal-bench-") as folder,
        servers.postgres(Path(folder), durable=True, programs=places.of_clone().server_store, more=settings) as running,
    ):
        engine = create_engine(running.url.replace("postgresql://", "postgresql+psycopg://", 1))
        with engine.begin() as connection:
            upgrade(connection)
        engine.dispose()
        yield running.url


@contextmanager
def queue() -> Iterator[str]:
    """A queue nobody works on: what a page costs, not what its mails do."""
    with (
        tempfile.TemporaryDirectory(prefix="portal-bench-") as folder,
        servers.valkey(Path(folder), durable=True) as running,
    ):
        yield running.url


@contextmanager
def worker(target: str, port: int, environ: dict[str, str]) -> Iterator[int]:
    """One gunicorn worker with four threads on WORKER_CORE; answers its process id."""
    command = [sys.executable, "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--worker-class", "gthread", "--threads", "4", "--preload", "--no-control-socket"]
    command += ["--log-level", "warning"]
    process = subprocess.Popen(
        ["taskset", "-c", str(WORKER_CORE), *command],  # noqa: S607 - from util-linux, on every Debian
        env=os.environ | environ,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(15)


def settings(url: str, redis_url: str, port: int, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "REDIS_URL": redis_url,
        "SMTP_URL": "smtp://127.0.0.1:1",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": secrets.token_hex(32),
        "PORTAL_DEMO": "1",
        "PORTAL_MAIL_DIR": str(folder),
        "PORTAL_JOURNAL_DIR": str(folder),
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(900):
        if process.poll() is not None:
            raise SystemExit(f"The server for {address} ended with {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=1).read()  # noqa: S310 - our own loopback address
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} did not answer")
