"""What differs between two releases, and a release of only some of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from innovfest.calendars import reading
from innovfest.programme.difference_words import sentence_for
from innovfest.programme.differences import changes_between, dropped, merge, numbered
from innovfest.programme.document import Once, RoomFacts, SpeakerFacts, SpeakerPart, from_json, to_json
from tests.conftest import NOON
from tests.support.documents import a_document

TEN = timedelta(minutes=10)
LATER = NOON + timedelta(days=1)


@pytest.fixture
def document():
    """A release with a breakout on energy among its sessions."""
    return a_document()


def changed(document, slug, **facts):
    """Return the document with some facts of a session changed."""
    sessions = [replace(s, **facts) if s.slug == slug else s for s in document.sessions]
    return replace(document, sessions=tuple(sorted(sessions, key=lambda session: session.starts_at)))


def later(document, slug="energy", by=TEN):
    """Return the document with a session moved."""
    session = document.session(slug)
    return changed(document, slug, starts_at=session.starts_at + by, ends_at=session.ends_at + by)


def without(document, slug):
    """Return the document without a session."""
    return replace(document, sessions=tuple(s for s in document.sessions if s.slug != slug))


def kinds(before, after):
    """List the kinds of what differs."""
    return [change.kind for change in changes_between(before, after)]


def key(document, part="", slug="energy"):
    """Return the key of a session's change."""
    return f"session:{document.session(slug).id}" + (f":{part}" if part else "")


def test_a_document_does_not_differ_from_itself_under_another_number(document):
    assert changes_between(document, replace(document, number=9, released_at=LATER)) == ()


def test_each_part_of_a_session_is_a_change_of_its_own(document):
    energy = document.session("energy")
    after = later(document)
    after = changed(after, "energy", title={"en": "Power"}, rooms=("auditorium",), cancelled=True)
    after = changed(after, "energy", speakers=(), slot=None)
    assert kinds(document, after) == ["status", "time", "rooms", "speakers", "text", "place"]
    assert {change.session_id for change in changes_between(document, after)} == {energy.id}


def test_new_and_dropped_and_back(document):
    less = without(document, "energy")
    gone = changed(document, "energy", cancelled=True, dropped=True)
    assert kinds(less, document) == ["new"]
    assert kinds(document, less) == kinds(document, gone) == ["dropped"]
    assert kinds(gone, document) == ["back"]
    assert kinds(gone, less) == []


def test_the_same_change_to_something_else_has_another_mark(document):
    one, other = (changes_between(document, later(document, by=n * TEN))[0] for n in (1, 2))
    assert (one.key, one.mark == other.mark) == (other.key, False)


def test_only_what_is_chosen_is_taken(document):
    draft = changed(later(document), "energy", title={"en": "Half a tit"})
    merged = merge(document, draft, [key(document, "time")])
    assert merged.session("energy").starts_at == draft.session("energy").starts_at
    assert merged.session("energy").title == document.session("energy").title
    assert kinds(merged, draft) == ["text"]


def test_all_of_it_is_the_draft(document):
    draft = changed(later(document), "energy", title={"en": "Power"})
    assert merge(document, draft) == draft


def test_none_of_it_is_the_release_before(document):
    draft = replace(later(document), speakers=document.speakers[::-1], rooms=document.rooms[1:])
    assert changes_between(document, merge(document, draft, [])) == ()


def test_a_dropped_session_stays_for_the_calendars(document):
    merged = merge(document, without(document, "energy"))
    energy = merged.session("energy")
    assert (energy.dropped, energy.cancelled, energy in merged.listed) == (True, True, False)
    assert merged.sessions_in_slot(energy.slot) == [
        s for s in document.sessions_in_slot(energy.slot) if s.slug != "energy"
    ]
    assert merge(merged, without(document, "energy")).sessions == merged.sessions


def test_what_a_chosen_session_needs_comes_along(document):
    who = SpeakerFacts("nora", "Nora New", "")
    draft = changed(document, "energy", speakers=(SpeakerPart("nora", "speaker"),), rooms=("attic",))
    extra = (SpeakerFacts("zed", "Zed", ""), who)
    draft = replace(
        draft,
        speakers=(*draft.speakers, *extra),
        rooms=(*draft.rooms, RoomFacts("attic", "Attic", 9)),
    )
    merged = merge(document, draft, [key(document, "speakers"), key(document, "rooms")])
    assert [s.slug for s in merged.speakers] == [*(s.slug for s in document.speakers), "nora"]
    assert merged.room("attic") == RoomFacts("attic", "Attic", 9)


def test_what_others_still_need_is_not_taken_away(document):
    rooms = document.session("energy").rooms
    draft = replace(document, rooms=tuple(r for r in document.rooms if r.slug not in rooms))
    assert set(rooms) <= {room.slug for room in merge(document, draft).rooms}
    assert merge(document, without(draft, "energy"), [f"room:{rooms[0]}"]).rooms == document.rooms


def test_a_rooms_seats_can_be_taken_without_its_name(document):
    room = document.rooms[0]
    draft = replace(document, rooms=(replace(room, seats=7, name="Half a na"), *document.rooms[1:]))
    merged = merge(document, draft, [f"room:{room.slug}:seats"])
    assert (merged.rooms[0].seats, merged.rooms[0].name) == (7, room.name)


