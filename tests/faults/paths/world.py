"""Everybody does at random whatever they can."""

from collections.abc import Callable
from datetime import timedelta

from portal.domain.operations import asks, campaigns, lines
from tests.faults.paths.advocates import Advocates
from tests.faults.paths.demand import Demand
from tests.faults.paths.mail import Mail
from tests.faults.paths.team import Team


class World(Team, Demand, Advocates, Mail):
    def walk(self, steps: int) -> None:
        doings = self.doings()
        names = list(doings)
        for _ in range(steps):
            self.now += timedelta(minutes=1)
            name = self.chance.choices(names, [doings[one][0] for one in names])[0]
            self.do(name, doings[name][1])
            self.look()

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
