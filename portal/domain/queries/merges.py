"""Entries that may be one person, and what merging two of them would come to (SEG-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    Text,
    any_,
    cast,
    func,
    literal_column,
    or_,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import Stage
from portal.domain.models import Account, Advocate, Ask, Login, MatchRow, Person
from portal.domain.queries.invitations import AddressHashes, suppressed
from portal.domain.recordsets import among
from portal.domain.rules import merges as rules
from portal.domain.rules.nominations import alike

WALKED, AT_ONCE, MOST, SHOWN = 3_000, 500, 3_000, 20
"""Entries one page looks at, in one step, at most beside them; pairs it shows."""


@dataclass(frozen=True)
class Side:
    """One of the two entries. The address is masked: showing it whole is a look that is written down."""

    id: int
    name: str
    title: str | None
    company: str | None
    address: str
    stage: Stage
    merged: bool
    created_at: datetime
    seen_at: datetime | None
    asks: int
    last_high_on: date | None
    last_low_on: date | None
    chosen: int
    """Activities they are happy to do or want to be asked about first."""


@dataclass(frozen=True)
class Preview:
    survivor: Side
    loser: Side
    before: rules.Word
    after: rules.Word


@dataclass(frozen=True)
class Entry:
    id: int
    name: str
    company: str | None
    account_id: int | None
    address: str
    stage: Stage


@dataclass(frozen=True)
class Pair:
    """`why` is "account" or "domain": what they have in common beside the name."""

    newer: Entry
    older: Entry
    why: str


@dataclass(frozen=True)
class Found:
    pairs: list[Pair]
    before: int | None
    """Give as `before` to look at older entries; None when all were looked at."""


def preview(session: Session, survivor_id: int, loser_id: int, *, address_hashes: AddressHashes) -> Preview:
    words = _words(session, (survivor_id, loser_id), address_hashes)
    return Preview(
        survivor=_side(session, survivor_id),
        loser=_side(session, loser_id),
        before=words[survivor_id],
        after=rules.carried(words[survivor_id], words[loser_id]),
    )


def carried(session: Session, survivor_id: int, loser_id: int, *, address_hashes: AddressHashes) -> rules.Word:
    words = _words(session, (survivor_id, loser_id), address_hashes)
    return rules.carried(words[survivor_id], words[loser_id])


def everyone_of(advocate_id: int | SQLColumnExpression[int]) -> Select[int]:
    """The entry itself and those that were merged into it."""
    entry = aliased(Advocate)
    return _theirs(select(entry.id), entry, advocate_id)


def addressed(advocate_id: SQLColumnExpression[int]) -> Select[int]:
    """The people of these entries: who got mail under one address got it."""
    entry = aliased(Advocate)
    return _theirs(select(entry.person_id), entry, advocate_id)


def is_now(one: type[Advocate], entry: type[Advocate]) -> ColumnElement[bool]:
    """That `one` is who the person of this entry is by now."""
    return one.id == id_now(entry)


def id_now(entry: type[Advocate]) -> ColumnElement[int]:
    """The entry itself, or the one that it was merged into."""
    return func.coalesce(entry.merged_into_id, entry.id)


def likely(session: Session, *, before: int | None = None) -> Found:
    """Newest first: alike in name, and at the same account or with the same company's mail domain."""
    pairs: list[Pair] = []
    for _ in range(WALKED // AT_ONCE):
        entries = _entries(session, before)
        if not entries:
            return Found(pairs, before=None)
        pairs += _pairs(entries, _beside(session, entries))
        before = entries[-1].id
        if len(pairs) >= SHOWN:
            break
    return Found(pairs, before=before)


def _theirs(wanted: Select[int], entry: type[Advocate], advocate_id: int | SQLColumnExpression[int]) -> Select[int]:
    return wanted.where(or_(entry.id == advocate_id, entry.merged_into_id == advocate_id)).correlate(Advocate)


def _words(session: Session, advocate_ids: Sequence[int], address_hashes: AddressHashes) -> dict[int, rules.Word]:
    rows = session.execute(
        select(Advocate, MatchRow, Person.email)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .join(Person, Person.id == Advocate.person_id)
        .where(among(Advocate.id, advocate_ids))
    ).all()
    unwanted = suppressed(session, [email for *_, email in rows], address_hashes)
    if len(rows) < len(advocate_ids):
        raise NotFound
    return {
        advocate.id: rules.Word(
            left=advocate.left_at is not None,
            resting=advocate.rest_since is not None,
            break_until=row.break_until,
            high_gap=row.high_gap,
            low_gap=row.low_gap,
            last_high_on=row.last_high_on,
            last_low_on=row.last_low_on,
            unwanted=unwanted.get(email),
        )
        for advocate, row, email in rows
    }


def _side(session: Session, advocate_id: int) -> Side:
    seen = select(func.max(Login.last_seen_at)).where(Login.person_id == Person.id).correlate(Person)
    asked = select(func.count()).where(Ask.advocate_id == Advocate.id, Ask.asked_on.is_not(None)).correlate(Advocate)
    row = session.execute(
        select(
            Advocate.id,
            Person.name,
            Person.title,
            Account.name.label("company"),
            Person.email.label("address"),
            Advocate.stage,
            Advocate.merged_into_id.is_not(None).label("merged"),
            Advocate.created_at,
            seen.scalar_subquery().label("seen_at"),
            asked.scalar_subquery().label("asks"),
            MatchRow.last_high_on,
            MatchRow.last_low_on,
            (func.cardinality(MatchRow.happy) + func.cardinality(MatchRow.ask_first)).label("chosen"),
        )
        .join(Person, Person.id == Advocate.person_id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(Advocate.id == advocate_id)
    ).one()
    facts = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    return Side(**facts | {"address": rules.masked(facts["address"])})


def _entries(session: Session, before: int | None) -> list[Entry]:
    statement = _named().order_by(Advocate.id.desc()).limit(AT_ONCE)
    if before is not None:
        statement = statement.where(Advocate.id < before)
    return [_entry(row) for row in session.execute(statement)]


def _beside(session: Session, entries: Sequence[Entry]) -> list[Entry]:
    """Who else is at their accounts, or has a mail address at the same company; older than the newest of them."""
    accounts = {entry.account_id for entry in entries if entry.account_id is not None}
    domains = {domain for entry in entries if (domain := rules.own_domain(entry.address))}
    # Each by its own index; a condition on both at once would be looked for in everybody.
    at_account = select(Advocate.id).where(among(Advocate.account_id, accounts))
    mail_domain = func.split_part(Person.email, literal_column("'@'"), literal_column("2"))
    same_domain = (
        select(Advocate.id)
        .join(Person, Person.id == Advocate.person_id)
        .where(mail_domain == any_(cast(sorted(domains), ARRAY(Text))))
    )
    older = [part.where(Advocate.id < entries[0].id).order_by(Advocate.id.desc()) for part in (at_account, same_domain)]
    found = union(*(part.limit(MOST) for part in older)).subquery()
    statement = _named().where(Advocate.id.in_(select(found.c.id))).order_by(Advocate.id.desc()).limit(MOST)
    return [_entry(row) for row in session.execute(statement)]


def _pairs(entries: Sequence[Entry], beside: Sequence[Entry]) -> list[Pair]:
    by_account: dict[object, list[Entry]] = {}
    for entry in beside:
        for place in filter(None, (entry.account_id, rules.own_domain(entry.address))):
            by_account.setdefault(place, []).append(entry)
    found: dict[tuple[int, int], Pair] = {}
    for newer in entries:
        for why, place in (("account", newer.account_id), ("domain", rules.own_domain(newer.address))):
            for older in by_account.get(place, ()):
                if older.id < newer.id and alike(newer.name, older.name):
                    found.setdefault((newer.id, older.id), Pair(newer, older, why))
    return list(found.values())


def _named() -> Select[int, str, str | None, int | None, str, Stage]:
    """Those who left by now are somebody's history too: an old entry is often the older of two."""
    return (
        select(
            Advocate.id,
            Person.name,
            Account.name.label("company"),
            Advocate.account_id,
            Person.email.label("address"),
            Advocate.stage,
        )
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(Advocate.merged_into_id.is_(None))
    )


def _entry(row: Row[int, str, str | None, int | None, str, Stage]) -> Entry:
    return Entry(*row)
