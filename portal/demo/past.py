"""The demo program's past: what happened, in the order in which it happened, through the portal's own operations."""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import insert, literal, select, update
from sqlalchemy.orm import Session

from portal.domain import leases
from portal.domain.kinds import MessageState, Queue, Topic
from portal.domain.leases import Claimed, Outcome, Report
from portal.domain.models import Ask, Invitation, Outbox, OutboxAttempt
from portal.domain.operations import asks, deliveries, invitations

HOST = "demo"
HOUR = timedelta(hours=1)
Act = Callable[[datetime], object]


class Past:
    """Events wait in a queue; each may add later ones. Those of the future never happen."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self._events: list[tuple[datetime, int, Act]] = []
        self._rounds: set[datetime] = set()
        self._count = 0

    def moment(self, days_ago: int, hour: int, minute: int = 0, *, working: bool = False) -> datetime:
        """`working`: the last working day up to then."""
        day = self.now.date() - timedelta(days=days_ago)
        if working:
            day -= timedelta(days=max(day.weekday() - 4, 0))
        return datetime.combine(day, time(hour, minute), UTC)

    def at(self, moment: datetime, act: Act) -> None:
        self._count += 1
        heapq.heappush(self._events, (moment, self._count, act))

    def round_on(self, moment: datetime) -> None:
        """The day's periodic work: reminders and what has run out."""
        day = moment.replace(hour=6, minute=0, second=0, microsecond=0)
        if day not in self._rounds:
            self._rounds.add(day)
            self.at(day, self._do_round)

    def run(self) -> None:
        """Everything that has happened; messages arrive within the hour."""
        before = self.now
        while self._events:
            moment, _, act = heapq.heappop(self._events)
            if moment >= self.now:
                break
            if moment - before > HOUR and self.session.info.pop("promised", None):
                self.deliver(before)
            act(moment)
            before = moment
        self.deliver(before)

    def _do_round(self, moment: datetime) -> None:
        asks.remind_due(self.session, now=moment)
        asks.expire_due(self.session, now=moment)
        invitations.remind_due(self.session, now=moment)
        invitations.expire_due(self.session, now=moment)

    def deliver(self, moment: datetime) -> None:
        """All that waits arrives."""
        self.session.flush()
        took = timedelta(seconds=4)
        sent = self.session.execute(
            update(Outbox)
            .where(Outbox.state == MessageState.QUEUED)
            .values(
                state=MessageState.SENT,
                attempt=1,
                lease_token=1,
                last_code=250,
                dotted_at=moment + took,
                finished_at=moment + took,
            )
            .returning(Outbox.topic, Outbox.ask_id, Outbox.about_id)
            .execution_options(synchronize_session=False)
        ).all()
        for topic, ask_id, about_id in sent:
            if topic is Topic.ASK_SENT:
                self._reach(Ask, ask_id, moment + took)
            elif topic is Topic.INVITATION_MADE:
                self._reach(Invitation, about_id, moment + took)

    def _reach(self, kind: type[Ask | Invitation], key: int | None, moment: datetime) -> None:
        self.session.execute(update(kind).where(kind.id == key).values(reached_at=moment))

    def journal(self) -> None:
        """An attempt for every message delivered above."""
        delivered = select(
            Outbox.id,
            literal(1),
            literal("reply"),
            literal(250),
            literal(HOST),
            literal(180) + Outbox.id % 240,
            Outbox.finished_at,
        ).where(Outbox.state == MessageState.SENT)
        columns = ["outbox_id", "lease_token", "phase", "code", "host", "milliseconds", "at"]
        self.session.execute(insert(OutboxAttempt).from_select(columns, delivered))

    def refuse(self, moment: datetime, words: str) -> None:
        """The waiting message is refused for good."""
        self._report(moment, Report(Outcome.FAILED, "RCPT", 550, words), was=MessageState.CLAIMED)

    def put_off(self, moment: datetime, words: str) -> None:
        """The waiting message is put off."""
        self._report(moment, Report(Outcome.DEFERRED, "RCPT", 451, words), was=MessageState.CLAIMED)

    def lose_reply(self, moment: datetime, words: str) -> None:
        """The waiting message is handed over, and nobody knows whether it arrived."""
        claimed = self._claim(moment)
        deliveries.pass_point(self.session, claimed, address_hashes=(), now=moment)
        self._finish(claimed, moment, Report(Outcome.UNCERTAIN, "reply", None, words), was=MessageState.DOTTED)

    def _report(self, moment: datetime, report: Report, *, was: MessageState) -> None:
        self._finish(self._claim(moment), moment, report, was=was)

    def _claim(self, moment: datetime) -> Claimed:
        claimed = leases.claim(self.session, Queue.BULK, owner=HOST, now=moment)
        if claimed is None:
            raise LookupError("No message waits.")
        return claimed

    def _finish(self, claimed: Claimed, moment: datetime, report: Report, *, was: MessageState) -> None:
        deliveries.finish(self.session, claimed, report, was=was, host=HOST, jitter=0.5, now=moment)
