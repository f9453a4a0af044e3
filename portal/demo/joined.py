"""How each customer of the demo program came in, and where they stand."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo import wording
from portal.demo.asked import Asked, Asking, Known
from portal.demo.cast import ASKERS, CSMS, Customer
from portal.demo.past import HOST, Past
from portal.domain.kinds import Answer, Channel, ConsentKind, InvitationState, Stage
from portal.domain.models import Advocate, Invitation, JoinRequest, Person
from portal.domain.operations import candidates, invitations, join_requests, preferences, searches, stages
from portal.domain.queries.invitations import AddressHashes

NO_BROWSER = bytes(32)
NEEDS_CONTACT = frozenset({"call", "intro"})


class Joining:
    """Plans one customer after the other."""

    def __init__(self, past: Past, known: Known, address_hashes: AddressHashes) -> None:
        self._past = past
        self._session = past.session
        self._known = known
        self._address_hashes = address_hashes
        self._asking = Asking(past, known)
        self._ids: dict[str, int] = {}
        self._today: list[Customer] = []

    def advocate_id(self, name: str) -> int:
        return self._ids[name]

    def index(self) -> None:
        """Let everybody be found by what was said of them."""
        self._session.flush()
        searches.refresh(self._session, advocate_ids=list(self._ids.values()))

    def plan(self, customer: Customer, number: int) -> None:
        stage, _, rest = customer.stage.partition("@")
        days_ago, _, outcome = rest.partition(":")
        if customer.joined is not None:
            self._came_in(customer, number, customer.joined)
            self._settled(customer, number, Stage(stage), customer.joined, int(days_ago or 0))
        elif stage == Stage.INVITED:
            self._invited(customer, number, int(days_ago), outcome)
        else:
            self._found(customer, number, 2 + number * 3 % 40)

    def invite_and_ask_today(self) -> None:
        """What is on its way when the portal starts."""
        self._asking.ask_today()
        for place, customer in enumerate(self._today):
            self._invite(self._past.now - timedelta(minutes=20 - place), customer, place)

    def _came_in(self, customer: Customer, number: int, joined: int) -> None:
        if customer.channel is Channel.SELF:
            self._at(joined + 6, 10, number, lambda moment: self._ask_to_join(moment, customer))
            self._at(joined + 4, 11, number, lambda moment: self._approve(moment, customer, number))
        else:
            self._found(customer, number, joined + 9)
            self._at(joined + 4, 11, number, lambda moment: self._invite(moment, customer, number))
        self._at(joined, 13, number, lambda moment: self._accept(moment, customer))

    def _settled(self, customer: Customer, number: int, stage: Stage, joined: int, departed: int) -> None:
        interviewed, confirmed = max(joined - 3, 1), max(joined - 6, 1)
        if stage in {Stage.INTERVIEWED, Stage.CONFIRMED, Stage.DEPARTED}:
            self._at(interviewed, 8, number, lambda moment: self._move(moment, customer, Stage.INTERVIEWED, number))
        if stage in {Stage.CONFIRMED, Stage.DEPARTED}:
            self._at(confirmed, 8, number, lambda moment: self._move(moment, customer, Stage.CONFIRMED, number))
        if stage is Stage.DEPARTED:
            self._at(departed, 16, number, lambda moment: self._move(moment, customer, Stage.DEPARTED, number))
        if customer.break_for:
            self._at(3, 18, number, lambda moment: self._take_break(moment, customer))

    def _invited(self, customer: Customer, number: int, days_ago: int, outcome: str) -> None:
        self._found(customer, number, days_ago + 12)
        if days_ago == 0:
            self._today.append(customer)
            return
        self._at(days_ago, 10, number, lambda moment: self._send_invitation(moment, customer, number, outcome))
        for later in (7, 8, 14, 15):
            self._past.round_on(self._past.moment(days_ago, 6) + timedelta(days=later))

    def _send_invitation(self, moment: datetime, customer: Customer, number: int, outcome: str) -> None:
        if outcome == "bounced":
            self._past.deliver(moment)
        invitation_id = self._invite(moment, customer, number)
        later = moment + timedelta(days=2)
        if outcome == "bounced":
            self._past.refuse(moment, "5.1.1 The address is not known here")
        elif outcome == "declined":
            self._past.at(later, lambda then: self._decline(then, invitation_id))
        elif outcome == "withdrawn":
            self._past.at(later, lambda then: self._withdraw(then, invitation_id))

    def _found(self, customer: Customer, number: int, days_ago: int) -> None:
        self._at(days_ago, 9, number, lambda moment: self._add(moment, customer, number))

    def _add(self, moment: datetime, customer: Customer, number: int) -> None:
        by_csm = customer.channel is Channel.CUSTOMER_SUCCESS
        actor = CSMS[number % len(CSMS)] if by_csm else ASKERS[number % len(ASKERS)]
        advocate = candidates.add(
            self._session,
            name=customer.name,
            email=customer.email,
            company=customer.company.name,
            title=customer.title,
            channel=customer.channel,
            actor_id=self._known.staff[actor],
            now=moment,
        )
        self._know(advocate, customer, number)

    def _ask_to_join(self, moment: datetime, customer: Customer) -> None:
        join_requests.ask(
            self._session,
            name=customer.name,
            email=customer.email,
            company=customer.company.name,
            title=customer.title,
            activities=[slug for slug, answer in customer.willing.items() if answer is Answer.HAPPY],
            words=None,
            block=HOST,
            address_hashes=self._address_hashes,
            now=moment,
        )

    def _approve(self, moment: datetime, customer: Customer, number: int) -> None:
        waiting = select(JoinRequest.id).where(JoinRequest.email == customer.email)
        advocate = join_requests.approve(
            self._session,
            request_id=self._session.execute(waiting).scalar_one(),
            actor_id=self._known.staff[ASKERS[number % len(ASKERS)]],
            address_hashes=self._address_hashes,
            now=moment,
        )
        self._know(advocate, customer, number)

    def _know(self, advocate: Advocate, customer: Customer, number: int) -> None:
        self._ids[customer.name] = advocate.id
        self._describe(advocate, customer, number)
        for planned in customer.asks:
            asked = Asked(advocate.id, advocate.person_id, customer.company.domain, customer.willing)
            self._asking.plan(planned, asked)

    def _describe(self, advocate: Advocate, customer: Customer, number: int) -> None:
        person = self._session.get_one(Person, advocate.person_id)
        person.time_zone, person.phone = customer.time_zone, f"+31 10 555 {number:04}"
        advocate.persona, advocate.region = customer.persona, customer.company.region
        advocate.languages, advocate.products = customer.languages, customer.products
        advocate.use_cases = customer.use_cases
        if customer.use_cases:
            subject = customer.use_cases[0].lower()
            advocate.expertise = f"{customer.use_cases[0]} across several sites"
            advocate.outcomes = f"{12 + number % 30}% less time spent on {subject} in the first year"
        if customer.score is not None:
            advocate.score = customer.score
            advocate.score_on = self._past.now.date() - timedelta(days=10 + number * 7 % 150)
        if customer.channel is Channel.IMPORT:
            advocate.validated_at = advocate.validated_by = None

    def _invite(self, moment: datetime, customer: Customer, number: int) -> int:
        advocate_id = self._ids[customer.name]
        invitations.invite(
            self._session,
            advocate_ids=[advocate_id],
            inviter_id=self._known.staff[ASKERS[number % len(ASKERS)]],
            note=wording.INVITING if customer.channel is Channel.CUSTOMER_SUCCESS else None,
            address_hashes=self._address_hashes,
            now=moment,
        )
        return open_invitation(self._session, advocate_id)

    def _accept(self, moment: datetime, customer: Customer) -> None:
        invitations.accept(
            self._session,
            invitation_id=open_invitation(self._session, self._ids[customer.name]),
            version=1,
            wishes=self._wishes(customer),
            browser_hash=NO_BROWSER,
            address_hashes=self._address_hashes,
            now=moment,
        )

    def _wishes(self, customer: Customer) -> preferences.Wishes:
        chosen = {slug for slug, answer in customer.willing.items() if answer is not Answer.NOT_NOW}
        consents = {ConsentKind.SHARE_CONTACT} if chosen & NEEDS_CONTACT else set()
        if "quote" in chosen:
            consents.add(ConsentKind.PUBLIC_COMPANY)
        return preferences.Wishes(
            answers={self._known.activities[slug]: answer for slug, answer in customer.willing.items()},
            high_gap=customer.high_gap,
            low_gap=customer.low_gap,
            consents=frozenset(consents),
        )

    def _take_break(self, moment: datetime, customer: Customer) -> None:
        advocate_id = self._ids[customer.name]
        today = moment.date()
        end = self._past.now.date() + timedelta(days=int(customer.break_for) if customer.break_for != "open" else 0)
        until = end if end > self._past.now.date() else None
        person_id = self._session.get_one(Advocate, advocate_id).person_id
        preferences.take_break(
            self._session, advocate_id=advocate_id, until=until, today=today, actor_id=person_id, now=moment
        )

    def _move(self, moment: datetime, customer: Customer, stage: Stage, number: int) -> None:
        actor_id = self._known.staff[ASKERS[number % len(ASKERS)]]
        stages.move(self._session, advocate_id=self._ids[customer.name], stage=stage, actor_id=actor_id, now=moment)

    def _decline(self, moment: datetime, invitation_id: int) -> None:
        invitations.decline(
            self._session, invitation_id=invitation_id, version=1, address_hashes=self._address_hashes, now=moment
        )

    def _withdraw(self, moment: datetime, invitation_id: int) -> None:
        actor_id = self._known.staff[ASKERS[0]]
        invitations.withdraw(self._session, invitation_id=invitation_id, actor_id=actor_id, now=moment)

    def _at(self, days_ago: int, hour: int, number: int, act: Callable[[datetime], object]) -> None:
        self._past.at(self._past.moment(days_ago, hour, number * 11 % 60, working=True), act)


def open_invitation(session: Session, advocate_id: int) -> int:
    statement = select(Invitation.id).where(
        Invitation.advocate_id == advocate_id, Invitation.state == InvitationState.OPEN
    )
    return session.execute(statement).scalar_one()
