"""S4: guessing is hopeless, counted exactly, and locks nobody out."""

import random
import string
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import func, select

from admin import views as team
from portal import views
from portal.app import build
from portal.db import Database
from portal.domain.kinds import AskState, InvitationState, Role
from portal.domain.models import AddressChange, Ask, Invitation, Login, Reconfirmation, SignIn, Suppression
from portal.domain.operations import sign_ins
from portal.links import Links, Purpose
from portal.settings import Settings
from tests import make
from tests.faults.sink import unused_port
from tests.fixtures.web import BASE_URL, SECRET_KEY, Visitor

SEED = 20261122
OLD_KEY, DANA, PRIYA = "k" * 40, "dana@customer.example", "priya@company.example"
ALPHABET = string.ascii_letters + string.digits + "-_"
PATHS = {
    Purpose.SIGN_IN: "/s/",
    Purpose.INVITATION: "/join/",
    Purpose.ASK: "/a/",
    Purpose.UNSUBSCRIBE: "/u/",
    Purpose.DIGEST: "/d/",
    Purpose.ADDRESS_OLD: "/address/",
    Purpose.RECONFIRMATION: "/confirm/",
}
PRESSED = {Purpose.ASK: "/answer"}
LINKS = Links(SECRET_KEY, (OLD_KEY,))
STRANGERS = [Links(secret * 40) for secret in "abcdefgh"]
Tell = Callable[[str], None]


