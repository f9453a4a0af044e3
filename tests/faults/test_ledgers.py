"""R7 and R8: a double click is one redemption, and points are never made or lost.

The short run has the same steps; `--full` has the size that the promises name.
"""

import json
import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from admin import views as team
from portal import views
from portal.app import build
from portal.db import Database
from portal.domain.models import Advocate, LedgerAccount, Person, Redemption, Reward, Transfer
from portal.domain.operations import bookkeeping, ledgers, logins
from portal.domain.queries import ledgers as queries
from portal.settings import Settings
from portal.web.current import hash_of
from tests import make
from tests.faults import ledger_steps
from tests.faults.ledger_steps import Program
from tests.faults.processes import ROOT
from tests.fixtures.web import Visitor
from tests.make import NOW

CLICKS = 50
SEED = 20261123
KEYS = [b"k" * 32]
Tell = Callable[[str], None]


@pytest.fixture
def served(settings: Settings, real_database: Database) -> Flask:
    """The application on a database with real commits."""
    with real_database.writing() as session:
        make.program(session)
    made = build(settings, real_database, (*views.BLUEPRINTS, team.blueprint))
    made.testing = True
    for limiter in made.extensions["limiter"]:
        limiter.enabled = False
    return made


def people(database: Database, number: int) -> list[tuple[int, int]]:
    """Advocates with 100,000 points each, and their people."""
    with database.writing() as session:
        made = [make.advocate(session, name=f"Advocate {place}") for place in range(number)]
        for one in made:
            make.points(session, one, 100_000)
        return [(one.id, one.person_id) for one in made]


def browser(app: Flask, database: Database, person_id: int) -> Visitor:
    secret = f"secret of {person_id}"
    with database.writing() as session:
        person = session.get_one(Person, person_id)
        logins.begin(
            session,
            token_hash=hash_of(secret),
            person_id=person.id,
            role=person.role,
            method="link",
            user_agent="",
            now=NOW,
        )
    visitor = Visitor(app.test_client())
    visitor.keep(secret)
    return visitor


def at_once(clicks: list[Callable[[], tuple[int, str]]]) -> list[tuple[int, str]]:
    """All of them are let go in one moment."""
    gate = threading.Barrier(len(clicks))

    def click(one: Callable[[], tuple[int, str]]) -> tuple[int, str]:
        gate.wait()
        return one()

    with ThreadPoolExecutor(len(clicks)) as pool:
        return list(pool.map(click, clicks))


def press(visitor: Visitor, reward_id: int, key: str, token: str) -> Callable[[], tuple[int, str]]:
    def click() -> tuple[int, str]:
        answer = visitor.post(f"/rewards/{reward_id}/redemptions", {"key": key, "allowed": "y"}, token=token)
        return answer.status_code, answer.headers.get("Location") or answer.text

    return click


def sound(database: Database) -> list[str]:
    with database.snapshot() as session:
        return list(bookkeeping.differences(session, keys=KEYS))


@pytest.mark.timeout(7200)
def test_the_last_one_goes_to_one_of_fifty(served: Flask, real_database: Database, full: bool, tell: Tell) -> None:
    rounds = 1_000 if full else 2
    everyone = people(real_database, CLICKS)
    visitors = [browser(served, real_database, person_id) for _, person_id in everyone]
    tokens = [visitor.token() for visitor in visitors]
    answers: Counter[int] = Counter()
    for number in range(rounds):
        with real_database.writing() as session:
            reward_id = make.reward(session, points=1, stock=1).id
        clicks = [
            press(visitor, reward_id, f"{number:011}{place:011}", token)
            for place, (visitor, token) in enumerate(zip(visitors, tokens, strict=True))
        ]
        said = at_once(clicks)
        answers.update(status for status, _ in said)
        assert all("All of these are taken" in words for status, words in said if status == 409)
        with real_database.reading() as session:
            assert session.get_one(Reward, reward_id).stock == 0
    tell(f"last of its stock: {rounds} rounds of {CLICKS} clicks, {dict(answers)}")
    assert answers == {303: rounds, 409: rounds * (CLICKS - 1)}
    assert sound(real_database) == []


