"""A backup holds everything, and putting it back is whole or nothing, on both databases and across them."""

import hashlib
import io
import sqlite3
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from innovfest import InnovFest, backup, create_app, programme, speakers
from innovfest.database import Base, db, unit_of_work
from innovfest.events import Event
from innovfest.registration import Registration
from innovfest.speakers import StoredFile
from tests.conftest import NOON, OLIVIA, register, settings_for
from tests.support import databases
from tests.support.speaking import add_speaker

CAST = ("Alice", "Bob", "Łukasz 李 {braces} 'quote'")


@pytest.fixture
def a_full_house(event: Event) -> Event:
    """Return the edition with people in it."""
    for name in CAST:
        register(event, name, email=f"{name[0].lower()}@example.org", sessions=["energy"])
    return event


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables, as the database has them now."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            table.name: [
                dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in Base.metadata.sorted_tables
        }


def test_what_was_backed_up_comes_back_to_the_letter(
    app: InnovFest, a_full_house: Event, tmp_path: Path
) -> None:
    before = everything()
    backup.write(tmp_path / "copy")
    databases.empty(app)
    assert sum(map(len, everything().values())) == 0
    backup.read(tmp_path / "copy")
    assert everything() == before


def test_what_came_after_the_backup_is_gone(a_full_house: Event, tmp_path: Path) -> None:
    before = everything()
    backup.write(tmp_path / "copy")
    register(a_full_house, "Charlie")
    backup.read(tmp_path / "copy")
    assert everything() == before


def test_ids_go_on_where_they_had_got_to(app: InnovFest, a_full_house: Event, tmp_path: Path) -> None:
    backup.write(tmp_path / "copy")
    databases.empty(app)
    backup.read(tmp_path / "copy")
    highest = db.session.scalar(select(db.func.max(Registration.id)))
    assert register(a_full_house, "Charlie").id > highest


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_moves_to_a_new_database_of_either_kind(
    a_full_house: Event, kind: str, tmp_path: Path, instance_path: Path
) -> None:
    before = everything()
    backup.write(tmp_path / "copy")
    other = create_app(settings_for(databases.address_of(kind, tmp_path), instance_path))
    with other.app_context():
        backup.read(tmp_path / "copy")
        assert everything() == before
        db.engine.dispose()


def test_files_are_copied_piece_by_piece(app: InnovFest, a_full_house: Event, tmp_path: Path) -> None:
    """Forty MiB of slides are never in memory together, on the way out and back."""
    speaker = add_speaker(a_full_house, now=NOON)
    deck = b"%PDF-1.7" + bytes(40 * 1024 * 1024) + b"%%EOF"
    with unit_of_work():
        session = programme.get_session(a_full_house.id, "energy")
        speakers.keep_slides(speaker, session, io.BytesIO(deck), "a.pdf", kind="pdf", by=OLIVIA, now=NOON)
    db.session.rollback()
    peaks = [_peak(lambda: backup.write(tmp_path / "copy"))]
    databases.empty(app)
    peaks.append(_peak(lambda: backup.read(tmp_path / "copy")))
    stored = db.session.query(StoredFile).one()
    assert hashlib.sha256(b"".join(speakers.pieces_of(stored.id))).hexdigest() == stored.digest
    assert max(peaks) < 16 * 1024 * 1024, peaks


def _peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    work()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_a_backup_of_another_schema_is_refused(a_full_house: Event, tmp_path: Path) -> None:
    before = everything()
    backup.write(tmp_path / "copy")
    change(tmp_path / "copy", "UPDATE backup_fact SET value = '0000' WHERE name = 'revision'")
    with pytest.raises(backup.OtherSchema, match="schema 0000"):
        backup.read(tmp_path / "copy")
    assert everything() == before


def test_a_broken_reference_restores_nothing_at_all(a_full_house: Event, tmp_path: Path) -> None:
    before = everything()
    backup.write(tmp_path / "copy")
    change(tmp_path / "copy", "UPDATE session_signup SET registration_id = id + 4711")
    with pytest.raises(backup.NotABackup):
        backup.read(tmp_path / "copy")
    assert everything() == before


@pytest.mark.parametrize(
    "content", [b"", b"name;address\r\n", b"SQLite format 3\0" + b"x" * 4096], ids=["empty", "text", "torn"]
)
def test_another_file_is_refused(app: InnovFest, content: bytes, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(content)
    with pytest.raises(backup.NotABackup) as refused:
        backup.read(tmp_path / "letter.txt")
    assert str(refused.value.facts["file"]).endswith("letter.txt")


def test_a_backup_is_one_file_that_only_its_owner_reads(a_full_house: Event, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("an older one")
    backup.write(tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600


def test_a_backup_that_fails_leaves_the_older_one(
    a_full_house: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> int:
        raise OSError(28, "No space left on device")

    (tmp_path / "copy").write_text("an older one")
    monkeypatch.setattr(backup, "_copy_table", full_disk)
    with pytest.raises(OSError, match="No space left"):
        backup.write(tmp_path / "copy")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["an older one"]


def test_a_registration_in_the_middle_of_a_backup_is_in_it_whole_or_not(
    a_full_house: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person registers after the first table was read: the copy is of the moment before."""
    before = everything()
    whole_copy: Callable[..., int] = backup._copy_table
    interrupted = iter([True])

    def copy_and_register(*arguments: Any) -> int:
        rows = whole_copy(*arguments)
        if next(interrupted, False):
            register(a_full_house, "Charlie")
        return rows

    monkeypatch.setattr(backup, "_copy_table", copy_and_register)
    backup.write(tmp_path / "copy")
    monkeypatch.undo()
    backup.read(tmp_path / "copy")
    assert everything() == before


def test_the_key_that_links_derive_from_travels_along(database: str, event: Event, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    with create_app(settings_for(database, old, secret_key="")).app_context():
        backup.write(tmp_path / "copy")
    with create_app(settings_for(database, new, secret_key="")).app_context():
        assert "start the site anew" in backup.read(tmp_path / "copy")
    assert (new / "secret_key").read_text() == (old / "secret_key").read_text()
    assert (new / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_commands_say_what_they_did(app: InnovFest, a_full_house: Event, tmp_path: Path) -> None:
    runner, file = app.test_cli_runner(), str(tmp_path / "copy")
    assert "keep it as safe" in runner.invoke(args=["backup", file]).output
    assert "rows are restored" in runner.invoke(args=["restore", file, "--yes"]).output


def change(file: Path, statement: str) -> None:
    """Tamper with a backup."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()
