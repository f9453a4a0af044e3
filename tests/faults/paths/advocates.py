"""What advocates say and wish."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.domain.kinds import Answer, AskState, ConsentKind, Effort, SuppressionReason, Via
from portal.domain.models import Activity, Person
from portal.domain.operations import advocates, asks, preferences, suppressions
from portal.domain.rules import caps
from tests.faults.paths.ground import Ground, hashed


class Advocates(Ground):
    def answer(self) -> str:
        states = [AskState.SENT] * 4 + [AskState.ACCEPTED, AskState.DECLINED, AskState.SCHEDULED, AskState.HANDED_ON]
        one = self.an_ask(self.chance.choice(states))
        given: dict[str, Any] = {"ask_id": one.id, "via": Via.LINK, "actor_id": None, "now": self.now}
        match self.chance.randrange(4):
            case 0:
                asks.accept(self.session, **given)
            case 1 | 2:
                asks.decline(self.session, **given)
            case _ if self.chance.random() < 0.5:
                asks.suggest_time(self.session, on=self.today() + timedelta(days=5), at=None, words=None, **given)
            case _:
                asks.hand_on(self.session, name="Somebody Else", email="else@customer.example", **given)
        return f"ask {one.id} {one.state}"

    def wish(self) -> str:
        who = self.chance.choice(sorted(self.humans))
        offered = [one.id for one in self.session.scalars(select(Activity).where(~Activity.archived))]
        likely = [Answer.HAPPY] * 5 + [Answer.ASK_FIRST, Answer.NOT_NOW]
        wishes = preferences.Wishes(
            {one: self.chance.choice(likely) for one in offered},
            self.chance.choice([92, 92, 184, 366]),
            self.chance.choice([31, 31, 62, 92, 184]),
            self.chance.choice([frozenset(ConsentKind), frozenset(ConsentKind), frozenset()]),
        )
        actor_id = self.person_id(who)
        preferences.save(self.session, advocate_id=who, wishes=wishes, actor_id=actor_id, now=self.now)
        human = self.humans[who]
        human.answers |= wishes.answers
        human.gaps = {Effort.HIGH: wishes.high_gap, Effort.LOW: wishes.low_gap}
        human.consents = wishes.consents
        return f"{who} {human.gaps}"

    def take_break(self) -> str:
        who = self.chance.choice(sorted(self.humans))
        until = self.chance.choice([None, self.today() + timedelta(days=20), self.today() + timedelta(days=200)])
        preferences.take_break(
            self.session, advocate_id=who, until=until, today=self.today(), actor_id=self.person_id(who), now=self.now
        )
        self.humans[who].break_until = until or caps.OPEN_END
        return f"{who} until {until}"

    def end_break(self) -> str:
        who = self.chance.choice([one for one, human in sorted(self.humans.items()) if human.break_until])
        preferences.end_break(self.session, advocate_id=who, actor_id=self.person_id(who), now=self.now)
        self.humans[who].break_until = None
        return str(who)

    def leave(self) -> str:
        who = self.chance.choice(sorted(self.humans))
        advocates.leave(self.session, advocate_id=who, actor_id=self.person_id(who), now=self.now)
        self.humans[who].gone = True
        return str(who)

    def come_back(self) -> str:
        who = self.chance.choice([one for one, human in sorted(self.humans.items()) if human.gone])
        advocates.come_back(self.session, advocate_id=who, actor_id=self.person_id(who), now=self.now)
        self.humans[who].gone = False
        return str(who)

    def unsubscribe(self) -> str:
        who = self.chance.choice(sorted(self.humans))
        person = self.session.get_one(Person, self.person_id(who))
        suppressions.suppress(
            self.session,
            person_id=person.id,
            address_hash=hashed(person.email)[0],
            reason=SuppressionReason.UNSUBSCRIBED,
            now=self.now,
        )
        self.humans[who].unwanted = True
        return str(who)

    def subscribe(self) -> str:
        who = self.chance.choice([one for one, human in sorted(self.humans.items()) if human.unwanted])
        person = self.session.get_one(Person, self.person_id(who))
        may = suppressions.lift(self.session, person_id=person.id, address_hashes=hashed(person.email), now=self.now)
        self.humans[who].unwanted = not may
        return f"{who} {may}"
