"""Which rows of a file of people may come in, and whom of them we know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.import_kinds import RowState
from portal.domain.kinds import Role, Stage
from portal.domain.operations.imports import keyed
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.queries import imports as queries
from portal.domain.queries.invitations import suppressed
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import ContactRow, Problem
from portal.domain.rules.sentences import plain_day

STAFF = Problem("email", "The address of somebody who works with us, so not an advocate’s")
UNWANTED = Problem("email", "Asked for no more mail. Not brought in")


@dataclass(frozen=True)
class Judged:
    """A row that was read. `advocate_id` is set for somebody we know."""

    number: int
    row: ContactRow
    advocate_id: int | None


def judge(part: Slice, lines: Sequence[Line]) -> tuple[list[Judged], list[Fate]]:
    """Those that were read and may come in, and the fates of those that may not."""
    rows, fates = keyed.split((number, rules.contact(part.run.mapping, cells, part.today)) for number, cells in lines)
    known = queries.known_people(part.session, {row.email for _, row in rows})
    unwanted = suppressed(part.session, {row.email for _, row in rows} - set(known), part.address_hashes)
    judged = []
    for number, row in rows:
        problem = _problem(known.get(row.email), part.today) or (UNWANTED if row.email in unwanted else None)
        if problem:
            fates.append(Fate(number, RowState.REJECTED, (problem,), key=row.email))
            continue
        judged.append(Judged(number, row, known[row.email].advocate_id if row.email in known else None))
    return judged, fates


def _problem(known: queries.KnownPerson | None, today: date) -> Problem | None:
    if known is None:
        return None
    if known.role is not Role.ADVOCATE or known.advocate_id is None:
        return STAFF
    if known.stage is Stage.DEPARTED and known.stage_at is not None:
        return Problem("email", f"Left the program on {plain_day(known.stage_at.date(), today)}. Not brought back")
    return None
