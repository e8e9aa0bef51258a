"""What is written is read back the same by programs that others wrote."""

import re
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innovfest import calendars
from innovfest.calendars import zones
from innovfest.calendars.own import everything
from innovfest.calendars.owners import Organisers
from innovfest.programme.document import Once, RoomFacts, SpeakerFacts, SpeakerPart
from innovfest.wording import clean_line, clean_text
from tests.support import calendar_readers
from tests.support.calendar_readers import ReadEntry, with_ics, with_vobject
from tests.support.documents import RELEASED, a_document, a_session, an_event, changed
from tests.support.own_calendars import goes_unasked

BASE_URL = "https://innovfest.example"

SPRING_NIGHT = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
"""02:00 in Mechelen becomes 03:00."""

AUTUMN_NIGHT = datetime(2027, 10, 31, 1, 0, tzinfo=UTC)
"""03:00 in Mechelen becomes 02:00."""

HOSTILE = (
    "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n",
    "\r",
    "\n ",
    "\\n",
    "\\N",
    "\\",
    "\\;",
    ";,:",
    '"',
    "^n^'",
    "{braces} %s %(name)s",
    "=1+1",
    "<b>&amp;",
    "\0\x07\x7f\x85",
    "\u2028\u2029\x0b\x0c",
    "\u202eevil\u2066",
    "\ufeff",
    "👩‍👩‍👧‍👦 李 Łukasz Zoë D'Hoore",
    "é" * 80,
    "x" * 200,
)

FOR_EVERYBODY = {"kind": "plenary", "slot": None, "bookable": False}

hostile_text = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), max_size=5).map("".join)


def near(moment):
    return st.integers(-7200, 7200).map(lambda seconds: moment + timedelta(seconds=seconds))


instants = (
    st.integers(0, 11 * 366 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    )
    | near(SPRING_NIGHT)
    | near(AUTUMN_NIGHT)
    | near(datetime(2027, 2, 20, 23, 0, tzinfo=UTC))
)


@st.composite
def sessions(draw, *, number):
    starts_at = draw(instants)
    return a_session(
        f"session-{number}",
        id=number,
        title={"en": draw(hostile_text)},
        abstract={"en": draw(hostile_text)},
        note={draw(st.sampled_from(["nl", "en", "fr"])): draw(hostile_text)},
        track=None,
        rooms=("hostile",),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=draw(st.integers(1, 600))),
        sequence=draw(st.integers(0, 99)),
        cancelled=draw(st.booleans()),
        **draw(st.sampled_from([{}, FOR_EVERYBODY, {**FOR_EVERYBODY, "kind": "break"}])),
        online_url=draw(st.sampled_from(("", "https://video.example/a;b,c?d=%2C"))),
    )


@st.composite
def documents(draw):
    return a_document(
        event=an_event(name=draw(hostile_text), organiser_name=draw(hostile_text)),
        rooms=(RoomFacts("hostile", draw(hostile_text), 10),),
        sessions=tuple(draw(sessions(number=number)) for number in (1, 2)),
    )


@pytest.fixture(scope="module")
def readers():
    """Give two readers in Python and two in JavaScript."""
    found = {"vobject": with_vobject, "ics": with_ics}
    with ExitStack() as processes:
        for name in calendar_readers.IN_JAVASCRIPT:
            found[name] = processes.enter_context(calendar_readers.in_javascript(name))
        yield found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents())
def test_every_reader_finds_what_was_written(readers, document):
    written = calendars.event_feed(document, "en", base_url=BASE_URL)
    for name, read in readers.items():
        found = sorted(as_read(entry, name) for entry in read(written))
        assert found == sorted(as_read(entry, name) for entry in expected(document)), name


@pytest.fixture(scope="module")
def jcal_reader():
    """Give ical.js, which reads jCal as it stands."""
    with calendar_readers.in_javascript("ical.js from JSON") as read:
        yield read


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents())
def test_as_json_it_says_the_same(jcal_reader, document):
    written = calendars.event_feed_as_json(document, "en", base_url=BASE_URL)
    found = sorted(as_read(entry, "ical.js") for entry in jcal_reader(written))
    assert found == sorted(as_read(entry, "ical.js") for entry in expected(document))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents(), left=st.sets(st.sampled_from((1, 2))))
def test_every_reader_finds_what_is_in_a_room_and_what_left_it(readers, document, left):
    document = replace(
        document,
        sessions=tuple(
            replace(session, rooms=(), once=Once(rooms=("hostile",))) if session.id in left else session
            for session in document.sessions
        ),
    )
    written = calendars.narrowed_feed(document, "rooms", "hostile", "en", base_url=BASE_URL)
    for name, read in readers.items():
        found = sorted(as_read(entry, name) for entry in read(written))
        assert found == sorted(as_read(entry, name) for entry in in_a_room(document, left)), name


