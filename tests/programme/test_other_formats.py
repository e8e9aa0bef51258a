"""Schedules of pretalx and frab, tables and workbooks become the same changes of the draft, or sentences."""

import contextlib
import io
import json
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innovfest import InnovFest, programme
from innovfest.calendars import schedule_file
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import BadProgramme, file, get_session
from innovfest.programme.file import cells
from innovfest.programme.file.headings import guess_columns
from innovfest.programme.file.json_lines import read_json
from innovfest.programme.file.shape import MOST_ITEMS
from tests.conftest import NOON, OLIVIA

GUID = "2d64f8e2-26ee-529f-b5ab-3b3f326e31b9"
TALK: dict[str, Any] = {
    "id": 25,
    "guid": GUID,
    "date": "2027-02-20T10:00:00+01:00",
    "start": "10:00",
    "duration": "00:30",
    "room": "Gray Room",
    "slug": "democon-25-brand",
    "title": "Brand back-end models",
    "subtitle": "In practice",
    "track": "Phased",
    "type": "Talk",
    "language": "en",
    "abstract": "Brand!",
    "description": "Station provide.",
    "persons": [{"id": 26, "public_name": "Brian Robinson", "biography": "Grew up."}, {"name": "Jo Brouns"}],
    "links": [],
}
XML = """<?xml version="1.0" encoding="utf-8"?>
<schedule>
  <version>1</version>
  <conference><title>Demo</title><acronym>demo</acronym></conference>
  <day index="1" date="2027-02-20" start="2027-02-20T04:00:00+01:00" end="2027-02-21T03:59:00+01:00">
    <room name="Auditorium">
      <event guid="2d64f8e2-26ee-529f-b5ab-3b3f326e31b9" id="7">
        <date>2027-02-20T10:00:00+01:00</date>
        <start>10:00</start>
        <duration>00:30</duration>
        <room>Auditorium</room>
        <title>Déjà &amp; vu</title>
        <type>Keynote</type>
        <language>fr</language>
        <abstract>Un texte</abstract>
        <persons><person id="3">Jürgen Ingels</person></persons>
      </event>
    </room>
  </day>
</schedule>
"""


@pytest.fixture(autouse=True)
def _english(app: InnovFest) -> Iterator[None]:
    with force_locale("en"):
        yield


def schedule(*talks: dict[str, Any]) -> bytes:
    """Write a schedule.json of one day."""
    rooms: dict[str, list[dict[str, Any]]] = {}
    for talk in talks:
        rooms.setdefault(talk.get("room", "Gray Room"), []).append(talk)
    return json.dumps(
        {"schedule": {"version": "1", "conference": {"days": [{"index": 1, "rooms": rooms}]}}}
    ).encode()


def told(event: Event, wanted: file.Programme) -> dict[str, str]:
    """Name what would change, in words."""
    db.session.expire_all()
    now = file.gather(event)
    teller = file.Teller(now, wanted)
    return {change.key: teller.say(change) for change in file.compare(now, wanted)}


def apply(event: Event, wanted: file.Programme) -> None:
    """Take all that is usual."""
    with unit_of_work():
        file.apply(event, wanted, by=OLIVIA, now=NOON)


def refused(event: Event, content: bytes) -> list[str]:
    """Read a schedule that is wrong."""
    with pytest.raises(BadProgramme) as refusal:
        file.read_schedule(content, file.gather(event))
    return [str(mistake) for mistake in refusal.value.mistakes]


# schedule.json and schedule.xml


def test_a_schedule_brings_rooms_tracks_and_people_along(event: Event) -> None:
    wanted = file.read_schedule(schedule(TALK), file.gather(event))
    assert set(told(event, wanted)) == {
        "new/rooms/gray-room",
        "new/tracks/phased",
        "new/speakers/brian-robinson",
        "new/sessions/brand-back-end-models",
    }
    apply(event, wanted)
    session = get_session(event.id, "brand-back-end-models")
    assert (session.uid, session.kind, session.title) == (GUID, "plenary", {"en": "Brand back-end models"})
    assert session.abstract == {"en": "In practice\n\nBrand!\n\nStation provide."}
    assert [part.speaker.slug for part in session.parts] == ["brian-robinson", "jo-brouns"]
    assert session.placement.starts_at == datetime(2027, 2, 20, 9, tzinfo=UTC)
    again = file.read_schedule(schedule(TALK), file.gather(event))
    assert told(event, again) == {}


