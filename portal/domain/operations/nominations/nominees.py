"""Who the people are whom somebody named: known already, one of us, or new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import Channel, Role
from portal.domain.models import Advocate, Nomination, Person
from portal.domain.operations import candidates
from portal.domain.operations.candidates import Newcomer
from portal.domain.recordsets import among


@dataclass(frozen=True)
class People:
    """By address: advocates who are here, a sentence for whoever can't be one, and the rest, named first."""

    here: dict[str, int]
    refused: dict[str, str]
    new: dict[str, Nomination]


def people(session: Session, chosen: Sequence[Nomination]) -> People:
    """Whoever was merged into another is that other one."""
    first: dict[str, Nomination] = {}
    for nomination in chosen:
        first.setdefault(nomination.email, nomination)
    rows = session.execute(
        select(Person.email, Person.role, func.coalesce(Advocate.merged_into_id, Advocate.id).label("advocate_id"))
        .outerjoin(Advocate, Advocate.person_id == Person.id)
        .where(among(Person.email, first))
    ).all()
    refused = {
        row.email: f"{row.email} is one of us, so they can’t be an advocate."
        for row in rows
        if row.role is not Role.ADVOCATE
    }
    here = {row.email: row.advocate_id for row in rows if row.email not in refused}
    return People(here, refused, {key: one for key, one in first.items() if key not in refused and key not in here})


def take_in(session: Session, new: dict[str, Nomination], *, actor_id: int, now: datetime) -> dict[str, int]:
    """Make them candidates; answers advocates by address."""
    if not new:
        return {}
    companies = [one.company for one in new.values() if one.company and not one.account_id]
    accounts = candidates.accounts_named(session, companies, now)
    newcomers = [
        Newcomer(
            email=address,
            name=one.name.strip(),
            title=one.title,
            account_id=one.account_id or accounts.get(one.company or ""),
            channel=Channel(one.channel),
            came_by=one.nominator_id or actor_id,
        )
        for address, one in new.items()
    ]
    return candidates.add_each(session, newcomers=newcomers, actor_id=actor_id, now=now)
