"""What the team does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.domain.kinds import AskState, DepartureKind, Effort, Stage, Via
from portal.domain.models import Activity, Advocate
from portal.domain.operations import activities, asks, departures, merges, settings
from tests.faults.paths.ground import OPEN, PEOPLE, Ground, hashed


class Team(Ground):
    def words(self, activity: Activity) -> asks.Words:
        return asks.Words(
            activity_id=activity.id,
            other_role="supply chain director",
            other_industry="logistics",
            happen_by=self.today() + timedelta(days=self.chance.choice([3, 14, 40])),
            why="They are replacing the same planning system you left.",
            by_hand_note=self.chance.choice([None, "A word from me."]),
            override_reason="They said so.",
        )

    def draft(self) -> str:
        made = asks.draft(
            self.session, advocate_id=self.entry(), words=self.words(self.kind()), asker_id=self.actor(), now=self.now
        )
        return f"ask {made.id} of {made.advocate_id}"

    def send(self) -> str:
        made = asks.send(self.session, ask_id=self.an_ask(AskState.DRAFT).id, actor_id=self.actor(), now=self.now)
        return f"ask {made.id} of {made.advocate_id}"

    def ask(self) -> str:
        """A draft that is sent at once, to somebody who is in the program."""
        who = self.chance.choice(sorted(self.humans))
        made = asks.draft(
            self.session, advocate_id=who, words=self.words(self.kind()), asker_id=self.actor(), now=self.now
        )
        asks.send(self.session, ask_id=made.id, actor_id=self.actor(), now=self.now)
        return f"ask {made.id} of {who}, {made.effort}"

    def end(self) -> str:
        one = self.an_ask(*OPEN)
        given: dict[str, Any] = {"ask_id": one.id, "actor_id": self.actor(), "now": self.now}
        match self.chance.randrange(4):
            case 0:
                asks.complete(self.session, on=self.today(), evidence="held", **given)
            case 1:
                asks.no_show(self.session, **given)
            case 2:
                asks.schedule(self.session, at=self.now + timedelta(days=3), **given)
            case _:
                asks.withdraw(self.session, via=Via.TEAM, **given)
        return f"ask {one.id} {one.state}"

    def depart(self) -> str:
        who = self.entry()
        departures.note(
            self.session,
            advocate_id=who,
            kind=self.chance.choice(list(DepartureKind)),
            company="Elsewhere",
            words=None,
            actor_id=self.actor(),
            now=self.now,
        )
        self.human(who).gone = self.human(who).gone or who in self.humans
        return str(who)

    def bring_back(self) -> str:
        who = self.chance.choice([one for one, human in sorted(self.humans.items()) if human.gone])
        departures.bring_back(self.session, advocate_id=who, actor_id=self.actor(), now=self.now)
        self.human(who).gone = self.session.get_one(Advocate, who).stage is Stage.DEPARTED
        return str(who)

    def merge(self) -> str:
        if len(self.humans) < PEOPLE - 4:
            raise IndexError
        survivor, loser = self.chance.sample(sorted(self.humans), 2)
        merges.merge(
            self.session,
            survivor_id=survivor,
            loser_id=loser,
            address_hashes=hashed,
            actor_id=self.actor(),
            now=self.now,
        )
        one, other = self.humans[survivor], self.humans.pop(loser)
        one.reached += other.reached
        one.gaps = {effort: max(gap, other.gaps[effort]) for effort, gap in one.gaps.items()}
        one.break_until = max(filter(None, (one.break_until, other.break_until)), default=None)
        if self.session.get_one(Advocate, loser).left_at:
            one.gone = True
        one.unwanted = one.unwanted or other.unwanted
        self.entries = {entry: survivor if human == loser else human for entry, human in self.entries.items()}
        return f"{loser} into {survivor}"

    def policy(self) -> str:
        values = {"high_gap": self.chance.choice([92, 100, 184]), "low_gap": self.chance.choice([31, 45, 92])}
        settings.change(self.session, values=values, actor_id=self.actor(), now=self.now)
        return str(values)

    def activity(self) -> str:
        archived = self.session.scalars(select(Activity).where(Activity.archived).order_by(Activity.id)).all()
        one = self.chance.choice(archived or [self.kind()])
        if archived:
            activities.restore(self.session, activity_id=one.id, actor_id=self.actor(), now=self.now)
            return f"restored {one.slug}"
        if self.chance.random() < 0.2:
            activities.archive(self.session, activity_id=one.id, actor_id=self.actor(), now=self.now)
            return f"archived {one.slug}"
        names = activities.Shape.__dataclass_fields__
        shape = activities.Shape(**{name: getattr(one, name) for name in names})
        other = Effort.LOW if one.effort is Effort.HIGH else Effort.HIGH
        activities.change(
            self.session, activity_id=one.id, shape=replace(shape, effort=other), actor_id=self.actor(), now=self.now
        )
        return f"{one.slug} is {other}"
