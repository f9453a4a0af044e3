"""One advocate's page: who they are, what they chose, what was asked, what the team wrote down."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import AskState, Channel, ConsentKind, InvitationState, Stage
from portal.domain.models import Account, Activity, Advocate, Ask, Consent, ContactView, Invitation, Note, Person
from portal.domain.queries import merges
from portal.domain.queries.advocates import lists
from portal.domain.rules import asks as rules
from portal.domain.rules import freshness
from portal.domain.rules.caps import Standing

HISTORY = 100
"""Entries of each kind that the page shows."""


@dataclass(frozen=True)
class Profile:
    id: int
    person_id: int
    name: str
    title: str | None
    time_zone: str | None
    company: str | None
    industry: str | None
    region: str | None
    country: str | None
    csm_id: int | None
    csm: str | None
    sponsor_id: int | None
    sponsor: str | None
    hot_on: date | None
    stage: Stage
    stage_at: datetime
    stage_by: str | None
    channel: Channel
    came_by: str | None
    persona: str | None
    languages: list[str]
    products: list[str]
    use_cases: list[str]
    outcomes: str | None
    story: str | None
    expertise: str | None
    interests: str | None
    rather_not: str | None
    score: int | None
    score_on: date | None
    validated_at: datetime | None
    joined_at: datetime | None
    left_at: datetime | None
    rest_since: datetime | None
    merged_into_id: int | None
    chose_at: datetime | None
    created_at: datetime

    @property
    def given_name(self) -> str:
        return self.name.split()[0]

    def is_hot(self, today: date) -> bool:
        return freshness.is_hot(self.hot_on, today)

    @property
    def departed(self) -> bool:
        return self.stage is Stage.DEPARTED or self.left_at is not None


@dataclass(frozen=True)
class PastAsk:
    id: int
    activity_id: int
    activity: str
    icon: str
    state: AskState
    sentence: str
    asked_on: date | None
    answered_at: datetime | None
    completed_on: date | None
    scheduled_for: datetime | None
    decline_reason: str | None
    evidence: str | None
    asker: str


@dataclass(frozen=True)
class PastNote:
    id: int
    body: str
    at: datetime
    author: str


@dataclass(frozen=True)
class Look:
    """Somebody opened the contact details."""

    viewer: str
    at: datetime


@dataclass(frozen=True)
class GivenConsent:
    given_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class AdvocateView:
    profile: Profile
    standing: Standing
    asks: list[PastAsk]
    notes: list[PastNote]
    looks: list[Look]
    consents: dict[ConsentKind, GivenConsent]
    invited_at: datetime | None
    """When the invitation that awaits an answer was made."""
    in_a_row: int
    """Asks in a row declined or unanswered since they last chose."""

    def last_of(self, activity_id: int) -> PastAsk | None:
        """The last ask for this activity that kept its day."""
        return next((ask for ask in self.asks if ask.activity_id == activity_id and ask.state in _ASKED), None)


@dataclass(frozen=True)
class ContactDetails:
    email: str
    phone: str | None


def one(session: Session, advocate_id: int) -> AdvocateView:
    profile = _profile(session, advocate_id)
    standing = lists.standing(session.execute(lists.lines().where(Advocate.id == advocate_id)).one())
    asks = _asks(session, advocate_id)
    return AdvocateView(
        profile=profile,
        standing=standing,
        asks=asks,
        notes=_notes(session, advocate_id),
        looks=_looks(session, advocate_id),
        consents=_consents(session, advocate_id),
        invited_at=session.scalar(
            select(Invitation.created_at).where(
                Invitation.advocate_id == advocate_id, Invitation.state == InvitationState.OPEN
            )
        ),
        in_a_row=_in_a_row(session, advocate_id, profile.chose_at),
    )


def contact_details(session: Session, advocate_id: int) -> ContactDetails:
    """Only beside the operation that writes down who looked."""
    row = session.execute(
        select(Person.email, Person.phone)
        .join(Advocate, Advocate.person_id == Person.id)
        .where(Advocate.id == advocate_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return ContactDetails(row.email, row.phone)


def _profile(session: Session, advocate_id: int) -> Profile:
    csm, by, came, sponsor = (aliased(Person) for _ in range(4))
    row = session.execute(
        select(
            Advocate.id,
            Person.id.label("person_id"),
            Person.name,
            Person.title,
            Person.time_zone,
            Account.name.label("company"),
            Account.industry,
            func.coalesce(Advocate.region, Account.region).label("region"),
            Account.country,
            Account.csm_id,
            csm.name.label("csm"),
            sponsor.name.label("sponsor"),
            by.name.label("stage_by"),
            came.name.label("came_by"),
            *(getattr(Advocate, name) for name in _OWN),
        )
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(csm, csm.id == Account.csm_id)
        .outerjoin(sponsor, sponsor.id == Advocate.sponsor_id)
        .outerjoin(by, by.id == Advocate.stage_by)
        .outerjoin(came, came.id == Advocate.came_by)
        .where(Advocate.id == advocate_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Profile(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name


def _asks(session: Session, advocate_id: int) -> list[PastAsk]:
    statement = (
        select(
            Ask.id,
            Ask.activity_id,
            Activity.name.label("activity"),
            Activity.icon,
            Ask.state,
            Ask.sentence,
            Ask.asked_on,
            Ask.answered_at,
            Ask.completed_on,
            Ask.scheduled_for,
            Ask.decline_reason,
            Ask.evidence,
            Person.name.label("asker"),
        )
        .join(Activity, Activity.id == Ask.activity_id)
        .join(Person, Person.id == Ask.asker_id)
        .where(Ask.advocate_id.in_(merges.everyone_of(advocate_id)))
        .order_by(Ask.id.desc())
        .limit(HISTORY)
    )
    return [PastAsk(**row._mapping) for row in session.execute(statement)]  # noqa: SLF001


def _notes(session: Session, advocate_id: int) -> list[PastNote]:
    statement = (
        select(Note.id, Note.body, Note.at, Person.name)
        .join(Person, Person.id == Note.author_id)
        .where(Note.advocate_id == advocate_id)
        .order_by(Note.id.desc())
        .limit(HISTORY)
    )
    return [PastNote(*row) for row in session.execute(statement)]


def _looks(session: Session, advocate_id: int) -> list[Look]:
    statement = (
        select(Person.name, ContactView.at)
        .join(Person, Person.id == ContactView.viewer_id)
        .where(ContactView.advocate_id == advocate_id)
        .order_by(ContactView.id.desc())
        .limit(5)
    )
    return [Look(*row) for row in session.execute(statement)]


def _consents(session: Session, advocate_id: int) -> dict[ConsentKind, GivenConsent]:
    """The newest of each kind."""
    statement = (
        select(Consent.kind, Consent.given_at, Consent.revoked_at)
        .where(Consent.advocate_id == advocate_id)
        .order_by(Consent.id)
    )
    return {kind: GivenConsent(given_at, revoked_at) for kind, given_at, revoked_at in session.execute(statement)}


def _in_a_row(session: Session, advocate_id: int, chose_at: datetime | None) -> int:
    theirs = Ask.advocate_id.in_(merges.everyone_of(advocate_id))
    newest = select(Ask.state).where(theirs).order_by(Ask.id.desc()).limit(40)
    if chose_at is not None:
        newest = newest.where(Ask.sent_at > chose_at)
    return rules.in_a_row(list(session.scalars(newest)))


_ASKED = frozenset(AskState) - {AskState.DRAFT, AskState.UNDELIVERED, AskState.WITHDRAWN}
_OWN = (
    "sponsor_id",
    "hot_on",
    "stage",
    "stage_at",
    "channel",
    "persona",
    "languages",
    "products",
    "use_cases",
    "outcomes",
    "story",
    "expertise",
    "interests",
    "rather_not",
    "score",
    "score_on",
    "validated_at",
    "joined_at",
    "left_at",
    "rest_since",
    "merged_into_id",
    "chose_at",
    "created_at",
)
