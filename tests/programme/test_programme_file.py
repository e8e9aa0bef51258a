"""The programme as a file: every mistake is named, and what is written is read again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from innovfest import InnovFest, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import BadProgramme, Release, Session, drafting, file, get_session
from innovfest.programme.errors import LeftOut, StillUsed
from innovfest.programme.file.positions import Positions
from innovfest.programme.file.reading import MOST_BYTES, MOST_GUESSES
from innovfest.programme.file.shape import COLOURS, MOST_ITEMS, TABLES, Item, Programme
from innovfest.programme.file.times import read_time, write_time
from innovfest.programme.models import Availability, DraftChange, SessionSpeaker
from innovfest.registration import Registration
from innovfest.speakers.models import SpeakerLink
from innovfest.wording import clean_line, clean_text
from tests.conftest import DAY, NOON, OLIVIA
from tests.programme.broken_files import BROKEN, SMALL, Broken
from tests.support import databases

BRUSSELS = ZoneInfo("Europe/Brussels")
LATER = NOON + timedelta(days=1)


@pytest.fixture
def _english(app: InnovFest) -> Iterator[None]:
    with force_locale("en"):
        yield


def sentences(content: str | bytes) -> list[str]:
    """Read a file that is wrong and return what is said of it."""
    with pytest.raises(BadProgramme) as refusal:
        file.read_programme(content, day=DAY)
    return [str(mistake) for mistake in refusal.value.mistakes]


def exported(event: Event, *, private: bool = False) -> str:
    """Write an edition's draft."""
    db.session.expire_all()
    return file.write_programme(file.gather(event), private=private)


def imported(event: Event, text: str, chosen: set[str] | None = None) -> list[str]:
    """Apply a file, and name what was taken."""
    wanted = file.read_programme(text, otherwise=DAY)
    with unit_of_work():
        return [change.key for change in file.apply(event, wanted, chosen=chosen, by=OLIVIA, now=LATER)]


def differences(event: Event, text: str) -> dict[str, str]:
    """Name what a file would change, in words."""
    db.session.expire_all()
    now, wanted = file.gather(event), file.read_programme(text, otherwise=DAY)
    teller = file.Teller(now, wanted)
    return {change.key: teller.say(change) for change in file.compare(now, wanted)}


def empty(app: InnovFest) -> None:
    """Take everything out of the database, and out of memory."""
    db.session.rollback()
    db.session.expunge_all()
    databases.empty(app)


# Every mistake


@pytest.mark.on_sqlite
@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.new[:30])
def test_every_mistake_is_a_sentence_with_its_line(broken: Broken) -> None:
    assert sentences(broken.text) == list(broken.says)


@pytest.mark.on_sqlite
@pytest.mark.usefixtures("_english")
def test_all_mistakes_are_told_at_once() -> None:
    wrong = (
        SMALL.replace("seats = 80", "seats = -80").replace('"plenary"', '"plenum"').replace("26:00", "noon")
    )
    assert [said.partition(":")[0] for said in sentences(wrong)] == ["Line 5", "Line 19", "Line 51"]


@pytest.mark.on_sqlite
@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (b"a = 1\nb = \xff", "Line 2: This is not UTF-8. Save the file as UTF-8."),
        (b"#" * (MOST_BYTES + 1), "The file is too large: at most 400 kB."),
        ("a = " + "[" * 5000, "The brackets in it are nested too deeply."),
        ("a = 1\nb = " + "1" * 5000, "Line 2: This is no value. Text stands between quotes."),
        (
            "a = 1\n" + "a." * 150_000 + "b = 1",
            "Line 2: “a.a.a.a.a.a.a.a.a.a.…” is no part of a programme file.",
        ),
        ("[" + "a." * 150_000 + "b]", "Line 1: “[a.a.a.a.a.a.a.a.a.a…” is no part of a programme file."),
        (
            "[[tracks]]\n" * (MOST_ITEMS + 1),
            f"Line {MOST_ITEMS + 1}: There are too many [[tracks]]: at most {MOST_ITEMS}.",
        ),
    ],
    ids=["empty", "blank", "not UTF-8", "too large", "deep", "long number", "long key", "long name", "many"],
)
def test_what_is_no_programme_at_all_is_told_so(content: bytes | str, says: str) -> None:
    assert says in sentences(content)


