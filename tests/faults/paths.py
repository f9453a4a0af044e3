"""A program in which everybody does whatever they can at random, and a book of what really reached whom.

The book knows nothing of match rows, places or states: only what people said they wish, what the program allows, and
which messages passed their final dot. It is the judge of the rule that nothing may break.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import leases
from portal.domain.demand_kinds import CampaignState, RequestState
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import (
    Answer,
    AskState,
    ConsentKind,
    DepartureKind,
    Effort,
    MessageState,
    Queue,
    Stage,
    SuppressionReason,
    Topic,
    Via,
)
from portal.domain.leases import Claimed, LeaseLost, Outcome, Report
from portal.domain.models import Activity, Advocate, Ask, Campaign, Outbox, Person, Program, Request
from portal.domain.operations import (
    activities,
    advocates,
    asks,
    bounces,
    campaigns,
    convoys,
    deliveries,
    departures,
    lines,
    merges,
    places,
    preferences,
    requests,
    segments,
    settings,
    suppressions,
)
from portal.domain.operations.deliveries import Passed
from portal.domain.queries import programs
from portal.domain.rules import caps
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


class World:
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

    def walk(self, steps: int) -> None:
        doings = self.doings()
        names = list(doings)
        for _ in range(steps):
            self.now += timedelta(minutes=1)
            name = self.chance.choices(names, [doings[one][0] for one in names])[0]
            self.do(name, doings[name][1])
            self.look()

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

    def doings(self) -> dict[str, tuple[float, Callable[[], object]]]:
        return {
            "time": (12, self.time),
            "jobs": (8, self.jobs),
            "draft": (3, self.draft),
            "send": (4, self.send),
            "ask": (14, self.ask),
            "answer": (12, self.answer),
            "end": (4, self.end),
            "wish": (4, self.wish),
            "break": (1, self.take_break),
            "back": (3, self.end_break),
            "leave": (0.3, self.leave),
            "return": (3, self.come_back),
            "depart": (0.3, self.depart),
            "bring back": (3, self.bring_back),
            "merge": (0.3, self.merge),
            "unsubscribe": (0.4, self.unsubscribe),
            "subscribe": (3, self.subscribe),
            "request": (2, self.request),
            "line": (6, self.line),
            "end request": (0.5, self.end_request),
            "campaign": (1.5, self.campaign),
            "run campaign": (1.5, self.run_campaign),
            "policy": (1, self.policy),
            "activity": (1, self.activity),
            "mail": (24, self.mail),
            "resend": (3, self.resend),
            "bounce": (0.3, self.bounce),
        }

    # who and what

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

    # time and jobs

    def time(self) -> str:
        self.now += timedelta(hours=self.chance.choice([1, 5, 24, 24 * 3, 24 * 8, 24 * 31, 24 * 92]))
        return str(self.now)

    def jobs(self) -> str:
        work: list[Callable[..., object]] = [
            asks.expire_due,
            asks.remind_due,
            lines.settle_due,
            lines.go_on,
            lines.release_due,
            campaigns.ask_due,
        ]
        one = self.chance.choice(work)
        return f"{one.__name__} {one(self.session, now=self.now)}"

    # the team

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
            self.session,
            advocate_id=self.entry(),
            words=self.words(self.kind()),
            asker_id=self.actor(),
            now=self.now,
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
            self.session,
            activity_id=one.id,
            shape=replace(shape, effort=other),
            actor_id=self.actor(),
            now=self.now,
        )
        return f"{one.slug} is {other}"

    # requests and campaigns

    def request(self) -> str:
        made = make.request(
            self.session,
            self.kind().slug,
            needed_by=self.today() + timedelta(days=21),
            created_at=self.now,
            due_on=self.today() + timedelta(days=1),
        )
        return str(made.id)

    def line(self) -> str:
        found = self.session.scalars(select(Request.id).where(Request.state == RequestState.OPEN)).all()
        request_id = self.chance.choice(sorted(found))
        who = [self.entry() for _ in range(3)]
        given: dict[str, Any] = {"request_id": request_id, "actor_id": self.actor(), "now": self.now}
        match self.chance.randrange(3):
            case 0:
                return f"put {lines.put(self.session, advocate_ids=who, **given)}"
            case 1:
                note = lines.Note(self.chance.choice([None, "From me."]), "They said so.")
                return f"ask {lines.ask(self.session, advocate_id=who[0], note=note, **given).id}"
            case _:
                return f"asked {lines.ask_several(self.session, advocate_ids=who, **given)}"

    def end_request(self) -> str:
        found = self.session.scalars(select(Request).where(Request.state == RequestState.OPEN)).all()
        one = self.chance.choice(sorted(found, key=lambda each: each.id))
        requests.withdraw(self.session, request_id=one.id, requester_id=one.requester_id, now=self.now)
        return str(one.id)

    def campaign(self) -> str:
        wording = campaigns.Wording(
            name=f"Campaign {self.now}",
            segment_id=self.segment_id,
            activity_id=self.kind().id,
            other_role="supply chain director",
            other_industry="logistics",
            happen_by=self.today() + timedelta(days=30),
            why="You have run it the longest.",
            hours=1,
        )
        made = campaigns.draft(self.session, wording=wording, actor_id=self.actor(), now=self.now)
        campaigns.start(self.session, campaign_id=made.id, actor_id=self.actor(), now=self.now)
        return str(made.id)

    def run_campaign(self) -> str:
        live = (CampaignState.RUNNING, CampaignState.PAUSED)
        found = self.session.scalars(select(Campaign.id).where(Campaign.state.in_(live))).all()
        one = self.chance.choice(sorted(found))
        do = self.chance.choice([campaigns.pause, campaigns.resume, campaigns.resume, campaigns.stop])
        do(self.session, campaign_id=one, actor_id=self.actor(), now=self.now)
        return f"{do.__name__} {one}"

    # advocates

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
            self.session,
            advocate_id=who,
            until=until,
            today=self.today(),
            actor_id=self.person_id(who),
            now=self.now,
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

    # mail

    def mail(self) -> str:
        queue = self.chance.choice([Queue.BULK, Queue.BULK, Queue.URGENT])
        claims = leases.claim_several(
            self.session, queue, most=self.chance.choice([1, 3, 8]), owner="one", now=self.now
        )
        told = [self.go_through(one) for one in claims]
        if self.chance.random() < 0.3:
            self.now += timedelta(hours=1)
            leases.recover(self.session, dead=(), now=self.now)
        return " ".join(told)

    def go_through(self, claimed: Claimed) -> str:
        """To the dot by either way, and to one of the ends that a message can come to."""
        if self.chance.random() < 0.1:
            return f"{claimed.topic} {claimed.ask_id} died"
        if claimed.expires_at <= self.now:
            self.finish(claimed, Outcome.FAILED, MessageState.CLAIMED)
            return f"{claimed.topic} {claimed.ask_id} came too late"
        address = self.session.execute(select(Person.email).where(Person.id == claimed.recipient_id)).scalar_one()
        passed: Passed | str | None = None
        if claimed.topic is Topic.ASK_SENT and self.chance.random() < 0.6:
            passed = convoys.pass_points(self.session, {claimed: hashed(address)}, now=self.now).get(claimed)
        if passed is None:
            passed = deliveries.pass_point(self.session, claimed, address_hashes=hashed(address), now=self.now)
        if isinstance(passed, str):
            self.finish(claimed, Outcome.CANCELLED, MessageState.CLAIMED)
            return f"{claimed.topic} {claimed.ask_id} {passed}"
        self.write_down(claimed)
        ends = [Outcome.SENT] * 12 + [Outcome.UNCERTAIN, Outcome.DEFERRED, Outcome.FAILED, None, None]
        if (end := self.chance.choice(ends)) is None:
            return f"{claimed.topic} {claimed.ask_id} died at its dot"
        end = self.finish(claimed, end, MessageState.DOTTED)
        if end in {Outcome.DEFERRED, Outcome.FAILED} and claimed.topic is Topic.ASK_SENT:
            self.strike_out(claimed)
        return f"{claimed.topic} {claimed.ask_id} {end}"

    def finish(self, claimed: Claimed, end: Outcome, was: MessageState) -> Outcome:
        report = Report(end, "dot", 250)
        return deliveries.finish(self.session, claimed, report, was=was, host="here", jitter=0.5, now=self.now)

    def resend(self) -> str:
        found = self.session.scalars(select(Outbox.id).where(Outbox.state == MessageState.UNCERTAIN)).all()
        one = self.chance.choice(sorted(found))
        deliveries.resend(self.session, outbox_id=one, actor_id=self.actor(), now=self.now)
        return str(one)

    def bounce(self) -> str:
        found = self.session.scalars(
            select(Outbox).where(Outbox.state == MessageState.SENT, Outbox.topic == Topic.ASK_SENT).order_by(Outbox.id)
        ).all()
        one = self.chance.choice(found)
        news = self.chance.choice([bounces.News.LOST] * 4 + [bounces.News.HARD, bounces.News.COMPLAINT])
        address = self.session.execute(select(Person.email).where(Person.id == one.recipient_id)).scalar_one()
        bounces.record(self.session, outbox_id=one.id, news=news, address_hash=hashed(address)[0], now=self.now)
        who = self.session.execute(select(Advocate.id).where(Advocate.person_id == one.recipient_id)).scalar_one()
        human = self.human(who)
        if news is not bounces.News.LOST and who in self.humans:
            human.unwanted = True
        if news is not bounces.News.COMPLAINT:
            times = [each for each in human.reached if each[0] == one.ask_id]
            if len(times) == 1:
                human.reached.remove(times[0])
        return f"{news} {one.ask_id}"

    # the book

    def write_down(self, claimed: Claimed) -> None:
        if claimed.topic is not Topic.ASK_SENT or claimed.ask_id is None:
            return
        ask = self.session.get_one(Ask, claimed.ask_id, populate_existing=True)
        activity = self.session.get_one(Activity, ask.activity_id)
        human, today = self.human(ask.advocate_id), self.today()
        program = self.session.execute(select(Program)).scalar_one()
        allowed = {Effort.HIGH: program.high_gap, Effort.LOW: program.low_gap}
        told = f"ask {ask.id} of {ask.advocate_id} ({self.entries[ask.advocate_id]}) on {today}"
        assert not human.gone, f"{told}: they are gone"
        assert not human.unwanted, f"{told}: they want no mail"
        assert human.break_until is None or human.break_until <= today, f"{told}: on a break"
        answer = human.answers[activity.id]
        assert answer is Answer.HAPPY or (answer is Answer.ASK_FIRST and ask.by_hand_note), f"{told}: {answer}"
        assert not activity.needs_contact or ConsentKind.SHARE_CONTACT in human.consents, f"{told}: no consent"
        for other, effort, day in human.reached:
            gap = max(allowed[ask.effort], human.gaps[ask.effort])
            close = other != ask.id and effort is ask.effort and abs((today - day).days) < gap
            assert not close, f"{told}: {other} of the same class came on {day}, and {gap} days must lie between"
            still = self.session.get_one(Ask, other, populate_existing=True).state
            assert other == ask.id or still is not AskState.SENT, f"{told}: {other} awaits their answer"
        human.reached.append((ask.id, ask.effort, today))
        self.asked += 1

    def strike_out(self, claimed: Claimed) -> None:
        """It surely did not arrive this time."""
        ask = self.session.get_one(Ask, claimed.ask_id)
        reached = self.human(ask.advocate_id).reached
        last = max(at for at, each in enumerate(reached) if each[0] == ask.id)
        del reached[last]

    def look(self) -> None:
        assert not places.differences(self.session)
        open_now: dict[int, int] = {}
        for ask in self.session.scalars(select(Ask).where(Ask.state.in_(OPEN))):
            root = self.entries[ask.advocate_id]
            assert not self.humans[root].gone, f"ask {ask.id} of {ask.advocate_id} is open, and they are gone"
            if ask.state is AskState.SENT:
                assert open_now.setdefault(root, ask.id) == ask.id, f"{root} is asked twice: {ask.id}, {open_now[root]}"
