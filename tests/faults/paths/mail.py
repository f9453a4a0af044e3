"""Messages on their way to each of the ends they can come to, and what comes after the end."""

from datetime import timedelta

from sqlalchemy import select

from portal.domain import leases
from portal.domain.kinds import MessageState, Queue, Topic
from portal.domain.leases import Claimed, Outcome, Report
from portal.domain.models import Advocate, Outbox, Person
from portal.domain.operations import bounces, convoys, deliveries
from portal.domain.operations.deliveries import Passed
from tests.faults.paths.book import Book
from tests.faults.paths.ground import hashed


class Mail(Book):
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