class Guesser:
    """Knows a good token of each kind and everything that is in it but the key; never says the good one itself."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.ways = [self.any_mac, self.flipped, self.other_purpose, self.other_person, self.moved, self.other_key]
        self.ways += [self.misshapen]

    def __call__(self, purpose: Purpose, good: str, subject: str) -> str:
        number, version, mac = good.split(".")
        while (guess := self.dice.choice(self.ways)(purpose, int(number), int(version), mac, subject)) == good:
            pass
        return guess

    def any_mac(self, _purpose: Purpose, number: int, version: int, _mac: str, _subject: str) -> str:
        return f"{number}.{version}.{''.join(self.dice.choices(ALPHABET, k=43))}"

    def flipped(self, _purpose: Purpose, number: int, version: int, mac: str, _subject: str) -> str:
        at = self.dice.randrange(43)
        return f"{number}.{version}.{mac[:at]}{self.dice.choice(ALPHABET)}{mac[at + 1 :]}"

    def other_purpose(self, purpose: Purpose, number: int, version: int, _mac: str, subject: str) -> str:
        other = self.dice.choice([one for one in Purpose if one is not purpose])
        return LINKS.make(other, id=number, version=version, subject=subject)

    def other_person(self, purpose: Purpose, number: int, version: int, _mac: str, _subject: str) -> str:
        subject = f"guest{self.dice.randrange(10_000)}@customer.example"
        return LINKS.make(purpose, id=number, version=version, subject=subject)

    def moved(self, _purpose: Purpose, number: int, version: int, mac: str, _subject: str) -> str:
        by = self.dice.randint(1, 10**8)
        return self.dice.choice([f"{number + by}.{version}.{mac}", f"{number}.{version + by}.{mac}"])

    def other_key(self, purpose: Purpose, number: int, version: int, _mac: str, subject: str) -> str:
        return self.dice.choice(STRANGERS).make(purpose, id=number, version=version, subject=subject)

    def misshapen(self, _purpose: Purpose, number: int, version: int, mac: str, _subject: str) -> str:
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
        return self.dice.choice(
            [
                f"{number}.{version}.{mac[: self.dice.randrange(43)]}",
                f"{number}.{version}.{mac}=",
                f"{number}.{version}.{mac}.{mac}",
                f" {number}.{version}.{mac}",
                f"{number}.{version}.{mac}\n",
                f"{number}.{version}.{mac}\0",
                f"{wide}.{version}.{mac}",
                f"0{number}.{version}.{mac}",
                f"+{number}.{version}.{mac}",
                f"{number}.{version}.{mac.swapcase()}",
            ]
        )


@pytest.mark.timeout(3600)
def test_no_guessed_token_holds(full: bool, tell: Tell) -> None:
    """By the check that every view makes."""
    guesses, guess = (1_000_000 if full else 20_000), Guesser(SEED)
    goods = {purpose: LINKS.make(purpose, id=17, version=3, subject=DANA) for purpose in Purpose}
    held: Counter[Purpose] = Counter()
    for number in range(guesses):
        purpose = [*Purpose][number % len(Purpose)]
        held[purpose] += holds(purpose, guess(purpose, goods[purpose], DANA))
    tell(f"S4: {guesses:,} guessed tokens from seed {SEED}, {held.total()} held")
    assert held.total() == 0
    old = Links(OLD_KEY)
    assert all(holds(purpose, good) for purpose, good in goods.items())
    assert all(holds(purpose, old.make(purpose, id=17, version=3, subject=DANA)) for purpose in Purpose)


def holds(purpose: Purpose, token: str) -> bool:
    read = LINKS.read(token)
    return read is not None and (read.id, read.version) == (17, 3) and LINKS.holds(purpose, read, subject=DANA)


@pytest.fixture(params=["with Redis", "without Redis"])
def served(settings: Settings, real_database: Database, request: pytest.FixtureRequest) -> Flask:
    with real_database.writing() as session:
        make.program(session)
        make.person(session, role=Role.COLLEAGUE, email=PRIYA)
    if request.param == "without Redis":
        settings = replace(settings, redis_url=f"redis://127.0.0.1:{unused_port()}/0")
    made = build(replace(settings, secret_key_fallbacks=(OLD_KEY,)), real_database, (*views.BLUEPRINTS, team.blueprint))
    made.testing = True
    return made


def one_of_each(database: Database) -> dict[Purpose, int]:
    """Something real behind a link of each kind; all of it is Dana's."""
    with database.writing() as session:
        dana = make.advocate(session, email=DANA)
        person_id = dana.person_id
        times = {"created_at": make.NOW, "expires_at": make.NOW + timedelta(days=1)}
        rows: dict[Purpose, SignIn | Invitation | AddressChange | Reconfirmation] = {
            Purpose.SIGN_IN: SignIn(person_id=person_id, **times),
            Purpose.INVITATION: Invitation(advocate_id=dana.id, inviter_id=make.person(session).id, **times),
            Purpose.ADDRESS_OLD: AddressChange(person_id=person_id, old_email=DANA, new_email="d@x.example", **times),
            Purpose.RECONFIRMATION: Reconfirmation(advocate_id=dana.id, created_at=make.NOW),
        }
        session.add_all(rows.values())
        session.flush()
        ids = {purpose: row.id for purpose, row in rows.items()}
        return ids | {
            Purpose.ASK: make.ask(session, dana).id,
            Purpose.UNSUBSCRIBE: person_id,
            Purpose.DIGEST: person_id,
        }


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("served", ["with Redis"], indirect=True)
def test_no_guessed_link_opens_or_changes_anything(
    served: Flask, real_database: Database, full: bool, tell: Tell
) -> None:
    for limiter in served.extensions["limiter"]:
        limiter.enabled = False
    guesses, guess, visitor = (5_000 if full else 70), Guesser(SEED), Visitor(served.test_client())
    ids = one_of_each(real_database)
    goods = {purpose: LINKS.make(purpose, id=ids[purpose], version=1, subject=DANA) for purpose in PATHS}
    csrf, answered = visitor.token(), Counter[int]()
    for number in range(guesses):
        purpose = [*PATHS][number % len(PATHS)]
        path = PATHS[purpose] + quote(guess(purpose, goods[purpose], DANA), safe="")
        answered[visitor.get(path).status_code] += 1
        one_click = {"List-Unsubscribe": "One-Click", "answer": "yes"}
        answered[visitor.post(path + PRESSED.get(purpose, ""), one_click, token=csrf).status_code] += 1
    tell(f"S4: {guesses:,} guessed links opened and pressed, answers {dict(answered)}")
    assert answered.keys() <= {400, 404, 410}
    with real_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Login)) == 0
        assert session.scalar(select(func.count()).select_from(Suppression)) == 0
        assert session.get_one(Ask, ids[Purpose.ASK]).state is AskState.SENT
        assert session.get_one(Invitation, ids[Purpose.INVITATION]).state is InvitationState.OPEN
    for purpose in PATHS.keys() - {Purpose.SIGN_IN}:
        assert visitor.get(PATHS[purpose] + goods[purpose]).status_code == 200, purpose