def test_a_talk_that_moved_is_known_by_its_guid(event: Event) -> None:
    apply(event, file.read_schedule(schedule(TALK), file.gather(event)))
    moved = {**TALK, "title": "Another title", "date": "2027-02-20T11:00:00+01:00"}
    wanted = file.read_schedule(schedule(moved), file.gather(event))
    assert told(event, wanted) == {
        "changed/sessions/brand-back-end-models/time": "time: “10:00–10:30” becomes “11:00–11:30”",
        "changed/sessions/brand-back-end-models/title": "title (en): “Brand back-end models” "
        "becomes “Another title”",
    }


def test_talks_beside_each_other_are_break_outs(event: Event) -> None:
    beside = {**TALK, "guid": "", "title": "Beside", "room": "Tan Room"}
    later = {**TALK, "guid": "", "title": "Lunch break", "date": "2027-02-20T12:00:00+01:00"}
    wanted = file.read_schedule(schedule(TALK, beside, later), file.gather(event))
    assert [item.values["kind"] for item in wanted.of("sessions")] == ["breakout", "break", "breakout"]


def test_an_xml_schedule_is_read_the_same(event: Event) -> None:
    apply(event, file.read_schedule(XML.encode(), file.gather(event)))
    session = get_session(event.id, "deja-vu")
    assert (session.uid, session.kind, session.title) == (GUID, "plenary", {"fr": "Déjà & vu"})
    assert [part.speaker.slug for part in session.parts] == ["jurgen-ingels"]
    assert [place.room.slug for place in session.placement.rooms] == ["auditorium"]


@pytest.mark.parametrize("form", ["xml", "json"])
def test_our_own_schedule_changes_nothing(event: Event, form: str) -> None:
    document = programme.current_document(event)
    body = schedule_file(document, form, "en", base_url="https://innovfest.example")
    wanted = file.read_schedule(body, file.gather(event))
    assert told(event, wanted) == {}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"date": "tomorrow"}, "Line 1, 1. Brand back-end models: “tomorrow” is no date and time."),
        ({"date": "2097-02-20T10:00:00+01:00"}, "is more than a year from the edition’s day."),
        ({"duration": "half an hour"}, "“half an hour” is no duration. It looks like 00:45."),
        ({"duration": "00:00"}, "“00:00” is no duration. It looks like 00:45."),
        ({"title": " "}, "Line 1, 1. ?: It has no title."),
        ({"guid": "12"}, "“12” is no guid: it has to be a UUID."),
        ({"abstract": "x" * 10_001}, "A text is too long: at most 10000 characters."),
        ({"title": "x" * 301}, "A title, or the name of a room or a person, is too long."),
    ],
)
def test_what_is_wrong_with_a_talk_is_told(event: Event, changes: dict[str, Any], says: str) -> None:
    (sentence,) = refused(event, schedule({**TALK, **changes}))
    assert says in sentence


