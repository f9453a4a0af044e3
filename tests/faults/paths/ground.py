"""Who is there, and what the book knows of each; one thing that somebody does."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer, AskState, ConsentKind, Effort
from portal.domain.leases import LeaseLost
from portal.domain.models import Activity, Advocate, Ask
from portal.domain.operations import segments
from portal.domain.queries import programs
from portal.domain.rules.searches import Criteria
from tests import make

PEOPLE = 10
OPEN = (AskState.SENT, AskState.ACCEPTED, AskState.SCHEDULED)


def hashed(address: str) -> list[bytes]:
    return [address.encode()]


@dataclass
class Human:
    """One human being as the book sees them, whatever entries the program has of them."""

    answers: dict[int, Answer]
    gaps: dict[Effort, int]
    consents: frozenset[ConsentKind]
    break_until: date | None = None
    gone: bool = False
    unwanted: bool = False
    reached: list[tuple[int, Effort, date]] = field(default_factory=list)
    """Ask, class, day: what may have arrived."""


class Ground:
    def __init__(self, session: Session, seed: int) -> None:
        self.session = session
        self.chance = random.Random(seed)
        self.now = make.NOW
        self.did: list[str] = []
        self.asked = 0
        make.program(session)
        self.team = [make.person(session), make.person(session)]
        self.everything = list(session.scalars(select(Activity).order_by(Activity.id)))
        self.humans: dict[int, Human] = {}
        self.entries: dict[int, int] = {}
        for _ in range(PEOPLE):
            who = make.advocate(session, consents=frozenset(ConsentKind))
            self.humans[who.id] = Human(
                dict.fromkeys((one.id for one in self.everything), Answer.HAPPY),
                {Effort.HIGH: 92, Effort.LOW: 31},
                frozenset(ConsentKind),
            )
            self.entries[who.id] = who.id
        made = segments.save(
            session, name="All", criteria=Criteria(industries=("logistics",)), actor_id=self.team[0].id, now=self.now
        )
        self.segment_id = made.id

    def do(self, name: str, work: Callable[[], object]) -> None:
        try:
            with self.session.begin_nested():
                told = work()
                self.session.flush()
        except (Refused, NotFound, LeaseLost, IndexError) as refusal:
            self.did.append(f"{self.now:%m-%d %H:%M} {name} refused: {refusal!r}")
        else:
            self.did.append(f"{self.now:%m-%d %H:%M} {name} {told}")
        self.session.expire_all()

    def today(self) -> date:
        return programs.today(programs.current(self.session), self.now)

    def actor(self) -> int:
        return self.chance.choice(self.team).id

    def entry(self) -> int:
        """Any entry, merged ones too: pages of theirs may still be open somewhere."""
        return self.chance.choice(sorted(self.entries))

    def human(self, advocate_id: int) -> Human:
        return self.humans[self.entries[advocate_id]]

    def an_ask(self, *states: AskState) -> Ask:
        found = self.session.scalars(select(Ask).where(Ask.state.in_(states)).order_by(Ask.id)).all()
        return self.chance.choice(found)

    def kind(self) -> Activity:
        return self.session.get_one(Activity, self.chance.choice(self.everything).id)

    def person_id(self, advocate_id: int) -> int:
        return self.session.get_one(Advocate, advocate_id).person_id
