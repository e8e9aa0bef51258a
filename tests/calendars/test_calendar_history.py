"""Whatever is released after whatever, each calendar is taken for the newer version of itself."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from innovfest import calendars
from innovfest.calendars import narrowed
from innovfest.errors import NotFound
from innovfest.programme.differences import changes_between, merge, numbered
from innovfest.programme.document import ReleaseDocument, SpeakerPart, from_json, to_json
from innovfest.wording import LANGUAGES
from tests.calendars.checker import faults_of, needless_news, newer_faults
from tests.support.documents import a_document, a_session, changed, venue_time

BASE_URL = "https://innovfest.example"
HOURS = ("15:00", "16:30", "18:00")
TRACKS = ("energy", "labour", None)
ROOMS = (("break-out-a",), ("break-out-b",), ("break-out-a", "break-out-b"), ())
CASTS = ((), ("sam",), ("jo-brouns", "sam"), ("sam", "jo-brouns"))
WORDS = ("", "One", "Two, and more")
SLUGS = {"tracks": TRACKS[:2], "rooms": ("break-out-a", "break-out-b"), "speakers": ("sam", "jo-brouns")}


def a_small_day() -> ReleaseDocument:
    """Build two sessions, in rooms, tracks and with speakers that all can change."""
    whole = a_document()
    kept = {kind: tuple(i for i in getattr(whole, kind) if i.slug in slugs) for kind, slugs in SLUGS.items()}
    sessions = (
        a_session("energy", id=1, rooms=ROOMS[1], speakers=(SpeakerPart("sam", "speaker"),)),
        a_session("labour", id=2, rooms=ROOMS[0], track="labour"),
    )
    return replace(whole, sessions=sessions, **kept)


def of_session(name: str, *values: Any) -> st.SearchStrategy:
    """Change a fact of one of the sessions of the draft."""
    return st.tuples(st.sampled_from((1, 2, 3)), st.sampled_from(values)).map(
        lambda drawn: (
            lambda draft: with_sessions(
                draft, [replace(s, **{name: drawn[1]}) if s.id == drawn[0] else s for s in draft.sessions]
            )
        )
    )


def of_item(kind: str, **values: tuple) -> st.SearchStrategy:
    """Change what is said of a track, room or speaker."""
    (name, found), *_ = values.items()
    return st.tuples(st.sampled_from(SLUGS[kind]), st.sampled_from(found)).map(
        lambda drawn: (
            lambda draft: replace(
                draft,
                **{
                    kind: tuple(
                        replace(item, **{name: drawn[1]}) if item.slug == drawn[0] else item
                        for item in getattr(draft, kind)
                    )
                },
            )
        )
    )


def of_frame(part: str, **values: tuple) -> st.SearchStrategy:
    """Change what is said of the event or the venue."""
    (name, found), *_ = values.items()
    return st.sampled_from(found).map(
        lambda value: lambda draft: replace(draft, **{part: replace(getattr(draft, part), **{name: value})})
    )


def with_sessions(draft: ReleaseDocument, sessions: list) -> ReleaseDocument:
    return replace(draft, sessions=tuple(sorted(sessions, key=lambda session: session.starts_at)))


def move(to: str) -> Callable:
    starts = venue_time(to)
    return lambda draft: with_sessions(
        draft,
        [
            replace(s, starts_at=starts, ends_at=starts + timedelta(minutes=30)) if s.id == 1 else s
            for s in draft.sessions
        ],
    )


def take_out(which: int) -> Callable:
    return lambda draft: with_sessions(draft, [s for s in draft.sessions if s.id != which])


def put_in(which: int) -> Callable:
    """Put a session in; the third has the slug of the first, which is taken out for it."""

    def put(draft: ReleaseDocument) -> ReleaseDocument:
        out = {which, 1 if which == 3 else 3}
        uid = f"{which}2345678-1234-4123-8123-123456789012"
        new = a_session("energy", id=which, uid=uid) if which != 2 else a_small_day().sessions[1]
        new = a_small_day().sessions[0] if which == 1 else new
        return with_sessions(draft, [*(s for s in draft.sessions if s.id not in out), new])

    return put


texts = [{"nl": a, "fr": b} for a in WORDS for b in WORDS]
edits = st.one_of(
    st.sampled_from(HOURS).map(move),
    st.sampled_from((1, 2, 3)).map(take_out),
    st.sampled_from((1, 2, 3)).map(put_in),
    of_session("rooms", *ROOMS),
    of_session("track", *TRACKS),
    of_session("kind", "breakout", "break"),
    of_session("cancelled", True, False),
    of_session("online_url", "", "https://video.example/one"),
    *(of_session(name, *texts) for name in ("title", "abstract", "note")),
    of_session("speakers", *(tuple(SpeakerPart(who, "host") for who in cast) for cast in CASTS)),
    of_item("rooms", name=("Here", "There")),
    of_item("rooms", directions=({}, {"en": "Up"})),
    of_item("rooms", seats=(1, 2)),
    of_item("tracks", name=({"nl": "Zon"}, {"nl": "Zon", "fr": "Soleil"})),
    of_item("tracks", colour=("energy", "labour", "health")),
    of_item("speakers", name=("Sam", "Jo")),
    of_item("speakers", affiliation=("", "Flux50")),
    of_item("speakers", photo=("", "a" * 64, "b" * 64)),
    of_item("speakers", biography=({}, {"nl": "Lang"})),
    of_frame("venue", name=("Lamot", "De Lamot")),
    of_frame("venue", latitude=(51.0, None)),
    of_frame("event", name=("InnovFest", "Innovation")),
    of_frame("event", organiser_email=("", "olivia@innovfest.example")),
    of_frame("event", example=(True, False)),
    of_frame("event", notes=((), ({"nl": "Let op"},))),
)


@dataclass
class Story:
    """What was released, and the draft."""

    draft: ReleaseDocument = field(default_factory=a_small_day)
    released: list[ReleaseDocument] = field(default_factory=list)

    def release(self, how: str, pick: int) -> ReleaseDocument:
        """Make all of the draft public, some changes of it, or an earlier release again."""
        before = self.released[-1] if self.released else None
        now = a_document().released_at + timedelta(hours=len(self.released))
        known = {session.id for document in self.released for session in document.sessions}
        fresh = [
            session if session.id in known else replace(session, changed_at=now)
            for session in self.draft.sessions
        ]
        document = with_sessions(self.draft, fresh)
        if before and how == "back":
            document = merge(before, self.released[pick % len(self.released)])
        elif before:
            keys = sorted(change.key for change in changes_between(before, document))
            chosen = [key for n, key in enumerate(keys) if pick >> (n % 10) & 1]
            document = merge(before, document, None if how == "all" else chosen)
        document = replace(document, number=len(self.released) + 1, released_at=now)
        document = numbered(document, before, reading=calendars.reading, now=now)
        self.released.append(from_json(to_json(document)))
        return self.released[-1]


def all_calendars(document: ReleaseDocument) -> dict[tuple[str, ...], bytes]:
    """Write every calendar of a release, by what it is of."""
    written = {}
    for language in LANGUAGES:
        written["event", "", language] = calendars.event_feed(document, language, base_url=BASE_URL)
        for session in {each.slug: each for each in document.sessions}.values():
            found = document.session(session.slug)
            file = calendars.session_file(document, found, language, base_url=BASE_URL)
            written["session", session.slug, language] = file
        for kind, slugs in SLUGS.items():
            for slug in slugs:
                try:
                    feed = calendars.narrowed_feed(document, kind, slug, language, base_url=BASE_URL)
                except NotFound:
                    continue
                written[kind, slug, language] = feed
    return written


releases = st.tuples(
    st.lists(edits, max_size=4), st.sampled_from(("all", "chosen", "chosen", "back")), st.integers(0, 1023)
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(releases, min_size=2, max_size=5))
def test_every_calendar_of_every_release_is_newer_than_the_one_before(app, steps):
    story = Story()
    before = all_calendars(story.release("all", 0))
    for changes, how, pick in steps:
        for change in changes:
            story.draft = change(story.draft)
        after = all_calendars(story.release(how, pick))
        assert [key for key in before if key not in after] == []
        for key, calendar in after.items():
            assert faults_of(calendar) == [], key
            assert newer_faults(before.get(key, calendar), calendar) == [], key
        assert needless_news([(before[key], after[key]) for key in before]) == []
        before = after


def write_room(document, slug, language="en"):
    return calendars.narrowed_feed(document, "rooms", slug, language, base_url=BASE_URL)


def entries_of(calendar: bytes) -> dict[str, dict[str, str]]:
    """Return the properties of each entry by its UID."""
    found = Calendar.from_ical(calendar).walk("VEVENT")
    return {str(entry["UID"]): {name: str(entry[name]) for name in entry} for entry in found}


def test_what_left_a_room_is_called_off_there_and_takes_place_elsewhere(app):
    document = a_document()
    moved = changed(document, "energy", rooms=("break-out-c",))
    moved = numbered(moved, document, reading=calendars.reading, now=moved.released_at)
    energy = moved.session("energy")
    uids = [f"session-{energy.uid}-room-{room}@innovfest" for room in ("break-out-b", "break-out-c")]
    left, here = (
        entries_of(write_room(moved, room))[uid]
        for room, uid in zip(("break-out-b", "break-out-c"), uids, strict=True)
    )
    told = ("SUMMARY", "STATUS", "TRANSP", "SEQUENCE")
    assert [left[name] for name in told] == [
        "No longer here: Break-out: Energy",
        "CANCELLED",
        "TRANSPARENT",
        "1",
    ]
    assert [here[name] for name in told] == ["Break-out: Energy", "CONFIRMED", "OPAQUE", "1"]
    assert left["DESCRIPTION"].startswith("This session is no longer in this room.\n\n")
    assert left["LOCATION"].startswith("Break-out C")


def test_no_uid_is_confirmed_in_one_calendar_and_cancelled_in_another(app):
    document = a_document()
    moved = changed(document, "energy", rooms=("break-out-c",), track="labour", speakers=())
    moved = numbered(moved, document, reading=calendars.reading, now=moved.released_at)
    said: dict[str, set[str]] = {}
    feeds = [calendars.event_feed(moved, "en", base_url=BASE_URL)]
    for kind in calendars.KINDS:
        slugs = [item.slug for item in getattr(moved, kind) if narrowed.members(moved, kind, item.slug)]
        feeds += [calendars.narrowed_feed(moved, kind, s, "en", base_url=BASE_URL) for s in slugs]
    for feed in feeds:
        for uid, entry in entries_of(feed).items():
            said.setdefault(uid, set()).add(entry["STATUS"])
    assert [uid for uid, statuses in said.items() if len(statuses) > 1] == []
    assert sum(statuses == {"CANCELLED"} for statuses in said.values()) == 3


def test_a_room_that_is_gone_still_calls_off_what_was_in_it(app):
    document = a_document()
    moved = changed(document, "energy", rooms=("break-out-c",))
    moved = replace(moved, rooms=tuple(room for room in moved.rooms if room.slug != "break-out-b"))
    moved = numbered(moved, document, reading=calendars.reading, now=moved.released_at)
    feed = write_room(moved, "break-out-b")
    assert [entry["STATUS"] for entry in entries_of(feed).values()] == ["CANCELLED"]
    assert b"\r\nNAME:InnovFest 2027: break-out-b\r\n" in feed
    assert "break-out-b" not in calendars.slugs(moved, "rooms")
    with pytest.raises(NotFound):
        write_room(moved, "cellar")


def test_a_break_takes_no_time_in_a_rooms_calendar(app):
    foyer = entries_of(write_room(a_document(), "urban-foyer"))
    assert [(entry["SUMMARY"], entry["TRANSP"]) for entry in foyer.values()] == [
        ("Arrival", "TRANSPARENT"),
        ("Coffee", "TRANSPARENT"),
        ("Reception", "OPAQUE"),
    ]


def test_a_tracks_calendar_has_its_name_and_colour_in_each_language(app):
    for language, name in (("nl", "Energie"), ("en", "Energy"), ("fr", "Énergie")):
        feed = calendars.narrowed_feed(a_document(), "tracks", "energy", language, base_url=BASE_URL).decode()
        lines = feed.split("\r\n")
        assert f"X-WR-CALNAME:InnovFest 2027: {name}" in lines
        assert "COLOR:goldenrod" in lines
        assert f"SOURCE;VALUE=URI:{BASE_URL}/2027/tracks/energy.ics?lang={language}" in lines


def test_an_entry_that_is_newer_for_nothing_is_found(app):
    def write(document):
        return [calendars.event_feed(document, language, base_url=BASE_URL) for language in ("nl", "fr")]

    document = a_document()
    energy = document.session("energy")
    versions = list(zip(write(document), write(changed(document, "energy")), strict=True))
    assert needless_news(versions) == [f"session-{energy.uid} is newer and says the same"]
    in_french = changed(document, "energy", title=energy.title | {"fr": "Autre"})
    assert needless_news(list(zip(write(document), write(in_french), strict=True))) == []


def test_a_move_to_a_room_of_the_same_name_is_news_to_who_follows_a_room(app):
    day = a_small_day()
    day = replace(day, rooms=tuple(replace(room, name="Break-out", directions={}) for room in day.rooms))
    moved = with_sessions(day, [replace(s, rooms=ROOMS[0]) if s.id == 1 else s for s in day.sessions])
    moved = numbered(moved, day, reading=calendars.reading, now=day.released_at + timedelta(hours=1))
    assert newer_faults(write_room(day, "break-out-b"), write_room(moved, "break-out-b")) == []
    assert [session.sequence for session in moved.sessions] == [1, 0]