def test_a_mistake_in_json_names_the_line_where_its_session_begins(event: Event) -> None:
    pretty = json.dumps(json.loads(schedule(TALK, {**TALK, "guid": "12"}, {**TALK, "title": ""})), indent=2)
    lines = pretty.splitlines()
    begins = [number for number, line in enumerate(lines, 1) if line == " " * 14 + "{"]
    told_of = refused(event, b"\xef\xbb\xbf" + pretty.encode())
    assert [sentence.split(":")[0] for sentence in told_of] == [
        f"Line {begins[1]}, 2. Brand back-end models",
        f"Line {begins[2]}, 3. ?",
        f"Line {begins[2]}, 3. ?",
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.sampled_from((None, 2)),
)
def test_json_with_places_says_what_json_says(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    assert read_json(text) == value
    assert [text[each.at] for each in placed_in(read_json(text))] == ["{"] * len(list(placed_in(value)))


def placed_in(value: Any) -> Iterator[Any]:
    """Yield every object in a value, itself included."""
    if isinstance(value, dict):
        yield value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inside:
        yield from placed_in(each)


def test_every_talk_is_told_about_at_once(event: Event) -> None:
    wrong = [{**TALK, "guid": "", "date": ""}, {**TALK, "title": ""}, {**TALK, "guid": "", "duration": "?"}]
    assert len(refused(event, schedule(*wrong))) == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "Line 1, column 2: This is not JSON from here on."),
        (b"[]", "This is no schedule.json: it has no schedule, conference, days and rooms."),
        (b'{"schedule": {"conference": {"days": []}}}', "There is no session in this schedule."),
        (b"\xff{}", "This is not UTF-8. Save the file as UTF-8."),
        (b'{"schedule": ' + b"1" * 5000 + b"}", "This is no value. Text stands between quotes."),
        (b"<schedule><day>", "Line 1, column 16: This is not XML from here on."),
        (b"<html></html>", "Line 1: This is no schedule.xml: it begins with another element."),
        (b"<schedule></schedule>", "There is no session in this schedule."),
        (b"<a>" * 30, "Line 1: There is more in it than a schedule can hold."),
        (
            b'<?xml version="1.0"?>\n<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>\n<s>&b;</s>',
            "Line 2: A document type is declared here. A schedule needs none; take it out.",
        ),
        (
            b'<!DOCTYPE s SYSTEM "file:///etc/passwd"><schedule/>',
            "Line 1: A document type is declared here. A schedule needs none; take it out.",
        ),
    ],
)
def test_what_is_no_schedule_is_told_so(event: Event, content: bytes, says: str) -> None:
    assert refused(event, content) == [says]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: b"<schedule>" + text.encode()))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_do_more_than_be_refused(event: Event, content: bytes) -> None:
    with pytest.raises(BadProgramme):
        file.read_schedule(content, file.gather(event))


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-16", "IBM850", "UTF-8", "no-such-thing"])
def test_a_schedule_may_be_written_in_an_older_encoding(event: Event, encoding: str) -> None:
    text = XML.replace('encoding="utf-8"', f'encoding="{encoding}"')
    content = text.encode("cp1252" if encoding == "no-such-thing" else encoding)
    wanted = file.read_source(file.open_source(content), file.gather(event), language="en")
    assert wanted.of("sessions")[0].values["title"] == {"fr": "Déjà & vu"}
    assert wanted.of("sessions")[0].values["speakers"] == (("jurgen-ingels", "speaker"),)


