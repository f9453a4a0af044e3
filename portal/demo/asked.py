"""What was asked in the demo program, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, cycle

from portal.demo import wording
from portal.demo.cast import ASKERS, Planned, given
from portal.demo.past import Past
from portal.domain.kinds import Answer, Via
from portal.domain.models import Ask
from portal.domain.operations import asks

TAKES_PLACE = frozenset({"call", "speak"})
REMINDERS_AND_END = (3, 6, 8)
TAKES_DAYS = {"call": 8, "speak": 8, "story": 37}
NEEDED_WITHIN = {"story": 42, "speak": 35, "review": 21}
TODAY = frozenset({"fresh", "deferred"})
SPECIAL_DELIVERY = frozenset({"bounced", "uncertain"})


@dataclass(frozen=True)
class Known:
    """Ids that the asks of the story need."""

    staff: dict[str, int]
    activities: dict[str, int]


@dataclass(frozen=True)
class Asked:
    """The person who is asked."""

    advocate_id: int
    person_id: int
    domain: str
    answers: dict[str, Answer]


@dataclass(frozen=True)
class Told:
    """An ask that was made, as the rest of its story needs it. `via` and `actor_id` are those of the answer."""

    id: int
    activity: str
    days_ago: int
    ahead: int
    number: int
    domain: str
    via: Via
    actor_id: int | None


class Asking:
    """Plans each ask of the story; the past makes it happen. Those of today wait for `ask_today`."""

    def __init__(self, past: Past, known: Known) -> None:
        self._past = past
        self._session = past.session
        self._known = known
        self._numbers = count(1)
        self._colleagues = cycle(wording.HANDED_ON)
        self._today: list[tuple[Planned, Asked, int]] = []
        self._outcomes: dict[str, Callable[[Told], None]] = {
            "done": self._done,
            "no": self._no,
            "silent": self._unanswered,
            "waiting": self._unanswered,
            "handed": self._handed,
            "back_late": self._taken_back,
            "missed": self._missed,
            "yes": self._yes,
            "time": self._another_time,
            "booked": self._booked,
            "held": self._held,
        }

    def plan(self, planned: Planned, asked: Asked) -> None:
        number = next(self._numbers)
        if planned.outcome in TODAY:
            self._today.append((planned, asked, number))
            return
        when = self._moment(planned.days_ago, 9 + number % 3, number)
        self._past.at(when, lambda moment: self._go_on(moment, planned, asked, number))

    def ask_today(self) -> None:
        """Asks that are on their way: one was put off by its server, the others go out at the first start."""
        for place, (planned, asked, number) in enumerate(sorted(self._today, key=lambda one: one[0].outcome)):
            moment = self._past.now - timedelta(minutes=50 - place)
            self._ask(moment, planned, asked, number)
            if planned.outcome == "deferred":
                for minutes in (0, 2, 8):
                    self._past.put_off(moment + timedelta(minutes=minutes), "4.2.1 Mailbox busy, try again later")

    def _go_on(self, moment: datetime, planned: Planned, asked: Asked, number: int) -> None:
        if planned.outcome in SPECIAL_DELIVERY:
            self._past.deliver(moment)
        ask = self._ask(moment, planned, asked, number)
        outcome, _, ahead = planned.outcome.partition("+")
        by_link = number % 3 > 0
        told = Told(
            id=ask.id,
            activity=planned.activity,
            days_ago=planned.days_ago,
            ahead=int(ahead or 0),
            number=number,
            domain=asked.domain,
            via=Via.LINK if by_link else Via.PORTAL,
            actor_id=None if by_link else asked.person_id,
        )
        if outcome == "back":
            asks.withdraw(self._session, ask_id=ask.id, via=Via.TEAM, actor_id=ask.asker_id, now=moment)
        elif outcome == "bounced":
            self._past.refuse(moment, "5.1.1 No such mailbox")
        elif outcome == "uncertain":
            self._past.lose_reply(moment, "The connection was lost before the reply came")
        else:
            self._outcomes[outcome](told)

    def _ask(self, moment: datetime, planned: Planned, asked: Asked, number: int) -> Ask:
        ask = asks.draft(
            self._session,
            advocate_id=asked.advocate_id,
            words=self._words(planned, asked, number, moment.date()),
            asker_id=self._asker(number),
            now=moment,
        )
        return asks.send(self._session, ask_id=ask.id, actor_id=ask.asker_id, now=moment)

    def _words(self, planned: Planned, asked: Asked, number: int, today: date) -> asks.Words:
        other = wording.OTHER_SIDES[number % len(wording.OTHER_SIDES)]
        by_hand = asked.answers[planned.activity] is Answer.ASK_FIRST
        return asks.Words(
            activity_id=self._known.activities[planned.activity],
            other_role=other.role,
            other_industry=other.industry,
            other_name=other.name,
            other_contact=f"{given(other.name)}@elsewhere.example",
            happen_by=friday_after(today + timedelta(days=NEEDED_WITHIN.get(planned.activity, 12))),
            why=wording.WHY[planned.activity],
            by_hand_note=wording.BY_HAND if by_hand else None,
        )

    def _done(self, told: Told) -> None:
        self._yes(told)
        held = max(told.days_ago - TAKES_DAYS.get(told.activity, 5), 2)
        if told.activity in TAKES_PLACE:
            self._schedule(told, told.days_ago - 3, self._moment(held, 14))
        evidence = wording.EVIDENCE[told.activity].format(number=1000 + told.number * 7)
        on = self._moment(held, 14).date()

        def complete(moment: datetime, actor_id: int) -> None:
            asks.complete(self._session, ask_id=told.id, on=on, evidence=evidence, actor_id=actor_id, now=moment)

        self._team(told, held - 1, 15, complete)

    def _yes(self, told: Told) -> None:
        def accept(moment: datetime) -> None:
            asks.accept(self._session, ask_id=told.id, via=told.via, actor_id=told.actor_id, now=moment)

        self._answer(told, accept)

    def _booked(self, told: Told) -> None:
        self._yes(told)
        self._schedule(told, told.days_ago - 2, self._past.moment(-told.ahead, 14))

    def _held(self, told: Told) -> None:
        self._yes(told)
        self._schedule(told, told.days_ago - 3, self._moment(told.days_ago - 8, 14))

    def _missed(self, told: Told) -> None:
        def miss(moment: datetime, actor_id: int) -> None:
            asks.no_show(self._session, ask_id=told.id, actor_id=actor_id, now=moment, note="Nobody joined the call")

        self._held(told)
        self._team(told, told.days_ago - 9, 15, miss)

    def _no(self, told: Told) -> None:
        reason = wording.REASONS[told.number % len(wording.REASONS)] if told.number % 5 else None

        def decline(moment: datetime) -> None:
            asks.decline(self._session, ask_id=told.id, via=told.via, actor_id=told.actor_id, now=moment, reason=reason)

        self._answer(told, decline)

    def _another_time(self, told: Told) -> None:
        on = self._past.now.date() + timedelta(days=9)
        words = wording.SUGGESTIONS[told.number % len(wording.SUGGESTIONS)]

        def suggest(moment: datetime) -> None:
            asks.suggest_time(
                self._session,
                ask_id=told.id,
                via=told.via,
                actor_id=told.actor_id,
                now=moment,
                on=on,
                at=time(15),
                words=words,
            )

        self._answer(told, suggest)

    def _handed(self, told: Told) -> None:
        name, mailbox, note = next(self._colleagues)

        def hand_on(moment: datetime) -> None:
            asks.hand_on(
                self._session,
                ask_id=told.id,
                via=told.via,
                actor_id=told.actor_id,
                now=moment,
                name=name,
                email=f"{mailbox}@{told.domain}",
                note=note,
            )

        self._answer(told, hand_on)

    def _taken_back(self, told: Told) -> None:
        def withdraw(moment: datetime, actor_id: int) -> None:
            asks.withdraw(self._session, ask_id=told.id, via=Via.TEAM, actor_id=actor_id, now=moment)

        self._team(told, told.days_ago - 1, 14, withdraw)

    def _unanswered(self, told: Told) -> None:
        for days in REMINDERS_AND_END:
            self._past.round_on(self._moment(told.days_ago, 6) + timedelta(days=days))

    def _answer(self, told: Told, act: Callable[[datetime], None]) -> None:
        self._past.at(self._moment(told.days_ago - 1, 12 + told.number % 4, told.number), act)

    def _schedule(self, told: Told, days_ago: int, at: datetime) -> None:
        def schedule(moment: datetime, actor_id: int) -> None:
            asks.schedule(self._session, ask_id=told.id, at=at, actor_id=actor_id, now=moment)

        self._team(told, days_ago, 17, schedule)

    def _team(self, told: Told, days_ago: int, hour: int, act: Callable[[datetime, int], None]) -> None:
        when = self._moment(days_ago, hour, told.number)
        self._past.at(when, lambda moment: act(moment, self._asker(told.number)))

    def _asker(self, number: int) -> int:
        return self._known.staff[ASKERS[number % len(ASKERS)]]

    def _moment(self, days_ago: int, hour: int, number: int = 0) -> datetime:
        return self._past.moment(days_ago, hour, number * 7 % 60, working=True)


def friday_after(day: date) -> date:
    return day + timedelta(days=(4 - day.weekday()) % 7)