@pytest.mark.timeout(7200)
def test_fifty_equal_clicks_are_one_redemption(served: Flask, real_database: Database, full: bool, tell: Tell) -> None:
    rounds = 1_000 if full else 1
    ((advocate_id, person_id),) = people(real_database, 1)
    visitors = [browser(served, real_database, person_id)]
    token = visitors[0].token()
    while len(visitors) < CLICKS:
        again = Visitor(served.test_client())
        with visitors[0].client.session_transaction(base_url="https://advocates.company.example") as cookie:
            kept = dict(cookie)
        with again.client.session_transaction(base_url="https://advocates.company.example") as other:
            other.update(kept)
        visitors.append(again)
    with real_database.writing() as session:
        reward_id = make.reward(session, points=1, stock=rounds, question="Why?").id
    for number in range(rounds):
        key = f"{number:022}"
        said = at_once([press(visitor, reward_id, key, token) for visitor in visitors])
        assert len(set(said)) == 1
        assert said[0][0] == 303
        changed = visitors[0].post(
            f"/rewards/{reward_id}/redemptions", {"key": key, "allowed": "y", "words": "Other"}, token=token
        )
        assert changed.status_code == 422
    with real_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Redemption)) == rounds
        assert session.get_one(Reward, reward_id).stock == 0
        assert queries.balance(session, advocate_id).spendable == 100_000 - rounds
    tell(f"equal clicks: {rounds} rounds of {CLICKS} clicks, {rounds} redemptions")
    assert sound(real_database) == []


@pytest.mark.timeout(86_400)
def test_points_are_never_made_or_lost(live_database: Database, real_database_url: str, full: bool, tell: Tell) -> None:
    """By two processes at once; each knows what its people must have, and all books are added up after each round."""
    rounds, steps, killed_every = (100, 5_000, 50) if full else (1, 75, 5)
    ledger_steps.found(live_database)
    done: Counter[str] = Counter()
    for number in range(rounds):
        everyone = [[*map(str, ledger_steps.people(live_database))] for _ in range(2)]
        given = [
            [f"{number}.{place}", str(SEED + 2 * number + place), str(steps), str(killed_every), *theirs]
            for place, theirs in enumerate(everyone)
        ]
        for said in in_processes(real_database_url, given):
            done.update(said)
        assert sound(live_database) == []
        tell(f"ledger: {sum(done.values())} steps from seed {SEED}, {dict(sorted(done.items()))}")
    assert done["killed"] > 0


def in_processes(url: str, given: list[list[str]]) -> list[dict[str, int]]:
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.ledger_steps", *words],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url},
            stdout=subprocess.PIPE,
        )
        for words in given
    ]
    said = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    return [json.loads(one) for one in said]


EDITS = {
    "transfer": {
        "amount": "amount + 1",
        "key": "key || 'x'",
        "params_hash": "sha256(params_hash)",
        "kind": "CASE kind WHEN 'grant' THEN 'expiry' ELSE 'grant' END",
        "unit": "CASE unit WHEN 'points' THEN 'EUR' ELSE 'points' END",
        "debit_id": "(SELECT id FROM ledger_account WHERE id NOT IN (debit_id, credit_id) LIMIT 1)",
        "credit_id": "(SELECT id FROM ledger_account WHERE id NOT IN (debit_id, credit_id) LIMIT 1)",
        "redemption_id": "coalesce(redemption_id, 0) + 1",
        "actor_id": "coalesce(actor_id, 0) + 1",
        "reason": "coalesce(reason, '') || 'x'",
        "at": "at + interval '1 second'",
    },
    "ledger_account": {
        "debits": "debits + 1",
        "credits": "credits + 1",
        "unit": "CASE unit WHEN 'points' THEN 'EUR' ELSE 'points' END",
        "advocate_id": "CASE WHEN advocate_id IS NOT NULL THEN advocate_id + 1000 END",
        "year": "CASE WHEN year IS NOT NULL THEN year + 1 END",
        "kind": "CASE kind WHEN 'pending' THEN 'redeemed' WHEN 'redeemed' THEN 'expired' ELSE 'pending' END",
    },
    "redemption": {"points": "points + 1", "cents": "cents + 1", "state": "'released'", "reward_id": "reward_id + 1"},
    "adjustment": {"points": "points * 2", "state": "'refused'"},
    "ledger_seal": {"mac": "sha256(mac)", "until": "until + 1", "rows": "rows + 1"},
}


