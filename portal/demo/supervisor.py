"""`./dev run`: every process of the portal on this machine, until Ctrl-C, SIGTERM or the first one that ends."""

import fcntl
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

import psycopg

from portal import settings
from portal.demo import servers
from portal.demo.places import CLONE, Places
from portal.demo.processes import Child, StartError, free_port

USUAL_PORT = 8000
READY_WITHIN = 60.0
WORKERS = {f"worker-{queue}": ["jobs.worker", queue] for queue in ("urgent", "bulk")}
VERSIONS = CLONE / "portal" / "migrations" / "versions"


class Stopped(BaseException):
    """A signal asked the portal to end. Not an Exception: nothing on the way may swallow it."""


class AlreadyRunsError(StartError):
    """Another process holds this clone's data."""


def run(places: Places, *, fresh: bool) -> None:
    with instance_lock(places), stoppable():
        if fresh:
            start_over(places, os.environ)
        # Held from now on: whoever starts at the same moment finds it taken, not only once gunicorn is there.
        door = listen(os.environ.get("PORT"))
        port = door.getsockname()[1]
        with ExitStack() as stack:
            stack.enter_context(door)
            watched: list[Child] = []
            environment = stack.enter_context(backing(places, port, watched))
            prepare(places, environment)
            stack.enter_context(noted(places, environment))
            first = first_processes(environment, door.fileno())
            watched += stack.enter_context(processes(places, environment, first, pass_fds=[door.fileno()]))
            door.close()
            wait_until_ready(port, watched)
            watched += stack.enter_context(processes(places, environment, WORKERS))
            print(welcome(port, places), flush=True)
            while True:
                for child in watched:
                    child.require()
                time.sleep(0.3)


@contextmanager
def instance_lock(places: Places) -> Iterator[None]:
    places.instance.mkdir(mode=0o700, exist_ok=True)
    with places.lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunsError("The portal already runs from this folder, or is just being started.") from None
        yield


@contextmanager
def stoppable() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        # The second Ctrl-C must not cut short what the first one set going.
        for number in ends:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in ends:
        signal.signal(number, stop)
    yield


def start_over(places: Places, environment: Mapping[str, str]) -> None:
    if "DATABASE_URL" in environment:
        raise StartError(
            "--fresh clears this clone's own database only. DATABASE_URL names another: empty that one yourself."
        )
    for folder in (places.database, places.queue, places.mail, places.journal):
        shutil.rmtree(folder, ignore_errors=True)


def listen(wanted: str | None) -> socket.socket:
    """On the port that is asked for; else on the usual one, or a free one where that is taken."""
    if not wanted:
        try:
            return socket.create_server(("127.0.0.1", USUAL_PORT))
        except OSError:
            return socket.create_server(("127.0.0.1", 0))
    if not (wanted.isdecimal() and 0 < int(wanted) < 65536):
        raise StartError(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
    try:
        return socket.create_server(("127.0.0.1", int(wanted)))
    except OSError:
        message = f"Port {wanted} is taken. Choose another, or leave PORT unset for a free one."
        raise StartError(message) from None


@contextmanager
def backing(places: Places, port: int, watched: list[Child]) -> Iterator[dict[str, str]]:
    """The servers that the environment does not name, and the environment that names them all."""
    mailbox = [places.mail / part for part in ("cur", "new", "tmp")]
    for folder in (*mailbox, places.journal, places.logs):
        folder.mkdir(parents=True, exist_ok=True)
    environment = {
        "SECRET_KEY": secret_key(places.secret_key),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "PORTAL_DEMO": "1",
        "PORTAL_MAIL_DIR": str(places.mail),
        "PORTAL_JOURNAL_DIR": str(places.journal),
    } | os.environ
    with ExitStack() as stack:
        if "DATABASE_URL" not in environment:
            postgres = stack.enter_context(servers.postgres(places.server_store, durable=True))
            environment["DATABASE_URL"] = postgres.url
            watched.append(postgres.child)
        if "REDIS_URL" not in environment:
            valkey = stack.enter_context(servers.valkey(places.queue, durable=True))
            environment["REDIS_URL"] = valkey.url
            watched.append(valkey.child)
        if "SMTP_URL" not in environment:
            capture, environment["SMTP_URL"] = stack.enter_context(mail_capture(places))
            watched.append(capture)
        settings.read(environment)
        yield environment


def prepare(places: Places, environment: Mapping[str, str]) -> None:
    if is_prepared(environment["DATABASE_URL"]):
        return
    command = [sys.executable, "-m", "portal.demo.preparation"]
    with running(Child("preparation", command, places.logs / "preparation.log", environment=environment)) as child:
        if child.process.wait():
            child.require()


def is_prepared(url: str) -> bool:
    newest = max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
    try:
        with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1)) as connection:
            if connection.execute("SELECT to_regclass('program')").fetchone() == (None,):
                return False
            current = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return current == (newest,) and connection.execute("SELECT 1 FROM program").fetchone() is not None
    except psycopg.OperationalError as error:
        raise StartError(f"The database at DATABASE_URL does not answer: {error}") from None


