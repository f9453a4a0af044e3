"""Whom and what an entry of the activity log may name, and which entries are here already (ACT-1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain import recordsets
from portal.domain.kinds import ConsentKind, ContentState
from portal.domain.models import Account, Advocate, Appearance, Consent, Content, Person
from portal.domain.recordsets import among

OFFERED = 5
"""How many are named when a name fits several."""


@dataclass(frozen=True)
class Featured:
    """Somebody who was featured. `agreed`: they let their company be named in public (ADV-11)."""

    id: int
    name: str
    company: str | None
    agreed: bool

    @property
    def called(self) -> str:
        """As a form names them: no address, for that would be a look at their contact details."""
        return ", ".join(filter(None, (self.name, self.company)))


@dataclass(frozen=True)
class Shown:
    id: int
    title: str


def advocates_called(session: Session, words: str) -> list[Featured]:
    """By the whole address, or by how "name, company" or a part of the name begins; a few."""
    plain = " ".join(words.split())
    whole = func.concat_ws(", ", Person.name, Account.name)
    exactly = or_(*(func.lower(each) == func.lower(plain) for each in (Person.email, Person.name, whole)))
    called = or_(
        func.lower(Person.email) == func.lower(plain),
        whole.istartswith(plain, autoescape=True),
        Person.name.icontains(f" {plain}", autoescape=True),
    )
    rows = session.execute(
        people()
        .add_columns(exactly)
        .where(called, Advocate.merged_into_id.is_(None))
        .order_by(exactly.desc(), Person.name, Advocate.id)
        .limit(OFFERED)
    ).all()
    exact = [Featured(*row[:-1]) for row in rows if row[-1]]
    return exact or [Featured(*row[:-1]) for row in rows]


def contents_called(session: Session, words: str) -> list[Shown]:
    """Published content by how its title begins; a few."""
    plain = words.strip()
    rows = session.execute(
        select(Content.id, Content.title)
        .where(_may_be_featured(), Content.title.istartswith(plain, autoescape=True))
        .order_by((func.lower(Content.title) == func.lower(plain)).desc(), Content.id.desc())
        .limit(OFFERED)
    ).all()
    found = [Shown(*row) for row in rows]
    exact = [one for one in found if one.title.lower() == plain.lower()]
    return exact[:1] or found


def advocates_with(session: Session, emails: Collection[str]) -> dict[str, int]:
    """An address of somebody who was merged is the survivor's too."""
    rows = session.execute(
        select(Person.email, func.coalesce(Advocate.merged_into_id, Advocate.id))
        .join(Advocate, Advocate.person_id == Person.id)
        .where(among(Person.email, emails))
    )
    return {row[0]: row[1] for row in rows}


def published_with(session: Session, titles: Collection[str]) -> dict[str, int]:
    """By title, in any case; of two with the same one the newer."""
    given = recordsets.table([{"title": title} for title in titles], title=Text)
    rows = session.execute(
        select(given.c.title, func.max(Content.id))
        .join(given, func.lower(Content.title) == func.lower(given.c.title))
        .where(_may_be_featured())
        .group_by(given.c.title)
    )
    return {row[0]: row[1] for row in rows}


def in_the_log(session: Session, days: Collection[date]) -> dict[str, int]:
    rows = session.execute(
        select(Appearance.happened_on, Appearance.title, Appearance.id).where(
            among(Appearance.happened_on, days), Appearance.deleted_at.is_(None)
        )
    )
    return {key(row.happened_on, row.title): row.id for row in rows}


def key(on: date, title: str) -> str:
    """What makes two entries the same."""
    return f"{on.isoformat()} {title.lower()}"


def why_they_stay(session: Session, appearance_ids: Collection[int], import_id: int) -> dict[int, str]:
    """Those that an undo must leave, and why."""
    mine = (Appearance.import_id == import_id, Appearance.changed_at == Appearance.created_at)
    untouched = select(Appearance.id).where(*mine, Appearance.deleted_at.is_(None))
    rows = session.scalars(
        select(Appearance.id).where(among(Appearance.id, appearance_ids), Appearance.id.not_in(untouched))
    )
    return dict.fromkeys(rows, "Was changed since")


def people() -> Select[*tuple[Any, ...]]:
    agreed = (
        select(Consent.id)
        .where(
            Consent.advocate_id == Advocate.id,
            Consent.kind == ConsentKind.PUBLIC_COMPANY,
            Consent.revoked_at.is_(None),
        )
        .exists()
    )
    return (
        select(Advocate.id, Person.name, Account.name.label("company"), agreed.label("agreed"))
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
    )


def _may_be_featured() -> ColumnElement[bool]:
    """What was published, unless its advocate took it back."""
    return and_(Content.published_at.is_not(None), Content.state != ContentState.REVOKED)