def test_the_sequence_rises_with_what_an_entry_shows_and_with_nothing_else(app, document):
    was = document.session("energy").sequence
    moved = numbered(later(document), document, reading=reading, now=LATER)
    assert (moved.session("energy").sequence, moved.session("energy").changed_at) == (was + 1, LATER)
    others = [s for s in moved.sessions if s.slug != "energy"]
    assert others == [s for s in document.sessions if s.slug != "energy"]
    placed = changed(document, "energy", slot=None)
    assert numbered(placed, document, reading=reading, now=LATER).session("energy").sequence == was
    for_everybody = changed(document, "energy", slot=None, bookable=False)
    assert numbered(for_everybody, document, reading=reading, now=LATER).session("energy").sequence == was + 1
    elsewhere = changed(document, "energy", track=None)
    assert numbered(elsewhere, document, reading=reading, now=LATER).session("energy").sequence == was + 1


def test_the_sequence_never_falls_whatever_is_released_again(app, document):
    first = numbered(later(document), document, reading=reading, now=LATER)
    second = numbered(merge(first, without(document, "energy")), first, reading=reading, now=LATER)
    third = numbered(merge(second, document), second, reading=reading, now=LATER)
    was = document.session("energy").sequence
    assert [d.session("energy").sequence for d in (first, second, third)] == [was + 1, was + 2, was + 3]


def test_a_dropped_entry_is_not_touched_again(app, document):
    gone = numbered(merge(document, without(document, "energy")), document, reading=reading, now=LATER)
    renamed = replace(gone, rooms=tuple(replace(room, name="New name") for room in gone.rooms))
    again = numbered(renamed, gone, reading=reading, now=LATER + TEN)
    assert again.session("energy") == gone.session("energy") != dropped(document.session("energy"))


def test_every_change_has_a_sentence(app, document):
    first = document.rooms[0]
    after = changed(later(document), "energy", rooms=(first.slug,), speakers=(), cancelled=True, track=None)
    after = changed(after, "energy", online_url="https://video.example/")
    after = without(changed(after, "energy", title={"en": "Power"}), document.sessions[0].slug)
    after = replace(
        after,
        rooms=(replace(first, seats=7, name="Hall"), *document.rooms[1:], RoomFacts("attic", "Attic", 9)),
        tracks=document.tracks[1:],
        slots=(),
        clusters=document.clusters[::-1],
        speakers=(*(replace(s, affiliation="Elsewhere") for s in document.speakers),),
        event=replace(document.event, ends_at=document.event.ends_at + TEN, supported_by="A bank"),
        venue=replace(document.venue, address="Elsewhere"),
    )
    with app.test_request_context("/?lang=en"):
        said = [sentence_for(change, document, after) for change in changes_between(document, after)]
        back = [sentence_for(change, after, document) for change in changes_between(after, document)]
    assert len(set(said)) == len(said) > 12
    assert [sentence for sentence in (*said, *back) if "%(" in sentence or not sentence] == []


def test_sentences_say_from_what_to_what(app, document):
    after = changed(later(document), "energy", rooms=("auditorium",), online_url="https://video.example/")
    with app.test_request_context("/?lang=en"):
        said = [sentence_for(change, document, after) for change in changes_between(document, after)]
    energy, moved = document.session("energy"), after.session("energy")
    zone = document.event.zone

    def span(session):
        start, end = (at.astimezone(zone) for at in (session.starts_at, session.ends_at))
        return f"{start:%H:%M}–{end:%H:%M}"

    was, now = (d.rooms_of(s)[0].name for d, s in ((document, energy), (after, moved)))
    assert said == [
        f"“{energy.title['en']}” moves from {span(energy)} to {span(moved)}",
        f"“{energy.title['en']}” goes from {was} to {now}",
        f"“{energy.title['en']}” can be followed on line at https://video.example/, before nowhere",
    ]


def test_what_a_session_left_is_remembered_until_it_comes_back(app, document):
    rooms = document.session("energy").rooms
    first = numbered(changed(document, "energy", rooms=("auditorium",)), document, reading=reading, now=LATER)
    assert first.session("energy").once == Once(rooms=rooms)
    second = numbered(
        changed(first, "energy", track="labour", speakers=()), first, reading=reading, now=LATER
    )
    assert second.session("energy").once == Once(("energy",), rooms, ("sam",))
    third = numbered(merge(second, document), second, reading=reading, now=LATER)
    assert third.session("energy").once == Once(("labour",), ("auditorium",))
    assert third.session("labour").once == Once()


def test_that_a_session_was_for_everybody_is_remembered_until_it_is_again(app, document):
    before = document.session("keynote")
    opened = numbered(changed(document, "keynote", bookable=True), document, reading=reading, now=LATER)
    assert opened.session("keynote").once == Once(plenary=True)
    assert from_json(to_json(opened)) == opened
    kept = numbered(opened, opened, reading=reading, now=LATER)
    assert kept.session("keynote").once == Once(plenary=True)
    again = numbered(merge(kept, document), kept, reading=reading, now=LATER)
    assert again.session("keynote").once == Once()
    assert [d.session("keynote").sequence - before.sequence for d in (opened, kept, again)] == [1, 1, 2]


def test_a_dropped_session_and_a_document_from_before_keep_what_they_know(app, document):
    moved = numbered(changed(document, "energy", rooms=("auditorium",)), document, reading=reading, now=LATER)
    gone = numbered(merge(moved, without(document, "energy")), moved, reading=reading, now=LATER)
    assert gone.session("energy").once == moved.session("energy").once
    assert from_json(to_json(gone)) == gone
    older = to_json(document)
    for session in older["sessions"]:
        del session["once"], session["online_url"]
    assert from_json(older) == document