@st.composite
def agendas(draw):
    """Draw somebody's day: seats held or lost, and places in line in any state, for two sessions."""
    changed_at = datetime(2026, 12, 1, tzinfo=UTC)
    places = st.sampled_from(["waiting", "offered", "promoted", "left", "expired"])
    return calendars.Agenda(
        registration_uid="alice",
        registration_sequence=draw(st.integers(0, 9)),
        name=draw(hostile_text),
        email="alice@example.org",
        status=draw(st.sampled_from(["confirmed", "pending", "waitlisted", "cancelled"])),
        changed_at=changed_at,
        signups=tuple(
            calendars.Signup(number, held=draw(st.booleans()), sequence=1, changed_at=changed_at)
            for number in draw(st.sets(st.sampled_from((1, 2))))
        ),
        speaker=draw(st.sampled_from(["", "sam"])),
        places=tuple(
            calendars.Place(number, status, changed_at, SPRING_NIGHT if status == "offered" else None)
            for number in draw(st.sets(st.sampled_from((None, 1, 2))))
            if (status := draw(places))
        ),
        alarm=calendars.Alarm(draw(st.sampled_from([None, 0, 15])), 1, changed_at),
    )


def every_calendar(document, agenda):
    """Yield each kind of calendar that there is, by name: those for everybody, people's own, and a mail's."""
    said = {"base_url": BASE_URL}
    yield "event", calendars.event_feed(document, "en", **said)
    for session in document.sessions:
        yield session.slug, calendars.session_file(document, session, "en", **said)
    for kind, slug in (("tracks", "energy"), ("rooms", "hostile"), ("speakers", "sam")):
        yield kind, calendars.narrowed_feed(document, kind, slug, "en", **said)
    yield "own", calendars.agenda(document, agenda, "en", **said)
    yield "speaker's", calendars.speakers_sessions(document, "sam", "speaker-1", agenda.alarm, "en", **said)
    role = Organisers(1, None, "en", "organiser-1", ((1, 30, 0, None, 0, None), (2, 0, 1, None, 0, None)))
    yield "organiser's", everything(document, role, "en", **said)
    if not agenda.cancelled:
        mailed = calendars.invitation(document, agenda, "en", organiser_address="desk@example.org", **said)
        yield "mail's", mailed


NUMBERS = count(1000)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents(), agenda=agendas(), name=hostile_text, left=st.sets(st.sampled_from((1, 2))))
def test_all_readers_agree_on_every_calendar(readers, document, agenda, name, left):
    part = SpeakerPart("sam", "speaker")
    document = replace(
        document,
        number=next(NUMBERS),  # no two releases have the same, and what was written of one is kept
        speakers=(SpeakerFacts("sam", name or "Sam", ""),),
        sessions=tuple(
            replace(session, once=Once(tracks=("energy",), speakers=("sam",)))
            if session.id in left
            else replace(session, track="energy", speakers=(part,))
            for session in document.sessions
        ),
    )
    for kind, written in every_calendar(document, agenda):
        read = {reader: sorted(map(plainly, found(written))) for reader, found in readers.items()}
        first, *others = read.values()
        assert first, kind
        assert all(other == first for other in others), (kind, read)
        if kind in {"event", "tracks", "rooms", "speakers", "speaker's"}:
            times = [(entry.starts_at, entry.ends_at) for entry in first]
            assert sorted(times) == sorted((s.starts_at, s.ends_at) for s in document.sessions), kind
        if kind == "own":
            assert {entry.uid: entry.status for entry in first} == own_statuses(document, agenda)


def own_statuses(document, agenda):
    """Say how the day stands, and each session that is chosen, awaited, for everybody or one's own part."""
    words = {"confirmed": "CONFIRMED", "cancelled": "CANCELLED"}
    found = {"registration-alice@innovfest": words.get(agenda.status, "TENTATIVE")}
    day = found["registration-alice@innovfest"]
    seats = {seat.session_id: seat.held for seat in agenda.signups}
    awaits = {place.session_id: place.status in {"waiting", "offered"} for place in agenda.places}
    for session in document.sessions:
        now = goes_unasked(session, agenda.speaker)
        once = bool(agenda.speaker) and agenda.speaker in session.once.speakers
        if now or once or session.id in seats or session.id in awaits:
            word = "TENTATIVE" if awaits.get(session.id) else "CANCELLED"
            word = day if now or seats.get(session.id) else word
            over = session.cancelled or agenda.status == "cancelled"
            found[f"signup-alice-{session.uid}@innovfest"] = "CANCELLED" if over else word
    return found


def plainly(entry):
    """Leave out of an entry what not every reader can say."""
    return as_read(entry, "ics")


@pytest.mark.parametrize("night", [SPRING_NIGHT, AUTUMN_NIGHT], ids=["spring", "autumn"])
@pytest.mark.parametrize("start", [-90, -60, -30, -1, 0, 30, 60, 90])
def test_a_session_in_the_night_of_the_clock_change_keeps_its_instant(readers, night, start):
    starts_at = night + timedelta(minutes=start)
    session = a_session(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45))
    written = calendars.session_file(a_document(sessions=(session,)), session, "en", base_url=BASE_URL)
    for read in readers.values():
        assert [(entry.starts_at, entry.ends_at) for entry in read(written)] == [
            (session.starts_at, session.ends_at)
        ]


