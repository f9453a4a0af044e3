"""`./dev run`, `./dev where`, and `./dev flask …`: the portal's own commands against this clone's data."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from portal.demo import places, supervisor
from portal.demo.processes import StartError
from portal.settings import BadSettings


def main(words: list[str], here: places.Places) -> int:
    """The exit status. Ctrl-C is the usual way to end a run and no failure."""
    try:
        return obey(words, here)
    except supervisor.Stopped:
        print("\nEnded.")
        return 0
    except (StartError, BadSettings) as error:
        print(error, file=sys.stderr)
        return 1


def obey(words: list[str], here: places.Places) -> int:
    if words[:1] == ["flask"]:
        return run_flask(here, words[1:])
    if words == ["where"]:
        print(where(here))
        return 0
    parser = argparse.ArgumentParser(prog="./dev run")
    parser.add_argument("--fresh", action="store_true", help="forget all data and start over")
    supervisor.run(here, fresh=parser.parse_args(words[1:]).fresh)
    return 0


def where(here: places.Places) -> str:
    lines = {
        "Database": here.database,
        "Queue": here.queue,
        "Mail": here.mail,
        "Send journal": here.journal,
        "Logs": here.logs,
        "PostgreSQL's log": here.server_store / "postgres.log",
    }
    return "\n".join(f"{name:17} {path}" for name, path in lines.items())


def run_flask(here: places.Places, words: list[str]) -> int:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    with environment(here) as full:
        return subprocess.run(command, cwd=places.CLONE, env=full, check=False).returncode


@contextmanager
def environment(here: places.Places) -> Iterator[dict[str, str]]:
    """Of a real portal if one is named here, of the running one, or of servers started for this command."""
    with ExitStack() as stack:
        if "DATABASE_URL" in os.environ:
            yield dict(os.environ)
            return
        try:
            stack.enter_context(supervisor.instance_lock(here))
        except supervisor.AlreadyRunsError:
            yield os.environ | json.loads(here.environment.read_text())
            return
        stack.enter_context(supervisor.stoppable())
        made = stack.enter_context(supervisor.backing(here, supervisor.USUAL_PORT, []))
        supervisor.prepare(here, made)
        yield made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], places.of_clone()))