def secret_key(path: Path) -> str:
    """Of this clone alone, and the same at each start: links in captured mail go on working."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


@contextmanager
def mail_capture(places: Places) -> Iterator[tuple[Child, str]]:
    port = free_port()
    listen = ["-n", "-u", "-l", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "aiosmtpd", *listen, "-c", "aiosmtpd.handlers.Mailbox", str(places.mail)]
    with running(Child("Mail capture", command, places.logs / "mail.log", folder=CLONE)) as child:
        yield child, f"smtp://127.0.0.1:{port}"


@contextmanager
def noted(places: Places, environment: Mapping[str, str]) -> Iterator[None]:
    """What was added to this environment, for commands that join the running portal."""
    added = {key: value for key, value in environment.items() if os.environ.get(key) != value}
    places.environment.touch(mode=0o600)
    places.environment.write_text(json.dumps(added))
    try:
        yield
    finally:
        places.environment.unlink()


def first_processes(environment: Mapping[str, str], door: int) -> dict[str, list[str]]:
    """What a person waits for; the workers follow. `door` is the descriptor of the socket that listens."""
    web = ["gunicorn", "wsgi:app", "--bind", f"fd://{door}", "--no-control-socket", "--preload"]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", environment.get("PORTAL_THREADS", "4")]
    return {"web": [*web, "--graceful-timeout", "10"], "sweep": ["jobs.sweep"]}


@contextmanager
def processes(
    places: Places, environment: Mapping[str, str], modules: Mapping[str, list[str]], pass_fds: Sequence[int] = ()
) -> Iterator[list[Child]]:
    children: list[Child] = []
    try:
        for name, module in modules.items():
            command = [sys.executable, "-m", *module]
            log = places.logs / f"{name}.log"
            children.append(Child(name, command, log, environment=environment, folder=CLONE, pass_fds=pass_fds))
        yield children
    finally:
        # All are told first, so that they end side by side.
        for child in children:
            child.tell()
        for child in children:
            child.end()


@contextmanager
def running(child: Child) -> Iterator[Child]:
    try:
        yield child
    finally:
        child.end()


def wait_until_ready(port: int, watched: list[Child]) -> None:
    end = time.monotonic() + READY_WITHIN
    answer = "none"
    while time.monotonic() < end:
        for child in watched:
            child.require()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            answer = f"{response.status} {response.read(500).decode(errors='replace')}"
            if response.status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException) as error:
            answer = str(error)
        finally:
            connection.close()
        time.sleep(0.05)
    raise StartError(f"The portal was not ready after {READY_WITHIN:.0f} seconds. Its last answer: {answer}")


def welcome(port: int, places: Places) -> str:
    address = f"http://127.0.0.1:{port}"
    return f"""
The portal runs at {address}

  Sign in   {address}/dev
            One click signs you in as an advocate, a team member or an administrator.
  Mail      {address}/dev/mail
            Every message that the portal sent, with working links.
  Data      {places.instance}

Ctrl-C ends it. The data stay; ./dev run --fresh starts over."""