def test_a_session_over_midnight_ends_the_next_day(readers):
    session = a_session(
        starts_at=datetime(2027, 2, 20, 22, 30, tzinfo=UTC), ends_at=datetime(2027, 2, 20, 23, 30, tzinfo=UTC)
    )
    written = calendars.session_file(a_document(sessions=(session,)), session, "en", base_url=BASE_URL)
    assert b"DTEND;TZID=Europe/Brussels:20270221T003000" in written
    for read in readers.values():
        assert [entry.ends_at for entry in read(written)] == [session.ends_at]


def test_readers_see_a_cancelled_session_as_cancelled_and_newer(readers):
    document = changed(a_document(), "energy", cancelled=True)
    written = calendars.event_feed(document, "en", base_url=BASE_URL)
    for read in readers.values():
        energy = next(entry for entry in read(written) if "Energy" in entry.title)
        assert (energy.title, energy.status, energy.sequence) == (
            "Cancelled: Break-out: Energy",
            "CANCELLED",
            1,
        )


def test_readers_see_ones_own_day_and_seats(readers):
    alice = calendars.Agenda(
        registration_uid="alice",
        registration_sequence=2,
        name="Alice",
        email="alice@example.org",
        status="confirmed",
        changed_at=RELEASED,
        signups=(calendars.Signup(7, held=True, sequence=1, changed_at=RELEASED),),
    )
    document = a_document()
    written = calendars.agenda(document, alice, "en", base_url=BASE_URL)
    unasked = [session.title["en"] for session in document.sessions if goes_unasked(session)]
    for read in readers.values():
        assert sorted((entry.title, entry.status, entry.sequence) for entry in read(written)) == sorted(
            [
                ("Break-out: Energy", "CONFIRMED", 1),
                ("InnovFest 2027", "CONFIRMED", 4),
                *((title, "CONFIRMED", 2) for title in unasked),
            ]
        )


def test_the_zone_of_brussels_is_right_every_half_hour_around_each_change_for_ten_years():
    written = tzical(StringIO(zones.vtimezone("Europe/Brussels").to_ical().decode())).get()
    brussels = ZoneInfo("Europe/Brussels")
    for moment in half_hours_around_changes(range(2026, 2037)):
        assert moment.astimezone(written).utcoffset() == moment.astimezone(brussels).utcoffset(), moment


def half_hours_around_changes(years):
    """Yield the half hours of the last nights of March and October, three hours to each side of 01:00 UTC."""
    for year in years:
        for month in (3, 10):
            last_day = datetime(year, month, 31, 1, 0, tzinfo=UTC)
            change = last_day - timedelta(days=(last_day.weekday() + 1) % 7)
            for half_hours in range(-6, 7):
                yield change + timedelta(minutes=30 * half_hours)


def expected(document):
    entries = []
    for session in document.sessions:
        title = session.title["en"].strip()
        entries.append(
            ReadEntry(
                uid=f"session-{session.uid}@innovfest",
                sequence=session.sequence,
                status="CANCELLED" if session.cancelled else "CONFIRMED",
                starts_at=session.starts_at.replace(microsecond=0),
                ends_at=session.ends_at.replace(microsecond=0),
                title=clean_line(f"Cancelled: {title}" if session.cancelled else title),
                description=clean_text(described(session)),
                location=clean_line(
                    f"{document.rooms[0].name}, Lamot, Van Beethovenstraat 8-10, 2800 Mechelen, Belgium"
                ),
            )
        )
    return entries


def in_a_room(document, left):
    """Return what a room's calendar says: as the event's does, but for what left the room."""
    for session, everywhere in zip(document.sessions, expected(document), strict=True):
        told = {"uid": everywhere.uid.replace("@", "-room-hostile@")}
        if session.id in left:
            told["location"] = "Lamot, Van Beethovenstraat 8-10, 2800 Mechelen, Belgium"
        if session.id in left and not session.cancelled:
            gone = f"This session is no longer in this room.\n\n{described(session)}"
            title = clean_line(f"No longer here: {session.title['en'].strip()}")
            told |= {"status": "CANCELLED", "title": title, "description": clean_text(gone)}
        yield replace(everywhere, **told)


def described(session):
    (note,) = session.note.values()
    parts = (
        session.abstract["en"].strip(),
        note.strip(),
        "This is an example programme.",
        f"Follow on line: {session.online_url}" if session.online_url and not session.cancelled else "",
        f"{BASE_URL}/2027/sessions/{session.slug}",
    )
    return "\n\n".join(part for part in parts if part)


def as_read(entry, reader):
    """Leave out what a reader can't say: two take an escaped backslash before an n for a line break."""
    if reader not in {"ics", "node-ical"}:
        return entry
    texts = {name: getattr(entry, name) for name in ("title", "description", "location")}
    return replace(entry, **{name: _AMBIGUOUS.sub("", text) for name, text in texts.items()})


_AMBIGUOUS = re.compile(r"\\+[nNrR]?|[\r\n]")
