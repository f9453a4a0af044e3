"""One claimed message, from its row to a report about it (RELIABILITY 3.2)."""

import random
from collections.abc import Sequence

from jobs.convoys import Convoy, patiently
from jobs.kit import Kit
from portal.db import retrying
from portal.domain.kinds import MessageState
from portal.domain.leases import Claimed, Outcome, Report
from portal.domain.operations import deliveries
from portal.domain.operations.deliveries import Passed
from portal.mail.journal import Entry
from portal.mail.messages import Letter
from portal.mail.transport import Line


class Delivery:
    """One try at one message. `state` is where its row stands as far as this process knows."""

    def __init__(self, kit: Kit, claimed: Claimed, convoy: Convoy | None = None) -> None:
        self.kit = kit
        self.claimed = claimed
        self.state = MessageState.CLAIMED
        self._convoy = convoy or Convoy(kit)
        self._hashes: Sequence[bytes] = ()

    def run(self, line: Line) -> Outcome:
        """Raises LeaseLost when the row was taken away meanwhile."""
        written = self._convoy.write(self.claimed)
        self._hashes = written.hashes
        ready = written.ready
        report = line.send(ready, self._point) if isinstance(ready, Letter) else ready
        if report.outcome is Outcome.SENT and self.state is MessageState.DOTTED:
            self._convoy.finish_sent((self.claimed, report))
            return report.outcome
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

    def _point(self) -> str | None:
        """The database’s last word, then the journal. Whatever is raised here, the dot is not sent."""
        passed = self._convoy.pass_point((self.claimed, self._hashes)) or self._pass_alone()
        if isinstance(passed, str):
            return passed
        self.state = MessageState.DOTTED
        self._convoy.note(Entry(passed.message_id, passed.day, passed.advocate_id, passed.effort))
        return None

    def _pass_alone(self) -> Passed | str:
        def work() -> Passed | str:
            with self.kit.database.writing() as session:
                return deliveries.pass_point(
                    session, self.claimed, address_hashes=self._hashes, now=self.kit.database.now(session)
                )

        return retrying(work)
