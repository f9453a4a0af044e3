"""The one way to content that may be used today. Every list, export and answer reads it here, so a revoked item is
nowhere from the moment of its revocation.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.kinds import ContentKind, ContentState, Use
from portal.domain.models import Account, Advocate, Content, ContentConsent, ContentUse, Person
from portal.domain.queries.contents.matching import PAGE, Filters, matching


@dataclass(frozen=True)
class Usable:
    """`name` and `company` are there only where their use was agreed to."""

    id: int
    kind: ContentKind
    title: str
    words: str
    url: str | None
    name: str | None
    job: str | None
    company: str | None
    industry: str | None
    region: str | None
    persona: str | None
    products: list[str]
    use_cases: list[str]
    tags: list[str]
    published_at: datetime
    ends_on: date | None
    uses: int

    @property
    def who(self) -> str:
        """As far as it was agreed to: name and company, or what kind of company it is."""
        company = [self.company] if self.company else [self.industry, self.region]
        return ", ".join(filter(None, (self.name, self.job, *company)))


def usable(today: date) -> Select[Any]:
    """Columns as `Usable` has them; the tables joined are Content, Advocate, Person, Account."""
    name = agreed(Use.NAME, today)
    return (
        select(
            Content.id,
            Content.kind,
            Content.title,
            Content.words,
            Content.url,
            case((name, Person.name)).label("name"),
            case((name, Person.title)).label("job"),
            company(today).label("company"),
            Content.industry,
            Content.region,
            Content.persona,
            Content.products,
            Content.use_cases,
            Content.tags,
            Content.published_at,
            Content.ends_on,
            used(),
        )
        .outerjoin(Advocate, Advocate.id == Content.advocate_id)
        .outerjoin(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Content.account_id)
        .where(may_be_used(today))
    )


def usable_page(session: Session, today: date, filters: Filters, *, before: int | None = None) -> list[Usable]:
    """Newest first; one more than PAGE where there are more."""
    statement = usable(today).where(*matching(filters, company(today))).order_by(Content.id.desc()).limit(PAGE + 1)
    if before is not None:
        statement = statement.where(Content.id < before)
    return [Usable(*row) for row in session.execute(statement)]


def usable_one(session: Session, content_id: int, today: date) -> Usable:
    row = session.execute(usable(today).where(Content.id == content_id)).one_or_none()
    if row is None:
        raise NotFound
    return Usable(*row)


def usable_industries(session: Session, today: date) -> list[str]:
    statement = select(Content.industry).where(may_be_used(today), Content.industry != "").distinct()
    return sorted((name for name in session.scalars(statement) if name), key=str.lower)


def is_usable(session: Session, content_id: int, today: date) -> bool:
    return bool(session.scalar(select(exists().where(Content.id == content_id, may_be_used(today)))))


def may_be_used(today: date) -> ColumnElement[bool]:
    """Published, not over, and its advocate's yes to these very words still stands."""
    stands = and_(
        Content.approved_version == Content.version,
        or_(agreed(Use.QUOTE, today), agreed(Use.RECORDING, today)),
    )
    return and_(
        Content.state == ContentState.PUBLISHED,
        or_(Content.ends_on.is_(None), Content.ends_on > today),
        or_(Content.advocate_id.is_(None), stands),
    )


def company(today: date) -> ColumnElement[str | None]:
    """Its name, where that may be said."""
    return case((or_(agreed(Use.LOGO, today), Content.advocate_id.is_(None)), Account.name))


def agreed(use: Use, today: date) -> ColumnElement[bool]:
    return exists().where(
        ContentConsent.content_id == Content.id,
        ContentConsent.use == use,
        ContentConsent.revoked_at.is_(None),
        or_(ContentConsent.ends_on.is_(None), ContentConsent.ends_on > today),
    )


def used() -> ColumnElement[int]:
    """How often it was used."""
    number = select(func.count()).where(ContentUse.content_id == Content.id).correlate(Content)
    return number.scalar_subquery().label("uses")