@pytest.mark.on_sqlite
@pytest.mark.usefixtures("_english")
def test_a_number_of_thousands_of_digits_is_no_time() -> None:
    wrong = SMALL.replace('"26:00"', "0x" + "f" * 5000)
    assert "“…” is no time." in sentences(wrong)[0]


@pytest.mark.on_sqlite
@pytest.mark.usefixtures("_english")
def test_what_was_meant_is_looked_for_a_few_times_only() -> None:
    speakers = [f'[[speakers]]\nslug = "speaker-no-{n}"\nname = "Sam"\n' for n in range(200)]
    sessions = [
        f'[[sessions]]\nslug = "s-{n}"\nkind = "break"\ntitle = {{ nl = "x" }}\nspeakers = ["speaker-{n}"]\n'
        for n in range(200)
    ]
    told = sentences(SMALL + "\n".join([*speakers, *sessions]))
    assert (len(told), sum("Did you mean" in said for said in told)) == (200, MOST_GUESSES)


def test_a_broken_file_changes_nothing(event: Event) -> None:
    before, releases = exported(event), db.session.query(Release).count()
    for broken in BROKEN:
        with pytest.raises(BadProgramme):
            imported(event, broken.text)
    assert (exported(event), db.session.query(Release).count()) == (before, releases)


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(BadProgramme):
        file.read_programme(text)


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_line_that_goes_wrong_is_the_line_that_is_named(data: st.DataObject) -> None:
    """Any key of any programme: with a value that no key takes, its own line is told."""
    text = file.write_programme(data.draw(programmes()))
    lines = text.split("\n")
    keys = [n for n, line in enumerate(lines) if "slug = " in line and line.startswith("slug")]
    at = data.draw(st.sampled_from(keys))
    lines[at] = "slug = 1979-05-27"
    with pytest.raises(BadProgramme) as refusal:
        file.read_programme("\n".join(lines))
    assert at + 1 in {mistake.line for mistake in refusal.value.mistakes}


# Written and read again

SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,11}", fullmatch=True)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
LINES = ANY_TEXT.map(clean_line).map(lambda text: text[:120].strip()).filter(bool)
TEXTS = st.dictionaries(
    st.sampled_from(("nl", "en", "fr")), ANY_TEXT.map(clean_text).filter(bool), min_size=1
)
MOMENTS = st.integers(0, 48_000_000).map(
    lambda seconds: datetime(2026, 6, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def in_order(texts: dict[str, str]) -> dict[str, str]:
    """Put a text's languages in the order of the site."""
    return {language: texts[language] for language in ("nl", "en", "fr") if language in texts}


@st.composite
def programmes(draw: Any) -> Programme:
    """Draw a whole programme of hostile texts that the draft could hold."""
    texts = TEXTS.map(in_order).filter(lambda each: all(len(text) <= 200 for text in each.values()))
    maybe = st.just({}) | texts
    spans = st.tuples(MOMENTS, st.integers(1, 2000)).map(lambda s: (s[0], s[0] + timedelta(minutes=s[1])))
    rooms, tracks, slots, speakers, sessions = (
        draw(st.lists(SLUGS, min_size=1, max_size=3, unique=True)) for _ in range(5)
    )
    starts = datetime(2027, 2, 19, 23, 0, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 1439)))
    ends = starts + timedelta(minutes=draw(st.integers(1, 4000)))
    event = {
        "name": draw(LINES),
        "date": DAY,
        "timezone": "Europe/Brussels",
        "starts": starts,
        "ends": ends,
        "capacity": draw(st.integers(0, 1000)),
        "organiser_name": draw(LINES),
        "organiser_email": "olivia@example.org",
        "supported_by": draw(st.just("") | LINES),
        "summary": draw(texts),
        "notes": tuple(draw(st.lists(texts, max_size=2))),
    }
    available = draw(st.sampled_from(["always", "unknown"]) | spans.map(lambda span: (span,)))

    def session(slug: str) -> Item:
        placed, kind = draw(st.booleans()), draw(st.sampled_from(["plenary", "breakout", "break"]))
        begins, stops = draw(spans)
        return Item(
            "sessions",
            slug,
            {
                "slug": slug,
                "uid": str(draw(st.uuids())),
                "kind": kind,
                "starts": begins if placed else None,
                "ends": stops if placed else None,
                "minutes": None if placed else draw(st.none() | st.integers(1, 90)),
                "rooms": tuple(draw(st.permutations(rooms))) if placed else (),
                "track": draw(st.none() | st.sampled_from(tracks)),
                "slot": draw(st.none() | st.sampled_from(slots)),
                "speakers": tuple(
                    (who, draw(st.sampled_from(["speaker", "moderator", "host"])))
                    for who in draw(st.lists(st.sampled_from(speakers), unique=True))
                ),
                "capacity": draw(st.none() | st.integers(0, 99)) if kind == "breakout" else None,
                "needs": tuple(
                    dict.fromkeys(draw(st.lists(LINES.filter(lambda w: len(w) <= 60), max_size=2)))
                ),
                "online_url": draw(st.sampled_from(("", "https://video.example/a?b"))),
                "title": draw(texts),
                "abstract": draw(maybe),
                "note": draw(maybe),
            },
        )

    tables = {
        "event": (Item("event", "", event),),
        "venue": (
            Item(
                "venue",
                "lamot",
                {"slug": "lamot", "name": draw(LINES), "address": draw(LINES), "walk_minutes": 5},
            ),
        ),
        "rooms": tuple(
            Item(
                "rooms",
                slug,
                {"slug": slug, "name": draw(LINES), "seats": 7, "fire_limit": 9, "available": available},
            )
            for slug in rooms
        ),
        "tracks": tuple(
            Item(
                "tracks", slug, {"slug": slug, "colour": draw(st.sampled_from(COLOURS)), "name": draw(texts)}
            )
            for slug in tracks
        ),
        "slots": tuple(
            Item("slots", slug, {"slug": slug, "closes": draw(MOMENTS), "name": draw(texts)})
            for slug in slots
        ),
        "speakers": tuple(
            Item(
                "speakers",
                slug,
                {"slug": slug, "name": draw(LINES), "language": "fr", "biography": draw(maybe)},
            )
            for slug in speakers
        ),
        "sessions": tuple(session(slug) for slug in sessions),
    }
    return Programme(DAY, BRUSSELS, tables)


def essence(item: Item) -> dict[str, Any]:
    """Return what an item says, without what says nothing."""
    keys = {key.name: key for key in TABLES[item.table]}
    return {name: value for name, value in item.values.items() if value not in (None, keys[name].empty)}


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


def fill(event: Event) -> None:
    """Put into the draft one of everything that a file can say."""
    text = exported(event)
    text = text.replace('name = "Auditorium"', 'name = "Auditorium"\navailable = [["14:00", "25:30"]]')
    text = text.replace(
        "[[clusters]]", '[[walks]]\nrooms = ["auditorium", "urban-foyer"]\nminutes = 4\n\n[[clusters]]', 1
    )
    text = text.replace(
        'name = "Jo Brouns"',
        'name = "Jo Brouns"\navailable = "always"\nemail = "jo@example.org"\nphone = "015"',
    )
    text = text.replace(
        'speakers = ["jo-brouns"]',
        'speakers = [{ slug = "jo-brouns", role = "host" }, "jurgen-ingels"]\ncluster = "vil"\n'
        'needs = ["stage"]\nsetup_minutes = 10\npinned = true\nonline_url = "https://video.example/minister"',
    )
    wanted = file.read_programme(text, day=DAY)
    file.apply(event, wanted, by=OLIVIA, now=NOON)
    energy = get_session(event.id, "energy")
    energy.placement, energy.minutes = None, 45


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