@pytest.mark.parametrize(
    ("day", "change", "start", "begins"),
    [
        ('start="2027-02-20T04:00:00+01:00"', "", "01:30", datetime(2027, 2, 21, 0, 30, tzinfo=UTC)),
        ('start="2027-02-20T09:00:00+01:00"', "", "00:15:00", datetime(2027, 2, 20, 23, 15, tzinfo=UTC)),
        ('start="2027-02-20T09:00:00+01:00"', "", "08:59", datetime(2027, 2, 21, 7, 59, tzinfo=UTC)),
        ('start="2027-02-20T13:00:00+01:00"', "", "12:30", datetime(2027, 2, 20, 11, 30, tzinfo=UTC)),
        ("", "04:00:00", "01:30", datetime(2027, 2, 21, 0, 30, tzinfo=UTC)),
        ("", "04:00", "10:00", datetime(2027, 2, 20, 9, 0, tzinfo=UTC)),
        ("", "", "01:30", datetime(2027, 2, 20, 0, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_after_midnight_is_of_the_day_before(
    event: Event, day: str, change: str, start: str, begins: datetime
) -> None:
    conference = f"<conference><day_change>{change}</day_change></conference>" if change else ""
    talk = f"<event><title>Late</title><start>{start}</start><duration>00:30</duration></event>"
    night = f'<day date="2027-02-20" {day}><room name="Zolder">{talk}</room></day>'
    wanted = file.read_schedule(f"<schedule>{conference}{night}</schedule>".encode(), file.gather(event))
    assert wanted.of("sessions")[0].values["starts"] == begins


def test_an_hour_that_summer_time_skips_is_told(event: Event) -> None:
    assert refused(event, schedule({**TALK, "date": "2027-03-28T02:30:00"})) == [
        "Line 1, 1. Brand back-end models: "
        "“2027-03-28T02:30:00” does not exist: summer time begins that night."
    ]
    (kept,) = file.read_schedule(schedule({**TALK, "date": "2027-03-28T03:30:00"}), file.gather(event)).of(
        "sessions"
    )
    assert kept.values["starts"] == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


# Tables

TABLE = """\
Titel\tTitle (en)\tSoort\tBegin\tEinde\tZaal\tSpoor\tSprekers
Openingswoord\tOpening words\tplenair\t14u00\t14u15\tAuditorium\t\tJürgen Ingels
Windmolens\tWindmills\tworkshop\t14:15\t15:00\tBreak-out A; Zolder\tEnergie\tSam Peeters (Flux50); Jo Brouns
"""


def sheet(event: Event, text: str, **options: Any) -> file.Programme:
    """Read a table."""
    return file.read_sheet(file.rows_of_text(text), file.gather(event), language="nl", **options)


def wrong_cells(event: Event, text: str) -> list[str]:
    """Read a table that is wrong."""
    with pytest.raises(BadProgramme) as refusal:
        sheet(event, text)
    return [str(mistake) for mistake in refusal.value.mistakes]


def test_a_pasted_table_makes_sessions(event: Event) -> None:
    wanted = sheet(event, TABLE)
    assert told(event, wanted) == {
        "new/rooms/zolder": "new: seats 0; assumed yes",
        "new/speakers/sam-peeters": "new: organisation Flux50",
        "new/sessions/openingswoord": "new: rooms Auditorium; kind plenary; start 14:00; end 14:15; "
        "speakers Jürgen Ingels",
        "new/sessions/windmolens": "new: rooms Break-out A, Zolder; kind breakout; start 14:15; end 15:00; "
        "track Energy; speakers Sam Peeters, Jo Brouns",
    }
    apply(event, wanted)
    session = get_session(event.id, "windmolens")
    assert session.title == {"nl": "Windmolens", "en": "Windmills"}
    assert [place.room.slug for place in session.placement.rooms] == ["breakout-a", "zolder"]
    assert told(event, sheet(event, TABLE)) == {}


@pytest.mark.parametrize("between", [";", ","])
def test_a_table_may_be_csv(event: Event, between: str) -> None:
    rows = [
        ["Title", "Start", "Length", "Speakers"],
        ["Wind", "14:00", "45", 'Sam "the" Peeters'],
        ["No, time", "", "30", ""],
    ]
    text = "\r\n".join(
        between.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows
    )
    found = sheet(event, text).of("sessions")
    assert [(item.slug, item.values.get("ends"), item.values.get("minutes")) for item in found] == [
        ("wind", datetime(2027, 2, 20, 13, 45, tzinfo=UTC), None),
        ("no-time", None, 30),
    ]


def test_a_title_of_the_draft_is_that_session(event: Event) -> None:
    assert told(event, sheet(event, "Title\tStart\nKeynote\t15:20\n")) == {
        "changed/sessions/keynote/time": "time: “15:15–15:50” becomes “15:20–15:55”",
    }


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("\t14:00\t15:00\t\t", "Row 2, column A “Titel”: A title is missing."),
        (
            "Wind\thalf drie\t15:00\t\t",
            "Row 2, column B “Start”: “half drie” is no time. It looks like 14:30.",
        ),
        ("Wind\t14:00\t25.80\t\t", "Row 2, column C “Einde”: “25.80” is no time. It looks like 14:30."),
        ("Wind\t15:00\t14:00\t\t", "Row 2, column C “Einde”: It ends before it starts, or at once."),
        ("Wind\t\t14:00\t\t", "Row 2, column C “Einde”: There is an end and no start."),
        ("Wind\t14:00\t\t\t", "Row 2, column B “Start”: There is a start, but no end and no length."),
        ("Wind\t14:00\t\tlang\t", "Row 2, column D “Duur”: “lang” is no length. It looks like 45 or 1:30."),
        ("Wind\t14:00\t=B2+1\t\t", "Row 2, column C “Einde”: This is a formula. Paste its value."),
        (
            "Wind\t14:00\t15:00\t\tzang",
            "Row 2, column E “Soort”: “zang” is no kind. Write plenary, break-out, break or reception.",
        ),
        ("Wind\t14:00\t15:00\t\t\nwind\t\t\t\t", "Row 3, column A “Titel”: Row 2 has the same title."),
        (f"{'x' * 301}\t\t\t\t", "Row 2, column A “Titel”: This is too long: at most 300 characters."),
    ],
)
def test_a_bad_cell_is_told_by_row_and_column(event: Event, row: str, says: str) -> None:
    assert says in wrong_cells(event, f"Titel\tStart\tEinde\tDuur\tSoort\n{row}\n")


def test_every_bad_cell_is_told_at_once(event: Event) -> None:
    text = "Titel\tStart\tEinde\nA\tx\ty\nB\t14:00\t13:00\n\t14:00\t15:00\n"
    assert [said.partition(":")[0] for said in wrong_cells(event, text)] == [
        "Row 2, column B “Start”",
        "Row 3, column C “Einde”",
        "Row 4, column A “Titel”",
    ]


def test_a_column_may_be_told(event: Event) -> None:
    text = "X\tY\nWind\t14:00-14:30\n"
    assert wrong_cells(event, text) == ["Line 1: No column is the title. Choose which one it is."]
    (item,) = sheet(event, text, columns=["title:nl", "starts"]).of("sessions")
    assert item.values["ends"] == datetime(2027, 2, 20, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        ("Titel Begin Einde Zaal Sprekers", "title:nl starts ends rooms speakers"),
        ("Title Start End Room Speakers", "title:en starts ends rooms speakers"),
        ("Titre Début Fin Salle Orateurs", "title:fr starts ends rooms speakers"),
        ("Titel_(EN) Titel Omschrijving_FR", "title:en title:nl abstract:fr"),
        (
            "Sessie Datum Starttijd Duur Thema Moderator Opmerking",
            "title:nl day  minutes track moderators note:nl",
        ),
    ],
)
def test_headings_of_three_languages_are_understood(headings: str, columns: str) -> None:
    assert guess_columns([each.replace("_", " ") for each in headings.split(" ")], "nl") == columns.split(" ")


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("14:30", (14, 30)),
        ("14u30", (14, 30)),
        ("9h", (9, 0)),
        ("14.05", (14, 5)),
        ("25:30", (25, 30)),
        ("1430", None),
        ("14:60", None),
    ],
)
def test_an_hour_is_read_as_people_write_it(text: str, clock: tuple[int, int] | None) -> None:
    assert cells.read_clock(text) == clock


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45", 45), ("45 min", 45), ("1:30", 90), ("1u30", 90), ("2 h", 120), ("0", None), ("", None)],
)
def test_a_length_is_read_as_people_write_it(text: str, minutes: int | None) -> None:
    assert cells.read_length(text) == minutes


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=1, max_size=4))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_read_or_refused(event: Event, rows: list[list[str]]) -> None:
    text = file.text_of_rows([["Titel", "Start", "Sprekers"], *rows])
    with contextlib.suppress(BadProgramme):
        assert sheet(event, text).of("sessions") != ()


