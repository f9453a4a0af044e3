"""Rows that are content: a draft each, so nothing is used before its advocate approves the words (CON-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Text, func, select

from portal.domain import recordsets
from portal.domain.errors import NotFound, Refused
from portal.domain.import_kinds import RowState
from portal.domain.models import Advocate, Content, Person
from portal.domain.operations import contents
from portal.domain.operations.contents import Facets, Words
from portal.domain.operations.imports import keyed
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.operations.imports.keyed import Keyed
from portal.domain.queries import imports as queries
from portal.domain.recordsets import among
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import AccountRow, ContentRow, Problem
from portal.domain.rules.signals import own_id

NOBODY = Problem("email", "Nobody in the program has this address")
NO_ACCOUNT = Problem("account", "No account has this name. Bring the account in first")
NO_AUTHOR = Problem("", "Content needs somebody who brings it in. Upload the file on the page")


@dataclass(frozen=True)
class Known:
    """What the rows point at, by how they name it; and what is here already, by title and words, or link."""

    advocates: Mapping[str, int]
    accounts: Mapping[str, int]
    contents: Mapping[str, int]


def foresee(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """The dry run: what would become of each line."""
    rows, known, fates = _read(part, lines)
    found = [Keyed(number, _key(row), known.contents.get(_key(row))) for number, row in rows]
    return fates + keyed.foreseen(part, lines, found)


def bring_in(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    rows, known, fates = _read(part, lines)
    here = dict(known.contents)
    for number, row in rows:
        if (content_id := here.get(_key(row))) is not None:
            fates.append(Fate(number, RowState.MERGED, object_id=content_id, key=_key(row)))
            continue
        try:
            here[_key(row)] = _draft(part, row, known)
        except Refused as refusal:
            fates.append(Fate(number, RowState.REJECTED, (Problem("link", refusal.sentence),), key=_key(row)))
            continue
        fates.append(Fate(number, RowState.IMPORTED, object_id=here[_key(row)], key=_key(row)))
    return fates


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove the drafts that nobody has seen."""
    rows = keyed.noted(part, numbers)
    kept = keyed.older(rows)
    for content_id in sorted(keyed.brought(rows)):
        try:
            contents.discard(part.session, content_id=content_id, actor_id=part.run.by_id or 0, now=part.now)
        except Refused:
            kept[content_id] = "Has been more than a draft since"
        except NotFound:  # thrown away by hand
            continue
    return keyed.taken_back(rows, kept)


def _draft(part: Slice, row: ContentRow, known: Known) -> int:
    made = contents.draft(
        part.session,
        kind=row.kind,
        words=Words(row.title, row.words or "", row.link),
        facets=Facets(row.industry, row.region, row.persona, row.products, row.use_cases, row.tags),
        actor_id=part.run.by_id or 0,
        now=part.now,
        advocate_id=known.advocates.get(row.email) if row.email else None,
        account_id=known.accounts.get(row.account) if row.account else None,
    )
    part.session.flush()
    return made.id


def _read(part: Slice, lines: Sequence[Line]) -> tuple[list[tuple[int, ContentRow]], Known, list[Fate]]:
    rows, fates = keyed.split((number, rules.content(part.run.mapping, cells)) for number, cells in lines)
    known = _known(part, [row for _, row in rows])
    good = []
    for number, row in rows:
        if problem := _problem(part, row, known):
            fates.append(Fate(number, RowState.REJECTED, (problem,), key=_key(row)))
        else:
            good.append((number, row))
    return good, known, fates


def _problem(part: Slice, row: ContentRow, known: Known) -> Problem | None:
    if part.run.by_id is None:
        return NO_AUTHOR
    if row.email and row.email not in known.advocates:
        return NOBODY
    return NO_ACCOUNT if row.account and row.account not in known.accounts else None


def _known(part: Slice, rows: Sequence[ContentRow]) -> Known:
    emails = {row.email for row in rows if row.email}
    people = part.session.execute(
        select(Person.email, func.coalesce(Advocate.merged_into_id, Advocate.id).label("id"))
        .join(Advocate, Advocate.person_id == Person.id)
        .where(among(Person.email, emails))
    )
    companies = [AccountRow(name, *[None] * 7) for name in {row.account for row in rows if row.account}]
    given = recordsets.table([{"title": row.title, "words": row.words or ""} for row in rows], title=Text, words=Text)
    here = part.session.execute(
        select(Content.title, Content.words, Content.url, Content.id)
        .join(given, (given.c.title == Content.title) & (given.c.words == Content.words))
        .order_by(Content.id)
    )
    return Known(
        advocates={row.email: row.id for row in people},
        accounts=queries.known_accounts(part.session, companies, by_domain=False),
        contents={own_id(title, words or url): key for title, words, url, key in here},
    )


def _key(row: ContentRow) -> str:
    return own_id(row.title, row.words or row.link)