class Place:
    """A browser at an address of its own, with a forged header on everything it sends."""

    def __init__(self, app: Flask, number: int) -> None:
        self.client = app.test_client()
        self.dice = random.Random(SEED + number)
        self.address = f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}"
        self.csrf = Visitor(self.client).token()

    def post(self, path: str, **form: str) -> tuple[int, str]:
        forged = {"X-Forwarded-For": f"192.0.2.{self.dice.randrange(256)}"}
        answer = self.client.post(
            path,
            base_url=BASE_URL,
            data=form | {"csrf_token": self.csrf},
            headers=forged,
            environ_base={"REMOTE_ADDR": self.address},
        )
        return answer.status_code, answer.text

    def attack(self) -> tuple[int, int]:
        """How many links it was given, and how many of its guesses were compared."""
        given = self.post("/sign-in", email=PRIYA)[0] == 303
        if not given:
            return 0, 0
        guesses = [f"{self.dice.randrange(1_000_000):06d}" for _ in range(sign_ins.TRIES + 1)]
        return 1, sum("doesn’t fit" in self.post("/sign-in/check", code=code)[1] for code in guesses)


@pytest.mark.timeout(3600)
def test_guessing_codes_from_everywhere_is_counted_and_locks_nobody_out(
    served: Flask, real_database: Database, full: bool, tell: Tell
) -> None:
    places = 1_000 if full else 30
    mine, elsewhere = Place(served, 100_001), Place(served, 100_002)
    sign_in(mine, real_database)
    elsewhere.post("/sign-in", email=PRIYA)
    waiting = newest_link(real_database)
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda number: Place(served, number).attack(), range(places)))
    given, compared = (sum(column) for column in zip(*said, strict=True))
    tell(f"S4: codes guessed from {places:,} addresses: {given} links, {compared} codes compared, 0 sessions")
    assert (given, compared) == (sign_ins.LINKS_TO_ONE_ADDRESS - 2, sign_ins.CODES_FOR_ONE_PERSON)
    assert sessions_of(real_database) == 1
    assert elsewhere.post(waiting)[0] == 303, "a link that was asked before the attack goes on working"
    sign_in(mine, real_database)
    assert sessions_of(real_database) == 3


@pytest.mark.parametrize("served", ["with Redis"], indirect=True)
def test_a_forged_header_is_no_other_address(served: Flask) -> None:
    place = Place(served, 7)
    answers = Counter(place.post("/sign-in", email=PRIYA)[0] for _ in range(20))
    assert answers == {303: sign_ins.LINKS_TO_ONE_ADDRESS_FROM_ONE_PLACE, 429: 15}


def sign_in(place: Place, database: Database) -> None:
    assert place.post("/sign-in", email=PRIYA)[0] == 303
    assert place.post(newest_link(database))[0] == 303
    place.csrf = Visitor(place.client).token()


def newest_link(database: Database) -> str:
    with database.reading() as session:
        newest = session.scalar(select(func.max(SignIn.id))) or 0
    return f"/s/{LINKS.make(Purpose.SIGN_IN, id=newest, version=1, subject=PRIYA)}"


def sessions_of(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Login)) or 0