# Workbooks


def workbook(*rows: list[Any]) -> bytes:
    """Write an XLSX file."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_its_table(event: Event) -> None:
    hour = datetime(2027, 2, 20, 14, 30).time()  # noqa: DTZ001 - a cell has no zone
    content = workbook(["Titel", "Start", "Duur", "Dag"], ["Wind", hour, 45, datetime(2027, 2, 20)])  # noqa: DTZ001
    rows = file.read_workbook(content)
    assert rows == [["Titel", "Start", "Duur", "Dag"], ["Wind", "14:30", "45", "2027-02-20"]]
    (item,) = file.read_sheet(rows, file.gather(event), language="nl").of("sessions")
    assert item.values["starts"] == datetime(2027, 2, 20, 13, 30, tzinfo=UTC)


def test_a_workbook_with_too_many_rows_is_told_so(event: Event) -> None:
    rows = file.read_workbook(workbook(["Titel"], *([f"Wind {n}"] for n in range(MOST_ITEMS + 50))))
    assert wrong_cells(event, file.text_of_rows(rows)) == [f"There are too many rows: at most {MOST_ITEMS}."]


@pytest.mark.parametrize("cell", ["1{}x\tZolder", "10:00-11:00\tZolder{}x"])
def test_a_cell_full_of_spaces_takes_no_time(event: Event, cell: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(BadProgramme):
        sheet(event, f"Titel\tStart\tZaal\nWind\t{cell.format(' ' * 60_000)}\n")
    assert time.process_time() - begun < 2  # it took minutes


def test_a_formula_is_not_worked_out(event: Event) -> None:
    rows = file.read_workbook(workbook(["Titel", "Start"], ["Wind", "=1+1"]))
    assert wrong_cells(event, file.text_of_rows(rows)) == [
        "Row 2, column B “Start”: This is a formula. Paste its value."
    ]


def archive(name: str, size: int, parts: int = 1) -> bytes:
    """Write an archive that unpacks to much more than it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(parts):
            packed.writestr(f"{name}{n}", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04nothing", "This is no Excel file that can be read."),
        (archive("xl/a", 10), "This is no Excel file that can be read."),
        (archive("xl/a", 21_000_000), "This Excel file unpacks to more than a programme can be."),
        (archive("xl/a", 1, 301), "This Excel file unpacks to more than a programme can be."),
    ],
    ids=["broken", "no workbook", "bomb", "many parts"],
)
def test_a_workbook_that_is_none_is_refused(content: bytes, says: str) -> None:
    assert file.is_workbook(content)
    with pytest.raises(BadProgramme) as refusal:
        file.read_workbook(content)
    assert [str(mistake) for mistake in refusal.value.mistakes] == [says]
