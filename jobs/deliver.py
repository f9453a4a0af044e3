"""One claimed message, from its row to a report about it (RELIABILITY 3.2)."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.exc import OperationalError

from jobs.kit import Kit
from portal.db import retrying
from portal.domain.kinds import DIGEST_TOPICS, PROGRAM_TOPICS, MessageState
from portal.domain.operations import deliveries
from portal.domain.operations.deliveries import Passed
from portal.domain.outbox import Claimed, Outcome, Report
from portal.domain.queries import programs
from portal.domain.queries.deliveries import why_stop
from portal.domain.queries.programs import Program
from portal.links import Purpose
from portal.mail import calendars, envelopes, letters, rendering
from portal.mail.journal import Entry
from portal.mail.messages import Letter, Sender, Unsendable, compose, plain
from portal.mail.transport import Line, tidy

UNWRITTEN = "write"
DATABASE_AWAY = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries to write down an end."""
ONE_CLICK = ((PROGRAM_TOPICS, Purpose.UNSUBSCRIBE, "/u/"), (DIGEST_TOPICS, Purpose.DIGEST, "/d/"))
"""What each kind of message is stopped by; the one leaves the other alone."""

log = structlog.get_logger()


def patiently(work: Callable[[], Outcome]) -> Outcome:
    """Write down what happened even if the database is away for some seconds: else a sent message looks uncertain."""
    for pause in DATABASE_AWAY:
        try:
            return retrying(work)
        except OperationalError as error:
            log.warning("delivery.database_away", error=type(error.orig).__name__)
            time.sleep(pause)
    return retrying(work)


class Delivery:
    """One try at one message. `state` is where its row stands as far as this process knows."""

    def __init__(self, kit: Kit, claimed: Claimed) -> None:
        self.kit = kit
        self.claimed = claimed
        self.state = MessageState.CLAIMED
        self._hashes: Sequence[bytes] = ()

    def run(self, line: Line) -> Outcome:
        """Raises LeaseLost when the row was taken away meanwhile."""
        ready = self._write()
        report = line.send(ready, self._point) if isinstance(ready, Letter) else ready
        return self.finish(report, host=str(line.host))

    def finish(self, report: Report, *, host: str) -> Outcome:
        """Raises LeaseLost."""

        def work() -> Outcome:
            with self.kit.database.writing() as session:
                return deliveries.finish(
                    session,
                    self.claimed,
                    report,
                    was=self.state,
                    host=host,
                    jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
                    now=self.kit.database.now(session),
                )

        return patiently(work)

    def _write(self) -> Letter | Report:
        with self.kit.database.reading() as session:
            now = self.kit.database.now(session)
            if self.claimed.expires_at <= now:
                return Report(Outcome.FAILED, UNWRITTEN, error="It could not be sent in time")
            program = programs.current(session)
            desk = letters.Desk(session, self.kit.links, program, self.kit.settings.base_url, now)
            written = letters.write(desk, self.claimed)
            if written is None:
                return Report(Outcome.CANCELLED, UNWRITTEN, error="nothing_to_tell")
            who, draft = written
            self._hashes = self.kit.links.address_hashes(who.email)
            if reason := why_stop(session, self.claimed, address_hashes=self._hashes, now=now):
                return Report(Outcome.CANCELLED, UNWRITTEN, error=reason)
            try:
                unsubscribe = self._url(who.id, who.email)
                return self._compose(program, who.name, draft, now=now, unsubscribe=unsubscribe)
            except Unsendable as error:
                return Report(Outcome.FAILED, UNWRITTEN, error=tidy(str(error)))

    def _compose(
        self, program: Program, to_name: str, draft: letters.Draft, *, now: datetime, unsubscribe: str | None
    ) -> Letter:
        words = rendering.render(
            draft.template, draft.variables, program=rendering.face(program), today=programs.today(program, now)
        )
        content = compose(
            words,
            sender=Sender(program.sender_name, program.sender_address, program.help_address),
            to_name=to_name,
            to_address=draft.address,
            message_id=self.claimed.message_id,
            date=now,
            unsubscribe_url=unsubscribe,
            invite=calendars.invite(draft.appointment) if draft.appointment else None,
        )
        return Letter(
            envelope_from=envelopes.make(
                self.kit.links,
                sender_address=plain(program.sender_address),
                outbox_id=self.claimed.id,
                message_id=self.claimed.message_id,
            ),
            recipient=plain(draft.address),
            content=content,
        )

    def _url(self, person_id: int, address: str) -> str | None:
        """One click stops what people can opt out of; sign-in and receipts have no such header."""
        for topics, purpose, path in ONE_CLICK:
            if self.claimed.topic in topics:
                token = self.kit.links.make(purpose, id=person_id, version=1, subject=address)
                return f"{self.kit.settings.base_url}{path}{token}"
        return None

    def _point(self) -> str | None:
        """The database's last word, then the journal. Whatever is raised here, the dot is not sent."""

        def work() -> Passed | str:
            with self.kit.database.writing() as session:
                return deliveries.pass_point(
                    session, self.claimed, address_hashes=self._hashes, now=self.kit.database.now(session)
                )

        passed = retrying(work)
        if isinstance(passed, str):
            return passed
        self.state = MessageState.DOTTED
        self.kit.journal.append(Entry(passed.message_id, passed.day, passed.advocate_id, passed.effort))
        return None
