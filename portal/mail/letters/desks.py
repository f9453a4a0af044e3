"""What every letter is written with, and what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.domain.leases import Claimed
from portal.domain.queries import programs, wordings
from portal.domain.queries.mails import AskFacts, Recipient
from portal.domain.queries.programs import Program
from portal.domain.rules.wordings import fill
from portal.links import Links, Purpose
from portal.mail.calendars import Appointment


@dataclass(frozen=True)
class Draft:
    """A message to be rendered. `address` is where it goes, which links are tied to."""

    template: str
    address: str
    variables: Mapping[str, object]
    appointment: Appointment | None = None


@dataclass(frozen=True)
class Desk:
    """What every letter is written with."""

    session: Session
    links: Links
    program: Program
    base_url: str
    now: datetime
    asks: Mapping[int, AskFacts] = field(default_factory=dict)
    readers: Mapping[int, Recipient] = field(default_factory=dict)
    """Read already, for several letters at once."""

    def url(self, path: str) -> str:
        return f"{self.base_url}{path}"

    def link(self, path: str, purpose: Purpose, *, id: int, version: int, address: str) -> str:  # noqa: A002
        """A signed link, tied to the address it is sent to."""
        return self.url(f"{path}{self.links.make(purpose, id=id, version=version, subject=address)}")

    def unsubscribe(self, who: Recipient) -> str:
        return self.link("/u/", Purpose.UNSUBSCRIBE, id=who.id, version=1, address=who.email)

    def stop_digests(self, who: Recipient) -> str:
        return self.link("/d/", Purpose.DIGEST, id=who.id, version=1, address=who.email)

    def words(self, key: str, who: Recipient, **values: object) -> str:
        """A text that the team may have put in its own words, filled in."""
        company, program = self.program.company_name, self.program.product_name
        common = {"given_name": who.given_name, "company": company, "program": program}
        return fill(wordings.words(self.session, key), common | values)

    def role(self, title: str | None) -> str:
        """What stands under a team member's name."""
        return f"{title or 'Customer advocacy'}, {self.program.company_name}"

    def zone(self, who: Recipient) -> ZoneInfo:
        return ZoneInfo(who.time_zone or self.program.time_zone)

    def today(self) -> date:
        return programs.today(self.program, self.now)


Writer = Callable[[Desk, Claimed, Recipient], Draft | None]
