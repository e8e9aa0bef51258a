"""What speakers hand in: kept, public with a release, and gone when its date has come."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from innovfest import programme, registration, speakers
from innovfest.audit import AuditEntry
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Available, Speaker
from innovfest.speakers import rules, storing
from innovfest.speakers.models import FilePart, StoredFile
from tests.conftest import NOON, OLIVIA
from tests.speakers.test_speakers import confirm
from tests.support.speaking import PDF, add_speaker, link_to, picture

# Files


def test_slides_are_kept_in_pieces_and_replaced(sam: Speaker, event: Event) -> None:
    session = programme.get_session(event.id, "energy")
    long = PDF[:-6] + bytes(storing.PIECE * 2) + b"%%EOF\n"
    with unit_of_work():
        speakers.keep_slides(sam, session, io.BytesIO(PDF), "old.pdf", kind="pdf", by=OLIVIA, now=NOON)
    with unit_of_work():
        speakers.keep_slides(sam, session, io.BytesIO(long), "talk.pdf", kind="pdf", by=OLIVIA, now=NOON)
    stored = db.session.query(StoredFile).one()
    assert (stored.name, stored.size) == ("talk.pdf", len(long))
    assert db.session.scalar(select(func.count()).select_from(FilePart)) == 3
    db.session.rollback()
    assert b"".join(speakers.pieces_of(stored.id)) == long


def test_the_slides_of_a_room_come_in_the_order_of_the_day(event: Event) -> None:
    with unit_of_work():
        rooms = {place.room.slug for place in programme.get_session(event.id, "keynote").placement.rooms}
    sam = add_speaker(event, "Sam Speaker", sessions=["keynote"], now=NOON)
    jo = add_speaker(event, "Jo Ærø", sessions=["keynote"], now=NOON)
    with unit_of_work():
        session = programme.get_session(event.id, "keynote")
        for who in (jo, sam):
            speakers.keep_slides(who, session, io.BytesIO(PDF), "x.pdf", kind="pdf", by=OLIVIA, now=NOON)
    by_room = {room.slug: files for room, files in speakers.slides_by_room(event)}
    for slug in rooms:
        names = [file.name for file in by_room[slug]]
        assert [name[:3] for name in names] == ["01_", "02_"]
        assert sorted(name.rpartition("_")[2] for name in names) == ["AEro.pdf", "Speaker.pdf"]
        whole = b"".join(speakers.zipped(by_room[slug]))
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            assert (archive.namelist(), archive.testzip()) == (names, None)
            assert {archive.read(name) for name in names} == {PDF}


def test_half_a_file_never_stands_in_a_whole_zip(sam: Speaker, event: Event) -> None:
    session = programme.get_session(event.id, "energy")
    large = PDF + bytes(storing.PIECE) + b"%%EOF\n"
    with unit_of_work():
        speakers.keep_slides(sam, session, io.BytesIO(large), "a.pdf", kind="pdf", by=OLIVIA, now=NOON)
    files = next(files for _room, files in speakers.slides_by_room(event) if files)
    pieces = speakers.zipped(files)
    next(pieces)
    with unit_of_work():
        speakers.drop_slides(sam, session, by=OLIVIA, now=NOON)
    with pytest.raises(EOFError, match="was replaced while it was sent"):
        list(pieces)


def test_names_of_slides_sort_by_time() -> None:
    assert (
        rules.name_in_order(1, NOON, "Keynote: Été & energie/…", "Łukasz Öztürk", "pdf")
        == "01_1100_Keynote_Ete_energie_Lukasz_Ozturk.pdf"
    )


def test_a_photograph_is_public_with_a_release_and_not_before(sam: Speaker, event: Event) -> None:
    def released() -> str:
        return programme.current_document(event).speaker(sam.slug).photo

    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    assert released() == ""
    with unit_of_work():
        first = speakers.keep_photo(sam, picture(colour="teal"), by=OLIVIA, now=NOON).digest
    assert released() == ""
    before = programme.current_document(event).session("energy").sequence
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    assert released() == first
    risen = programme.current_document(event).session("energy").sequence - before
    assert risen == 1, "the entry in calendars shows the portrait"
    with unit_of_work():
        speakers.keep_photo(sam, picture(colour="navy"), by=OLIVIA, now=NOON)
    assert released() == first
    assert speakers.photo_bytes("2027", first) is not None, "what is public stays"


def test_a_photograph_that_was_never_public_goes_with_the_next(sam: Speaker) -> None:
    with unit_of_work():
        first = speakers.keep_photo(sam, picture(colour="teal"), by=OLIVIA, now=NOON).digest
    with unit_of_work():
        speakers.keep_photo(sam, picture(colour="navy"), by=OLIVIA, now=NOON)
    assert speakers.photo_bytes("2027", first) is None
    assert db.session.query(StoredFile).count() == 1


def test_an_old_release_without_photographs_still_reads(event: Event) -> None:
    from innovfest.programme.document import SpeakerFacts

    assert SpeakerFacts(**{"slug": "a", "name": "A", "affiliation": ""}).photo == ""


# Retention


def test_what_speakers_handed_in_goes_when_its_date_has_come(sam: Speaker, event: Event) -> None:
    session = programme.get_session(event.id, "energy")
    helper = link_to(sam, now=NOON, assistant=("Anna Aide", "anna@example.org"))
    token = speakers.link_of(link_to(sam, now=NOON))
    with unit_of_work():
        speakers.tell_practical(sam, speakers.Practical("0470", "A hearing loop", "nl"), by=OLIVIA, now=NOON)
        speakers.keep_photo(sam, picture(), by=OLIVIA, now=NOON)
        speakers.keep_slides(sam, session, io.BytesIO(PDF), "talk.pdf", kind="pdf", by=OLIVIA, now=NOON)
        programme.change_speaker_availability(event, sam, Available("always"), by=OLIVIA, now=NOON)
    day_before = speakers.kept_until(event) - timedelta(seconds=1)
    with unit_of_work():
        assert speakers.erase_due(event, now=day_before) == 0
    with unit_of_work():
        assert speakers.erase_due(event, now=speakers.kept_until(event)) > 0
    db.session.expire_all()
    kept = (
        sam.name,
        sam.email,
        sam.phone,
        sam.needs,
        sam.photo,
        programme.availability_of_speaker(sam).state,
    )
    assert kept == ("Sam Speaker", "", "", "", "", "unknown")
    assert (helper.name, helper.email, speakers.find_by_link("2027", token)) == ("", "", None)
    assert [db.session.scalar(select(func.count()).select_from(each)) for each in (StoredFile, FilePart)] == [
        0,
        0,
    ]
    with unit_of_work():
        assert speakers.erase_due(event, now=speakers.kept_until(event)) == 0


def test_the_trail_forgets_speakers_and_assistants(sam: Speaker, event: Event) -> None:
    confirm(sam, assistant=True)
    with unit_of_work():
        registration.erase_due(event, now=event.ends_at + timedelta(days=366))
    db.session.expire_all()
    assert db.session.query(AuditEntry).filter_by(actor_kind="assistant").one().actor_label == ""
