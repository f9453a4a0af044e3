"""What taking in must know: which signals are here, and who the people are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Text, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from portal.domain import recordsets
from portal.domain.kinds import Role, SignalKind, Stage
from portal.domain.models import Advocate, Person, Signal
from portal.domain.queries import programs
from portal.domain.queries.invitations import AddressHashes, suppressed
from portal.domain.queries.merges import is_now
from portal.domain.recordsets import among
from portal.domain.rules.reviews import is_ours
from portal.domain.rules.signals import TOO_OLD, Known


@dataclass(frozen=True)
class Someone:
    person_id: int
    role: Role
    advocate_id: int | None
    stage: Stage | None


def known_ids(session: Session, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Those that are here, by source and id there."""
    rows = [{"source": source, "external_id": external_id} for source, external_id in keys]
    given = recordsets.table(rows, source=Text, external_id=Text)
    found = session.execute(
        select(Signal.source, Signal.external_id, Signal.id).join(
            given, (given.c.source == Signal.source) & (given.c.external_id == Signal.external_id)
        )
    )
    return {(source, external_id): key for source, external_id, key in found}


def people(session: Session, emails: Collection[str]) -> dict[str, Someone]:
    """Whoever was merged into another is that other one."""
    entry = aliased(Advocate)
    rows = session.execute(
        select(Person.email, func.coalesce(Advocate.person_id, Person.id), Person.role, Advocate.id, Advocate.stage)
        .outerjoin(entry, entry.person_id == Person.id)
        .outerjoin(Advocate, is_now(Advocate, entry))
        .where(among(Person.email, emails))
    )
    return {row[0]: Someone(*row[1:]) for row in rows}


def standings(
    session: Session, emails: Collection[str], *, today: date, address_hashes: AddressHashes
) -> dict[str, Known]:
    """Of each address, what decides whether anything makes a candidate of it."""
    found = people(session, emails)
    program = programs.current(session)
    ours = (program.sender_address, program.help_address)
    stopped = suppressed(session, emails, address_hashes)
    scored = _last_scores(session, emails, today)
    return {
        email: Known(
            role=found[email].role if email in found else _role_of(email, ours),
            stage=found[email].stage if email in found else None,
            stopped=email in stopped,
            last_score=scored.get(email),
        )
        for email in emails
    }


def _role_of(email: str, ours: Collection[str]) -> Role | None:
    """Somebody new: one of us if the address is."""
    return Role.COLLEAGUE if is_ours(email, ours=ours) else None


def standing(session: Session, email: str, *, today: date, address_hashes: AddressHashes) -> Known:
    return standings(session, [email], today=today, address_hashes=address_hashes)[email]


def _last_scores(session: Session, emails: Collection[str], today: date) -> dict[str, int]:
    rows = session.execute(
        select(Signal.email, Signal.score)
        .where(
            among(Signal.email, emails),
            Signal.kind == SignalKind.SURVEY,
            Signal.score.is_not(None),
            Signal.happened_on >= today - TOO_OLD,
        )
        .ext(distinct_on(Signal.email))
        .order_by(Signal.email, Signal.happened_on.desc(), Signal.id.desc())
    )
    return {email: score for email, score in rows if score is not None}
