"""What a file would change in the draft, and what becomes of it when it is taken."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from innovfest import InnovFest, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import BadProgramme, drafting, get_session
from innovfest.programme.errors import LeftOut, StillUsed
from innovfest.programme.file.shape import Item
from innovfest.programme.models import Availability, DraftChange, SessionSpeaker
from innovfest.registration import Registration
from innovfest.speakers.models import SpeakerLink
from tests.conftest import DAY, NOON, OLIVIA
from tests.programme.programme_files import LATER, differences, exported, fill, imported

# What would change


@pytest.mark.usefixtures("_english")
def test_a_change_is_told_field_by_field(event: Event) -> None:
    text = exported(event).replace('starts = "15:15"\nends = "15:50"', 'starts = "15:20"\nends = "15:50"')
    text = text.replace('en = "Keynote"', 'en = "Opening"').replace(
        'rooms = ["breakout-b"]', 'rooms = ["breakout-a"]'
    )
    assert differences(event, text) == {
        "changed/sessions/keynote/time": "time: “15:15–15:50” becomes “15:20–15:50”",
        "changed/sessions/keynote/title": "title (en): “Keynote” becomes “Opening”",
        "changed/sessions/energy/rooms": "rooms: “Break-out B” becomes “Break-out A”",
    }


@pytest.mark.usefixtures("_english")
def test_what_is_new_and_what_would_go_is_told(event: Event) -> None:
    text = exported(event).replace('[[sessions]]\nslug = "coffee"', '[[sessions]]\nslug = "tea"')
    text = "\n".join(line for line in text.split("\n") if not line.startswith("uid"))
    assert differences(event, text) == {
        "new/sessions/tea": "new: rooms Urban foyer; kind break; start 16:00; end 16:30; "
        "note The room is assumed.",
        "gone/sessions/coffee": "would go out of the schedule",
    }


def test_an_edition_moves_with_its_end(event: Event) -> None:
    later = exported(event).replace("date = 2027-02-20", "date = 2027-02-22")
    keys = [key for key in differences(event, later) if key.startswith("changed/event")]
    assert keys == ["changed/event/time"]
    imported(event, later, {"changed/event/time"})
    assert (event.starts_at.day, event.ends_at.day) == (22, 22)


def test_what_goes_goes_only_when_it_is_ticked(event: Event) -> None:
    text = exported(event)
    without = text[: text.index('[[sessions]]\nslug = "reception"')]
    assert imported(event, without) == []
    assert imported(event, without, {"gone/sessions/reception"}) == ["gone/sessions/reception"]
    reception = get_session(event.id, "reception")
    assert (reception.placement, reception.minutes) == (None, 60)


def test_only_what_is_ticked_is_taken(event: Event) -> None:
    text = (
        exported(event)
        .replace('en = "Keynote"', 'en = "Opening"')
        .replace('starts = "15:15"', 'starts = "15:20"')
    )
    assert imported(event, text, {"changed/sessions/keynote/title"}) == ["changed/sessions/keynote/title"]
    keynote = get_session(event.id, "keynote")
    assert keynote.title["en"] == "Opening"
    assert keynote.placement.starts_at == datetime(2027, 2, 20, 14, 15, tzinfo=UTC)


def test_what_the_desk_set_stays_unless_it_is_told(event: Event) -> None:
    with unit_of_work():
        room = programme.get_room(event, "breakout-a")
        room.seats, room.fire_limit, event.capacity = 90, 95, 280
    text = programme.shipped_programme().read_text("utf-8")
    assert imported(event, text) == []
    assert differences(event, text).keys() == {"changed/event/capacity", "changed/rooms/breakout-a/seats"}
    assert (room.seats, room.fire_limit, event.capacity) == (90, 95, 280)
    imported(event, text, {"changed/rooms/breakout-a/seats"})
    db.session.expire_all()
    assert (room.seats, event.capacity) == (120, 280)


def test_what_is_applied_is_in_the_draft_and_not_public(event: Event) -> None:
    document = programme.current_document(event)
    imported(event, exported(event).replace('en = "Keynote"', 'en = "Opening"'))
    assert programme.current_document(event) == document
    assert get_session(event.id, "keynote").title["en"] == "Opening"


def test_what_moved_is_one_step_that_can_be_taken_back(event: Event) -> None:
    before = get_session(event.id, "reception").revision
    text = exported(event).replace('starts = "18:00"\nends = "19:00"', 'starts = "18:30"\nends = "19:30"')
    imported(event, text.replace('en = "Keynote"', 'en = "Opening"'))
    (taken,) = db.session.query(DraftChange)
    reception, keynote = (get_session(event.id, slug) for slug in ("reception", "keynote"))
    assert (taken.kind, list(taken.becomes)) == ("import", [str(reception.id)])
    assert (reception.revision, keynote.revision) == (before + 1, before + 1)
    with unit_of_work():
        drafting.undo(event, by=OLIVIA, now=LATER)
    db.session.expire_all()
    assert reception.placement.starts_at == datetime(2027, 2, 20, 17, 0, tzinfo=UTC)


def test_who_was_asked_stays_asked(event: Event) -> None:
    with unit_of_work():
        part = get_session(event.id, "keynote").parts[0]
        part.state = "confirmed"
    text = exported(event).replace(
        'speakers = ["jurgen-ingels"]', 'speakers = ["jo-brouns", "jurgen-ingels"]'
    )
    imported(event, text)
    db.session.expire_all()
    assert [(p.speaker.slug, p.state) for p in get_session(event.id, "keynote").parts] == [
        ("jo-brouns", "unasked"),
        ("jurgen-ingels", "confirmed"),
    ]


def test_a_new_thing_without_what_it_needs_is_refused(event: Event) -> None:
    new = '\n[[tracks]]\nslug = "water"\ncolour = "digital"\nname = { en = "Water" }\n'
    text = (
        exported(event)
        .replace("\n[[slots]]", f"{new}\n[[slots]]")
        .replace('track = "energy"', 'track = "water"')
    )
    before = exported(event)
    with pytest.raises(LeftOut):
        imported(event, text, {"changed/sessions/energy/track"})
    db.session.rollback()
    assert exported(event) == before


def test_a_speaker_with_a_link_can_not_go(event: Event) -> None:
    text = exported(event)
    sam = text[text.index('[[speakers]]\nslug = "jo-brouns"') : text.index("[[sessions]]")]
    without = text.replace(sam, "").replace('speakers = ["jo-brouns"]\n', "")
    chosen = {"gone/speakers/jo-brouns", "changed/sessions/minister/speakers"}
    minister = get_session(event.id, "minister").parts[0].speaker
    with unit_of_work():
        told = {"event_id": event.id, "speaker_id": minister.id, "kind": "speaker", "token_hash": "x"}
        link = SpeakerLink(**told, uid="x", made_by="Olivia", made_at=NOON)
        db.session.add(link)
    with pytest.raises(StillUsed):
        imported(event, without, chosen)
    db.session.rollback()
    with unit_of_work():
        db.session.delete(db.session.query(SpeakerLink).one())
    assert set(imported(event, without, chosen)) == chosen
    assert db.session.query(SessionSpeaker).filter_by(speaker_id=minister.id).count() == 0


def test_an_order_is_a_change_of_its_own(event: Event) -> None:
    text = exported(event)
    at, end = text.index('[[rooms]]\nslug = "breakout-a"'), text.index('[[rooms]]\nslug = "breakout-b"')
    moved = text[:at] + text[end:].replace("[[clusters]]", text[at:end] + "[[clusters]]", 1)
    assert imported(event, moved) == ["order/rooms"]
    assert exported(event) == moved


def test_a_session_is_known_by_its_uid_when_its_slug_is_another(event: Event) -> None:
    text = (
        exported(event)
        .replace('slug = "keynote"', 'slug = "opening"')
        .replace('en = "Keynote"', 'en = "Opening"')
    )
    assert imported(event, text) == ["changed/sessions/keynote/title"]


def test_the_uid_of_another_edition_is_not_taken_twice(event: Event, tmp_path: Path) -> None:
    source = tmp_path / "programme.toml"
    source.write_text(exported(event), "utf-8")
    with unit_of_work():
        day = DAY.replace(year=2028)
        again = programme.load_programme(source, day=day, example=True, by=OLIVIA, now=NOON)
    assert again.id != event.id
    assert get_session(again.id, "keynote").uid != get_session(event.id, "keynote").uid


def test_seats_that_people_hold_stay_when_a_file_is_loaded(event: Event, alice: Registration) -> None:
    imported(event, exported(event).replace('kind = "breakout"', 'kind = "breakout"\ncapacity = 7', 1))
    assert get_session(event.id, "sustainability").capacity == 120


def test_availability_is_kept_as_intervals_of_instants(event: Event) -> None:
    with unit_of_work():
        fill(event)
    rows = {bool(row.room_id): (row.state, row.intervals) for row in db.session.query(Availability)}
    assert rows == {
        True: ("intervals", [["2027-02-20T13:00:00Z", "2027-02-21T00:30:00Z"]]),
        False: ("always", []),
    }


@pytest.mark.usefixtures("_english")
def test_a_file_of_another_venue_is_refused(event: Event, tmp_path: Path) -> None:
    source = tmp_path / "programme.toml"
    source.write_text(exported(event).replace('slug = "lamot"', 'slug = "technopolis"'), "utf-8")
    with pytest.raises(BadProgramme) as refusal, unit_of_work():
        programme.load_programme(source, example=True, by=OLIVIA, now=NOON)
    says = "This edition is at “lamot”, and the file is of “technopolis”."
    assert [str(mistake).partition(": ")[2] for mistake in refusal.value.mistakes] == [says]


@pytest.mark.on_sqlite
def test_an_item_is_called_by_title_name_or_slug(app: InnovFest) -> None:
    item = Item("rooms", "a", {"name": "Room A"})
    assert (item.label, replace(item, values={}).label) == ("Room A", "a")
