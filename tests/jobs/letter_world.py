"""Whom the messages of the tests are about, and a promise of one."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.kinds import Queue, Topic, Via
from portal.domain.leases import Claimed
from portal.domain.models import (
    Account,
    AddressChange,
    Ask,
    Content,
    Invitation,
    Outbox,
    Reconfirmation,
    SignIn,
    Willingness,
)
from portal.domain.operations import (
    asks,
)
from portal.links import Links
from portal.mail import letters
from tests import make

BASE = "https://advocates.larkfield.example"
SECRET = "a secret of the tests, long enough to be one"


class World:
    """Dana, who is asked, and Priya, who asks."""

    def __init__(self, session: Session) -> None:
        self.session = session
        program = make.program(session)
        program.company_name, program.sender_address = "Larkfield", "advocates@larkfield.example"
        program.postal_address, program.help_address = "Wijnhaven 3, 3011 WG Rotterdam", "help@larkfield.example"
        self.priya = make.person(session, email="priya@larkfield.example")
        self.dana = make.advocate(session, name="Dana Okafor", email="dana@customer.example")
        session.get_one(Account, self.dana.account_id).name = "Northwind"

    def ask(self) -> Ask:
        return make.ask(self.session, self.dana, asker=self.priya)

    def content(self) -> Content:
        return make.content(self.session, self.dana, by=self.priya)

    def accepted(self) -> Ask:
        made = self.ask()
        return asks.accept(self.session, ask_id=made.id, via=Via.LINK, actor_id=None, now=make.NOW)

    def about(self, topic: Topic) -> Claimed:
        """The newest promise of this topic, or one made up for it."""
        self.session.flush()
        row = self.session.scalars(select(Outbox).where(Outbox.topic == topic).order_by(Outbox.id.desc())).first()
        assert row is not None
        return claimed(topic, recipient_id=row.recipient_id, ask_id=row.ask_id, about_id=row.about_id)

    def sign_in(self) -> int:
        made = SignIn(person_id=self.dana.person_id, created_at=make.NOW, expires_at=make.NOW + timedelta(minutes=10))
        self.session.add(made)
        self.session.flush()
        return made.id

    def invitation(self) -> int:
        made = Invitation(
            advocate_id=self.dana.id,
            inviter_id=self.priya.id,
            note="You told me how your team cut stock-outs by a third this spring.",
            created_at=make.NOW,
            expires_at=make.NOW + timedelta(days=14),
        )
        self.session.add(made)
        self.session.flush()
        return made.id

    def reconfirmation(self) -> int:
        """Dana's results were never confirmed, and what she is happy to do is two years old."""
        self.dana.outcomes = "40 carriers moved in nine weeks; late deliveries down from 11% to 7%."
        self.session.execute(update(Willingness).values(chosen_at=make.NOW - timedelta(days=730)))
        made = Reconfirmation(advocate_id=self.dana.id, created_at=make.NOW)
        self.session.add(made)
        self.session.flush()
        return made.id

    def address_change(self) -> int:
        made = AddressChange(
            person_id=self.dana.person_id,
            old_email="dana@customer.example",
            new_email="dana@elsewhere.example",
            created_at=make.NOW,
            expires_at=make.NOW + timedelta(minutes=10),
        )
        self.session.add(made)
        self.session.flush()
        return made.id

    def to_dana(self, topic: Topic, **about: int) -> Claimed:
        return claimed(topic, recipient_id=self.dana.person_id, **about)


def claimed(
    topic: Topic, *, recipient_id: int | None, ask_id: int | None = None, about_id: int | None = None
) -> Claimed:
    return Claimed(
        id=1,
        topic=topic,
        queue=Queue.BULK,
        recipient_id=recipient_id,
        ask_id=ask_id,
        about_id=about_id,
        message_id="<one@larkfield.example>",
        attempt=1,
        lease_token=1,
        expires_at=make.NOW + timedelta(days=1),
    )


def desk_of(world: World) -> letters.Desk:
    return letters.Desk(world.session, Links(SECRET), make.program(world.session), BASE, make.NOW)
