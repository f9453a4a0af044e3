"""Mutated files: each ends in a clear result, never an error of ours, never half an import (S13)."""

import io
import random
from datetime import timedelta

import xlsxwriter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import tables
from portal.domain.errors import Refused
from portal.domain.import_kinds import ImportState
from portal.domain.models import Advocate
from portal.domain.operations import imports
from portal.domain.queries import imports as queries
from portal.domain.rules.imports import Noun
from tests import make
from tests.make import NOW

ROWS = [
    ["Name", "Email", "Company", "Website", "NPS", "NPS date", "Languages"],
    ["Ana Ruiz", "ana@acme.example", "Acme", "https://acme.example/", "9", "2026-06-04", "Spanish, English"],
    ["Björn Aasen", "bjorn@fjord.example", "Fjord, Inc.", "", "", "", ""],
    ["=1+1", "eve@evil.example", "@SUM(1)", "", "11", "04/06/2026", ""],
    ["Chiara", "ana@acme.example", "ACME", "", "", "", "Italian"],
]
NASTY = [
    b"\0",
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"=cmd|'/C calc'!A0",
    b"'",
    b"\\u0000",
]
NASTY += [b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xef\xbc\x9d", b"x" * 11_000, b"," * 300, b'"' + b"y" * 140_000]


def seeds() -> list[bytes]:
    text = "".join(tables.write(ROWS))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
    separated = [text.encode(name) for name in ("utf-8", "utf-16", "utf-16-le")]
    return [*separated, text.removeprefix("\ufeff").replace(",", ";").encode("cp1252"), out.getvalue()]


def mutated(chance: random.Random, content: bytes) -> bytes:
    made = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(5):
            case 0:
                made[at:at] = chance.choice(NASTY)
            case 1:
                del made[at : at + chance.randint(1, 40)]
            case 2 if made:
                made[min(at, len(made) - 1)] = chance.randrange(256)
            case 3:
                made[at:at] = made[at : at + chance.randint(1, 80)]
            case _:
                made = made[: max(at, 1)]
    return bytes(made)


def test_every_mutated_file_ends_in_a_clear_result(session: Session, *, full: bool) -> None:
    make.program(session)
    by_id = make.person(session).id
    chance = random.Random(20261123)
    *separated, workbook = seeds()
    ends = {"unreadable": 0, "unclear": 0, "nothing good": 0, "came in": 0}
    for turn in range(10_000 if full else 250):
        content = mutated(chance, workbook if turn % 10 == 0 else chance.choice(separated))
        with session.begin_nested() as attempt:
            ends[end_of(session, content, by_id, turn)] += 1
            attempt.rollback()
        assert session.scalar(select(func.count()).select_from(Advocate)) == 0
    assert all(ends.values()), ends


def end_of(session: Session, content: bytes, by_id: int, turn: int) -> str:
    try:
        rows = list(tables.read(content))
    except tables.Unreadable as unreadable:
        return "unreadable" if str(unreadable) else "without a word"
    run = imports.take_in(
        session,
        noun=Noun.CONTACTS,
        file_name="contacts.csv",
        rows=rows,
        by_id=by_id,
        address_hashes=lambda address: [address.encode()],
        now=NOW + timedelta(minutes=turn),
    )
    if run.state is ImportState.MAPPED:
        return "unclear"
    foreseen = queries.tally(session, run.id)
    assert foreseen.good + foreseen.rejected == run.total
    try:
        imports.confirm(
            session, import_id=run.id, actor_id=by_id, address_hashes=lambda address: [address.encode()], now=NOW
        )
    except Refused:
        assert foreseen.good == 0
        return "nothing good"
    tally = queries.tally(session, run.id)
    assert (tally.imported, tally.merged, tally.rejected) == (foreseen.ready, foreseen.duplicate, foreseen.rejected)
    assert session.scalar(select(func.count()).select_from(Advocate)) == tally.imported
    return "came in"
