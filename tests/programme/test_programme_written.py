"""A programme that is written is read again: any programme, the shipped one, and a whole draft."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from innovfest import InnovFest, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Session, file
from innovfest.programme.file.positions import Positions
from innovfest.programme.file.shape import TABLES, Programme
from innovfest.programme.file.times import read_time, write_time
from tests.conftest import DAY, NOON, OLIVIA
from tests.programme.programme_files import BRUSSELS, empty, essence, exported, fill, imported, programmes


@given(programmes())
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_what_is_written_is_read_again_and_written_the_same(whole: Programme) -> None:
    text = file.write_programme(whole)
    again = file.read_programme(text)
    assert file.write_programme(again) == text
    for table in TABLES:
        assert [essence(item) for item in again.of(table)] == [essence(item) for item in whole.of(table)]


@given(programmes())
@settings(
    max_examples=12,
    phases=[Phase.generate],  # a failing day is small enough to read
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)
def test_out_and_in_and_out_again_is_the_same_to_the_byte(
    app: InnovFest, tmp_path_factory: pytest.TempPathFactory, whole: Programme
) -> None:
    source = tmp_path_factory.mktemp("programme") / "programme.toml"
    source.write_text(file.write_programme(whole), "utf-8", newline="")
    empty(app)
    with unit_of_work():
        event = programme.load_programme(source, example=False, by=OLIVIA, now=NOON, public=False)
    first = exported(event)
    assert imported(event, first) == []
    assert exported(event) == first
    assert first == source.read_bytes().decode()


def test_the_shipped_programme_goes_out_and_in_the_same(event: Event) -> None:
    first = exported(event)
    assert imported(event, first) == []
    assert exported(event) == first


def test_a_whole_draft_survives_into_another_database(app: InnovFest, event: Event, tmp_path: Path) -> None:
    with unit_of_work():
        fill(event)
    first, source = exported(event, private=True), tmp_path / "programme.toml"
    source.write_text(first, "utf-8")
    uids = {session.slug: session.uid for session in db.session.query(Session)}
    empty(app)
    with unit_of_work():
        again = programme.load_programme(source, example=True, by=OLIVIA, now=NOON)
    assert exported(again, private=True) == first
    assert {session.slug: session.uid for session in db.session.query(Session)} == uids


def test_personal_data_goes_out_only_for_who_asks(event: Event) -> None:
    with unit_of_work():
        fill(event)
    assert ("jo@example.org" in exported(event), "015" in exported(event)) == (False, False)
    assert 'email = "jo@example.org"\nphone = "015"' in exported(event, private=True)


# Times


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        ("2027-02-20T14:30+01:00", "14:30"),
        ("2027-02-20T00:05+01:00", "00:05"),
        ("2027-02-21T01:30+01:00", "25:30"),
        ("2027-02-21T11:59+01:00", "35:59"),
        ("2027-02-21T12:00+01:00", "2027-02-21 12:00"),
        ("2027-02-19T09:00+01:00", "2027-02-19 09:00"),
        ("2027-02-20T14:30:15+01:00", "2027-02-20T14:30:15+01:00"),
        ("2027-10-31T02:30+02:00", "2027-10-31T02:30:00+02:00"),
        ("2027-10-31T02:30+01:00", "2027-10-31T02:30:00+01:00"),
    ],
)
def test_a_time_is_written_as_short_as_it_can_be(moment: str, written: str) -> None:
    at = datetime.fromisoformat(moment)
    assert write_time(at, day=DAY, zone=BRUSSELS) == written
    assert read_time(written, day=DAY, zone=BRUSSELS) == at


@given(
    st.integers(0, 60_000_000).map(
        lambda seconds: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    )
)
def test_every_time_comes_back(moment: datetime) -> None:
    day = date(2027, 3, 28)
    assert read_time(write_time(moment, day=day, zone=BRUSSELS), day=day, zone=BRUSSELS) == moment


@given(programmes())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_table_is_found_on_its_line(whole: Programme) -> None:
    text = file.write_programme(whole)
    positions, lines = Positions(text), text.split("\n")
    for table in ("rooms", "tracks", "sessions"):
        for n, item in enumerate(whole.of(table)):
            assert lines[positions.line(table, n) - 1] == f"[[{table}]]"
            assert lines[positions.line(table, n, "slug") - 1] == f'slug = "{item.slug}"'
