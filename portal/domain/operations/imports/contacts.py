"""Rows that are people: a candidate each, or more about somebody we know (ADV-2, ADV-7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import TableValuedAlias, Text, delete, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.domain import audit, recordsets
from portal.domain.import_kinds import RowState
from portal.domain.kinds import Channel, Role, Stage
from portal.domain.models import Advocate, MatchRow, Person
from portal.domain.operations import searches
from portal.domain.operations.imports import accounts, keyed
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.operations.imports.judging import Judged, judge
from portal.domain.operations.imports.keyed import Keyed
from portal.domain.queries import imports as queries
from portal.domain.recordsets import among
from portal.domain.rules.imports import AccountRow, ContactRow

LISTS = ("languages", "products", "use_cases")
OWN = ("account_id", "persona", "region", *LISTS, "score", "score_on")
TYPES = {
    **dict.fromkeys(("email", "name", "title", "phone"), Text),
    **{name: getattr(Advocate, name).type for name in OWN},
}


def foresee(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """The dry run: what would become of each line."""
    good, fates = judge(part, lines)
    found = [Keyed(one.number, one.row.email, one.advocate_id) for one in good]
    return fates + keyed.foreseen(part, lines, found)


def bring_in(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """Add who is new, then fill in who is known; a line that met somebody who has just come goes round again."""
    good, fates = judge(part, lines)
    companies = [_account_of(one.row) for one in good if one.row.account]
    account_ids = accounts.find_or_make(part, companies, by_domain=False, make=part.run.makes_accounts)
    new = {one.row.email: one for one in reversed(good) if one.advocate_id is None}
    made = _add(part, list(new.values()), account_ids)
    known = [one for one in good if one.advocate_id is not None]
    _fill_in(part, known, account_ids)
    fates += [Fate(one.number, RowState.MERGED, object_id=one.advocate_id, key=one.row.email) for one in known]
    fates += [Fate(new[at].number, RowState.IMPORTED, object_id=made[at], key=at) for at in made]
    done = {fate.number for fate in fates}
    again = [line for line in lines if line[0] not in done]
    return fates + bring_in(part, again) if again else fates


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove those nothing has happened to. Filled-in details of people we knew stay."""
    rows = keyed.noted(part, numbers)
    objects = sorted({row.object_id for row in rows if row.object_id is not None})
    part.session.execute(
        select(MatchRow.advocate_id)
        .where(among(MatchRow.advocate_id, objects))
        .order_by(MatchRow.advocate_id)
        .with_for_update()
    )
    kept = queries.why_advocates_stay(part.session, objects, part.run.id, part.source)
    _remove(part, [one for one in objects if one not in kept])
    return keyed.taken_back(rows, kept)


def _account_of(row: ContactRow) -> AccountRow:
    return AccountRow(
        name=row.account or "",
        website=row.website,
        industry=row.industry,
        region=None,
        country=row.country,
        employees=None,
        revenue=None,
        external_id=None,
    )


def _add(part: Slice, new: Sequence[Judged], account_ids: Mapping[str, int]) -> dict[str, int]:
    """Advocates by address. Somebody who came in by another way this moment is left out."""
    if not new:
        return {}
    rows = [
        asdict(one.row)
        | {
            "account_id": account_ids.get(one.row.account or ""),
            "score_on": one.row.score_on and one.row.score_on.isoformat(),
        }
        for one in sorted(new, key=lambda one: one.row.email)
    ]
    given = recordsets.table(rows, **TYPES)
    people = select(
        given.c.email, given.c.name, literal(Role.ADVOCATE.value), given.c.title, given.c.phone, literal(part.now)
    )
    made = part.session.execute(
        upsert(Person)
        .from_select(["email", "name", "role", "title", "phone", "created_at"], people)
        .on_conflict_do_nothing(index_elements=["email"])
        .returning(Person.id, Person.email)
    ).all()
    return _candidates(part, given, {row.id: row.email for row in made})