def edit(session: Session, chance: random.Random) -> str:
    """One row, past every trigger, as somebody with the database's password could."""
    table = chance.choice([*EDITS, "transfer", "transfer", "ledger_account"])
    used = "WHERE debits + credits > 0" if table == "ledger_account" else ""  # one that is still empty holds nothing
    ids = session.scalars(text(f"SELECT id FROM {table} {used} ORDER BY id")).all()  # noqa: S608 - our own names
    row = chance.choice(ids)
    columns = [*EDITS[table]] if table == "ledger_seal" else [*EDITS[table], "nothing left of it"]
    column = chance.choice(columns)  # the last seal's loss shows in the log, which keeps a copy of each
    if column in EDITS[table]:
        statement = f"UPDATE {table} SET {column} = {EDITS[table][column]} WHERE id = :row"  # noqa: S608
        changes = f"{statement} AND {column} IS DISTINCT FROM ({EDITS[table][column]})"
    else:
        changes = f"DELETE FROM {table} WHERE id = :row"  # noqa: S608
    changed = session.execute(text(changes), {"row": row})
    return f"{table} {row}: {column}" if changed.rowcount else ""  # type: ignore[attr-defined]


@pytest.mark.timeout(7200)
def test_every_raw_edit_is_found(live_database: Database, full: bool, tell: Tell) -> None:
    edits = 1_000 if full else 60
    ledger_steps.found(live_database)
    program = Program(live_database, SEED, ledger_steps.people(live_database))
    for _ in range(80):
        program.step()
    make.settled(live_database)
    with live_database.writing() as session:
        ledgers.seal(session, key=KEYS[0], now=NOW)
    assert sound(live_database) == []
    chance, found = random.Random(SEED), 0
    missed: list[str] = []
    while found + len(missed) < edits:
        with Session(live_database.writer) as session:
            session.execute(text("SET LOCAL session_replication_role = replica"))
            try:
                what = edit(session, chance)
            except IntegrityError:
                continue  # the database itself refused it
            if what and list(bookkeeping.differences(session, keys=KEYS)):
                found += 1
            elif what:
                missed.append(what)
    tell(f"raw edits: {found} of {edits} found{', but not ' if missed else ''}{', '.join(sorted(set(missed)))}")
    assert missed == []


def test_triggers_keep_the_ledger_append_only(session: Session) -> None:
    make.points(session, make.advocate(session), 10)
    for change in ("UPDATE transfer SET amount = 1", "DELETE FROM transfer", "TRUNCATE transfer CASCADE"):
        with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
            session.execute(text(change))


def test_nothing_is_moved_between_currencies(session: Session) -> None:
    make.points(session, make.advocate(session), 10)
    moved = session.scalars(select(Transfer)).one()
    other = LedgerAccount(kind="funding", unit="EUR")
    session.add(other)
    session.flush()
    with pytest.raises(IntegrityError, match="fk_transfer"), session.begin_nested():
        session.execute(
            text(
                "INSERT INTO transfer (key, params_hash, kind, unit, debit_id, credit_id, amount, at)"
                " VALUES ('x', 'x', 'plan', 'points', :debit, :credit, 1, now())"
            ),
            {"debit": other.id, "credit": moved.credit_id},
        )


def test_an_advocates_account_cannot_go_below_zero(session: Session) -> None:
    who: Advocate = make.advocate(session)
    make.points(session, who, 10)
    with pytest.raises(IntegrityError, match="never_below_zero"), session.begin_nested():
        session.execute(text("UPDATE ledger_account SET debits = debits + 11 WHERE kind = 'advocate'"))
