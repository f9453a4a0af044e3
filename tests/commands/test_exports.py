"""`flask export FILE` and `flask restore FILE`: what comes in is what went out, row by row (SEG-2)."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from portal import archives
from portal.clock import SetClock
from portal.db import Database, connect
from portal.demo import program
from portal.domain.errors import Refused
from portal.domain.operations import exports, merges, verification
from portal.tables import TRIGGER
from tests import make
from tests.fixtures.databases import Cluster


def hashed(address: str) -> list[bytes]:
    return [address.encode()]


def exported(database: Database, to: Path) -> Path:
    with database.snapshot() as session, to.open("wb") as out:
        out.writelines(archives.chunks(archives.of_program(session)))
    return to


def contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def restored(database: Database, file: Path) -> dict[str, int]:
    archive = archives.Archive(file)
    with database.writing() as session:
        _, about = archive.part(archives.ABOUT)
        return exports.restore(session, schema=next(about)[0] or "", read=archive.part)


@pytest.mark.timeout(240)
def test_a_program_goes_out_and_comes_in_the_same(
    real_database: Database, cluster: Cluster, clock: SetClock, tmp_path: Path
) -> None:
    assert program.fill(real_database, address_hashes=hashed)
    with real_database.writing() as session:
        twin = make.advocate(session, name="=cmd|' /C calc'!A1")
        merges.merge(
            session,
            survivor_id=twin.id,
            loser_id=make.advocate(session, name="'quoted").id,
            address_hashes=hashed,
            actor_id=make.person(session).id,
            now=make.NOW,
        )
    first = exported(real_database, tmp_path / "first.zip")
    with cluster.copy() as url:
        other = connect(url, threads=2, clock=clock)
        try:
            counts = restored(other, first)
            second = exported(other, tmp_path / "second.zip")
            with other.snapshot() as session:
                found = [one.sentence for one in verification.findings(session, seal_keys=[b"k"])]
            with other.writing() as session:
                fresh = make.advocate(session)
            with pytest.raises(Refused, match="holds a program already"):
                restored(other, first)
        finally:
            other.close()
    assert found == []
    assert contents(first) == contents(second)
    assert fresh.id > twin.id
    assert counts["ask"] > 50
    assert counts["audit"] > 100


def test_no_cell_of_it_starts_a_formula(real_database: Database, tmp_path: Path) -> None:
    with real_database.writing() as session:
        for name in ("=1+1", "+1", "-1", "@x", " =1", "\t=1", "\uff1d1", "'=1", "'", "Anna"):
            made = make.advocate(session, name=name)
            made.outcomes = ""
    file = exported(real_database, tmp_path / "program.zip")
    cells = [
        cell
        for content in contents(file).values()
        for row in csv.reader(io.StringIO(content.decode(), newline=""))
        for cell in row
    ]
    assert [cell for cell in cells if TRIGGER.match(cell) and not cell.startswith("'")] == []
    archive = archives.Archive(file)
    headings, rows = archive.part("person")
    names = {row[headings.index("name")] for row in rows}
    assert {"=1+1", "-1", "\t=1", "'=1", "'"} <= names
    headings, rows = archive.part("advocate")
    assert {(row[headings.index("outcomes")], row[headings.index("persona")]) for row in rows} == {("", None)}


def test_another_file_or_another_version_is_refused(real_database: Database, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    other.write_bytes(b"PK nothing")
    with pytest.raises(archives.Unreadable, match="no ZIP file"):
        archives.Archive(other)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(archives.Unreadable, match="no export of this portal"):
        archives.Archive(other).part("person")
    with pytest.raises(Refused, match="another version"), real_database.writing() as session:
        exports.restore(session, schema="0000", read=archives.Archive(other).part)
    with real_database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM person")).scalar_one() == 0