def _candidates(part: Slice, given: TableValuedAlias, people: Mapping[int, str]) -> dict[str, int]:
    """Unvalidated: colleagues don't see them before the team or they themselves confirm (ADV-7)."""
    facts = {
        "stage": Stage.CANDIDATE.value,
        "stage_at": part.now,
        "stage_by": part.run.by_id,
        "channel": Channel.IMPORT.value,
        "came_by": part.run.by_id,
        "import_id": part.run.id,
        "created_at": part.now,
    }
    advocates = part.session.execute(
        insert(Advocate)
        .from_select(
            ["person_id", *facts, *OWN],
            select(
                Person.id,
                *(literal(value, getattr(Advocate, name).type) for name, value in facts.items()),
                *(given.c[name] for name in OWN),
            )
            .join(given, given.c.email == Person.email)
            .where(among(Person.id, people)),
        )
        .returning(Advocate.id, Advocate.person_id)
    ).all()
    ids = select(Advocate.id).where(among(Advocate.id, [row.id for row in advocates]))
    part.session.execute(insert(MatchRow).from_select(["advocate_id"], ids))
    searches.refresh(part.session, advocate_ids=[row.id for row in advocates])
    return {people[row.person_id]: row.id for row in advocates}


def _fill_in(part: Slice, known: Sequence[Judged], account_ids: Mapping[str, int]) -> None:
    """Only what is empty; a newer score takes the older one's place. Logged like any change (ADV-3)."""
    ids = sorted({one.advocate_id for one in known if one.advocate_id is not None})
    part.session.execute(
        select(MatchRow.advocate_id)
        .where(among(MatchRow.advocate_id, ids))
        .order_by(MatchRow.advocate_id)
        .with_for_update()
    )
    found = part.session.execute(
        select(Advocate, Person).join(Person, Person.id == Advocate.person_id).where(among(Advocate.id, ids)),
        execution_options={"populate_existing": True},
    ).all()
    by_id = {advocate.id: (advocate, person) for advocate, person in found}
    for one in known:
        if one.advocate_id is None:
            continue
        advocate, person = by_id[one.advocate_id]
        changed = _complete(advocate, person, one.row, account_ids.get(one.row.account or ""))
        if changed:
            audit.record(
                part.session,
                "advocate.filled_in",
                kind="advocate",
                id=advocate.id,
                actor_id=part.run.by_id,
                now=part.now,
                fields=tuple(changed),
                reason=part.source,
            )
    searches.refresh(part.session, advocate_ids=ids)


def _complete(advocate: Advocate, person: Person, row: ContactRow, account_id: int | None) -> list[str]:
    given: Iterable[tuple[Advocate | Person, str, object]] = (
        (person, "title", row.title),
        (person, "phone", row.phone),
        (advocate, "account_id", account_id),
        (advocate, "persona", row.persona),
        (advocate, "region", row.region),
        *((advocate, name, list(getattr(row, name))) for name in LISTS),
    )
    changed = []
    for owner, name, value in given:
        if value and not getattr(owner, name):
            setattr(owner, name, value)
            changed.append(name)
    newer = row.score_on and (advocate.score_on is None or row.score_on > advocate.score_on)
    if row.score is not None and (newer or advocate.score is None):
        advocate.score, advocate.score_on = row.score, row.score_on
        changed.append("score")
    return changed


def _remove(part: Slice, advocate_ids: Sequence[int]) -> None:
    session = part.session
    searches.remove(session, advocate_ids=advocate_ids)
    session.execute(
        delete(MatchRow).where(among(MatchRow.advocate_id, advocate_ids)).execution_options(synchronize_session=False)
    )
    people = session.scalars(
        delete(Advocate)
        .where(among(Advocate.id, advocate_ids))
        .returning(Advocate.person_id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(delete(Person).where(among(Person.id, people)).execution_options(synchronize_session=False))
