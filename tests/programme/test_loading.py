"""The shipped programme is loaded, corrected by loading again, and read from its release only."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask_babel import force_locale

from innovfest import programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Release, get_session
from innovfest.programme.document import from_json, to_json
from innovfest.programme.errors import BadProgramme
from tests.conftest import DAY, NOON, OLIVIA


def load(source: Path, now: datetime = NOON) -> Event:
    """Load a programme file in a unit of work of its own."""
    with unit_of_work():
        return programme.load_programme(source, day=DAY, example=True, by=OLIVIA, now=now)


def corrected(tmp_path: Path, old: str, new: str) -> Path:
    """Write the shipped file with one thing changed."""
    text = programme.shipped_programme().read_text("utf-8")
    assert old in text
    file = tmp_path / "programme.toml"
    file.write_text(text.replace(old, new), "utf-8")
    return file


def test_the_shipped_day_stands_at_the_venues_time(event: Event) -> None:
    document = programme.current_document(event)
    assert (event.starts_at, event.ends_at) == (
        datetime(2027, 2, 20, 13, 30, tzinfo=UTC),
        datetime(2027, 2, 20, 18, 0, tzinfo=UTC),
    )
    assert [s.slug for s in document.sessions_in_slot("break-outs")] == [
        "sustainability",
        "energy",
        "labour-market",
    ]
    assert [s.slug for s in document.sessions if s.bookable] == ["sustainability", "energy", "labour-market"]
    assert len(document.clusters) == 6
    assert document.speaker("jurgen-ingels").note["en"] == "Speaker in 2024"


def test_the_seats_of_a_break_out_are_those_of_its_room(event: Event) -> None:
    assert get_session(event.id, "sustainability").capacity == 120


def test_loading_again_changes_nothing_but_the_release(event: Event) -> None:
    before = programme.current_document(event)
    load(programme.shipped_programme(), NOON + timedelta(days=1))
    after = programme.current_document(event)
    assert after.number == before.number + 1
    assert after.sessions == before.sessions


def test_a_correction_reaches_the_release_and_raises_the_sequence(event: Event, tmp_path: Path) -> None:
    later = NOON + timedelta(days=1)
    load(corrected(tmp_path, 'starts = "16:30"\nends = "18:00"\ntrack = "energy"',
                   'starts = "16:45"\nends = "18:00"\ntrack = "energy"'), later)  # fmt: skip
    document = programme.current_document(event)
    energy, sustainability = document.session("energy"), document.session("sustainability")
    assert (energy.starts_at, energy.sequence, energy.changed_at) == (
        datetime(2027, 2, 20, 15, 45, tzinfo=UTC), 1, later
    )  # fmt: skip
    assert (sustainability.sequence, sustainability.changed_at) == (0, NOON)


def test_a_room_by_another_name_raises_the_sequence_of_what_is_in_it(event: Event, tmp_path: Path) -> None:
    load(corrected(tmp_path, 'name = "Break-out A"', 'name = "Molenzaal"'), NOON + timedelta(days=1))
    document = programme.current_document(event)
    assert {s.slug: s.sequence for s in document.sessions_in_slot("break-outs")} == {
        "sustainability": 1,
        "energy": 0,
        "labour-market": 0,
    }


def test_live_values_stay_the_organisers(event: Event) -> None:
    with unit_of_work():
        get_session(event.id, "energy").capacity = 42
        event.capacity = 280
    load(programme.shipped_programme())
    assert (get_session(event.id, "energy").capacity, event.capacity) == (42, 280)


def test_an_earlier_release_never_changes(event: Event, tmp_path: Path) -> None:
    first = db.session.query(Release).one().document
    load(corrected(tmp_path, "Keynote", "Opening"))
    db.session.expire_all()
    rows = db.session.query(Release).order_by(Release.number).all()
    assert [row.number for row in rows] == [1, 2]
    assert rows[0].document == first


def test_a_document_survives_being_written_and_read(event: Event) -> None:
    document = programme.current_document(event)
    assert from_json(to_json(document)) == document


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('starts = "14:30"', 'starts = "half three"', "Line 7: “half three” is no time."),
        ('timezone = "Europe/Brussels"', "", "Line 4: “timezone” is missing in [event]."),
        ('rooms = ["auditorium"]', 'rooms = ["attic"]', "There is no “attic” among the [[rooms]]"),
        ("[event]", "[event", "Line 4, column 7: The name of a table ends with “]”"),
    ],
)
def test_a_mistake_in_the_file_is_a_sentence_and_changes_nothing(
    event: Event, tmp_path: Path, old: str, new: str, says: str
) -> None:
    with pytest.raises(BadProgramme) as refusal:
        load(corrected(tmp_path, old, new))
    with force_locale("en"):
        assert says in str(refusal.value)
    db.session.rollback()
    assert db.session.query(Release).count() == 1


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 23), date(2027, 2, 20)),
        (date(2027, 2, 20), date(2027, 2, 20)),
        (date(2027, 2, 21), date(2028, 2, 20)),
    ],
)
def test_the_next_edition_is_on_the_next_20_february(today: date, day: date) -> None:
    assert programme.next_edition_day(today) == day


def test_a_file_tells_what_rooms_have_and_sessions_need(event: Event, tmp_path: Path) -> None:
    shipped = programme.shipped_programme().read_text("utf-8")
    told = shipped.replace('slug = "breakout-b"\n', 'slug = "breakout-b"\nequipment = ["stage"]\n')
    told = told.replace('slug = "energy"\nkind', 'slug = "energy"\nneeds = ["stage"]\nkind')
    source = tmp_path / "programme.toml"
    for text in (told, shipped):  # a file that is silent on it changes nothing
        source.write_text(text, "utf-8")
        with unit_of_work():
            programme.load_programme(source, day=DAY, example=True, by=OLIVIA, now=NOON)
        assert programme.get_room(event, "breakout-b").equipment == ["stage"]
        assert programme.get_session(event.id, "energy").needs == ["stage"]
