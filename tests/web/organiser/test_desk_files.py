"""Olivia's files: what a file would change is shown first, and what she typed is never lost."""

import io
import re
from collections.abc import Callable
from html import unescape

import openpyxl
import pytest
from flask_babel import force_locale

from innovfest import InnovFest, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Release, get_room, get_session
from tests.programme.broken_files import SMALL
from tests.web.organiser.conftest import Desk


@pytest.fixture
def olivia(a_desk: Callable[[str], Desk]) -> Desk:
    """Olivia organises."""
    return a_desk("Olivia")


def exported(olivia: Desk) -> str:
    """Fetch the programme file."""
    return olivia.get("files/programme.toml")


def seen(page: str) -> str:
    """Read the word for what a preview shows."""
    (word,) = re.findall(r'name="seen" value="([0-9a-f]+)"', page)
    return str(word)


def ticks(page: str) -> dict[str, bool]:
    """Read what a preview offers to take, and what of it is ticked."""
    found = re.findall(r'name="take" value="([^"]+)"[^>]*?( checked)?>', page)
    return {unescape(key): bool(checked) for key, checked in found}


def test_a_file_is_shown_before_it_is_put_into_the_draft(olivia: Desk, event: Event) -> None:
    text = exported(olivia).replace('en = "Keynote"', 'en = "Opening"').replace("seats = 300", "seats = 280")
    page = olivia.post("files/preview", 200, text=text)
    assert ticks(page) == {"changed/rooms/auditorium/seats": False, "changed/sessions/keynote/title": True}
    assert "title (en): “Keynote” becomes “Opening”" in page
    assert get_session(event.id, "keynote").title["en"] == "Keynote"
    olivia.post("files", text=text, seen=seen(page), take="changed/sessions/keynote/title")
    db.session.expire_all()
    assert get_session(event.id, "keynote").title["en"] == "Opening"
    assert get_room(event, "auditorium").seats == 300
    assert db.session.query(Release).count() == 1
    assert "One change is in the draft. Nothing is public yet." in olivia.get("files")


def test_more_changes_than_a_usual_form_has_fields_are_put_into_the_draft(olivia: Desk, event: Event) -> None:
    many = "".join(f'\n[[speakers]]\nslug = "s-{n}"\nname = "Speaker {n}"\n' for n in range(1100))
    text = exported(olivia) + many
    page = olivia.post("files/preview", 200, text=text)
    chosen = [key for key, ticked in ticks(page).items() if ticked]
    assert len(chosen) == 1100
    form = {"csrf_token": olivia.token, "text": text, "seen": seen(page), "take": chosen}
    sent = olivia.client.post("/2027/desk/files", data=form, content_type="multipart/form-data")
    assert sent.status_code == 303
    assert len(programme.list_speakers(event.id)) == 1100 + 3


def test_nothing_is_read_of_what_a_stranger_sends(app: InnovFest, olivia: Desk) -> None:
    class Unread(io.BytesIO):
        def read(self, *_size: int) -> bytes:
            raise AssertionError("read")

    answer = app.test_client().post(
        "/2027/desk/files/preview",
        input_stream=Unread(b"--x"),
        content_length=100_000_000,
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 303


def test_every_mistake_is_told_and_what_was_typed_stays(olivia: Desk, event: Event) -> None:
    before = exported(olivia)
    page = unescape(olivia.post("files/preview", 422, text=SMALL.replace("seats = 80", "seats = -80")))
    assert "There is a mistake in it. Nothing was changed." in page
    assert "Line 19: “seats” has to be between 0 and 100000." in page
    assert 'name = "Large room"\nseats = -80' in page
    olivia.post("files", 422, text=SMALL.replace("seats = 80", "seats = -80"), take="x")
    assert exported(olivia) == before


def test_what_changed_meanwhile_is_shown_again(olivia: Desk, event: Event) -> None:
    text = exported(olivia).replace('en = "Keynote"', 'en = "Opening"')
    page = olivia.post("files/preview", 200, text=text)
    with unit_of_work():
        get_session(event.id, "keynote").title = {"en": "Another"}
    again = olivia.post("files", 409, text=text, seen=seen(page), take="changed/sessions/keynote/title")
    assert "Meanwhile somebody changed the draft." in again
    assert seen(again) != seen(page)
    db.session.expire_all()
    assert get_session(event.id, "keynote").title["en"] == "Another"


def test_a_capacity_goes_the_way_of_the_desk(olivia: Desk, event: Event) -> None:
    text = exported(olivia).replace("capacity = 300", "capacity = 310")
    text = text.replace('slug = "energy"\nuid', 'slug = "energy"\ncapacity = 42\nuid', 1)
    page = olivia.post("files/preview", 200, text=text)
    assert ticks(page) == {"changed/event/capacity": False, "changed/sessions/energy/capacity": False}
    olivia.post("files", text=text, seen=seen(page), take=list(ticks(page)))
    db.session.expire_all()
    energy = get_session(event.id, "energy")
    assert (event.capacity, energy.capacity, energy.capacity_by_hand) == (310, 42, True)


def test_a_pasted_table_shows_its_columns_and_takes_others(olivia: Desk, event: Event) -> None:
    text = "Titel\tVan\tTot\tX\nWind\t09:00\t09:30\tZolder\n"
    page = olivia.post("files/preview", 200, text=text)
    chosen = re.findall(r'<option value="([^"]*)" selected>', page)
    assert chosen == ["title:nl", "starts", "ends", ""]
    assert set(ticks(page)) == {"new/sessions/wind"}
    columns = ["title:en", "starts", "ends", "rooms"]
    page = olivia.post("files/preview", 200, text=text, column=columns)
    assert set(ticks(page)) == {"new/rooms/zolder", "new/sessions/wind"}
    olivia.post("files", text=text, seen=seen(page), column=columns, take=list(ticks(page)))
    assert get_session(event.id, "wind").title == {"en": "Wind"}
    assert programme.current_document(event).session("wind") is None


def test_a_bad_cell_keeps_the_whole_table(olivia: Desk) -> None:
    text = "Titel\tVan\tTot\nWind\thalf drie\t09:30\n"
    page = unescape(olivia.post("files/preview", 422, text=text))
    assert "Row 2, column B “Van”: “half drie” is no time. It looks like 14:30." in page
    assert text.strip() in page


def test_a_workbook_is_read_and_shown_as_its_table(olivia: Desk) -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Titel", "Start", "Duur"])
    book.active.append(["Wind", "09:00", 30])
    book.save(out)
    page = olivia.post("files/preview", 200, file=(io.BytesIO(out.getvalue()), "sessies.xlsx"))
    assert set(ticks(page)) == {"new/sessions/wind"}
    assert 'name="text" value="Titel\tStart\tDuur\nWind\t09:00\t30\n"' in page


def test_all_mistakes_are_on_the_page_the_first_fifty_unfolded(olivia: Desk) -> None:
    table = "Title\tStart\tEnd\n" + "".join(f"Talk {number}\tsoon\t09:30\n" for number in range(60))
    page = unescape(olivia.post("files/preview", 422, text=table))
    assert "There are 60 mistakes in it. Nothing was changed." in page
    first, folded = page.split("<summary>And 10 more.</summary>")
    told = r"Row (\d+), column B “Start”"
    assert re.findall(told, first) == [str(row) for row in range(2, 52)]
    assert re.findall(told, folded) == [str(row) for row in range(52, 62)]


@pytest.mark.parametrize("kilobytes", [401, 600, 3000])
def test_too_much_that_is_pasted_is_told_so_and_stays(olivia: Desk, kilobytes: int) -> None:
    pasted = ("# a long line of a programme file " * 30)[:999] + "\n"
    page = olivia.post("files/preview", 422, text=pasted * kilobytes)
    assert "What you pasted is too large: at most 400 kB. Bring it in in parts." in page
    assert page.count(pasted.strip()) == kilobytes


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Choose a file, or paste something below."),
        (b"PK\x03\x04", "This is no Excel file that can be read."),
        (b"#" * 400_001, "The file is too large: at most 400 kB."),
        (b"#" * 3_000_000, "The file is too large: at most 400 kB."),
    ],
    ids=["none", "broken", "a little too large", "far too large"],
)
def test_a_file_of_which_nothing_can_be_shown_is_told_so(olivia: Desk, content: bytes, says: str) -> None:
    assert says in olivia.post("files/preview", 422, file=(io.BytesIO(content), "x.xlsx"))


def test_personal_data_goes_out_only_when_it_is_asked_for(olivia: Desk, event: Event) -> None:
    with unit_of_work():
        get_session(event.id, "keynote").parts[0].speaker.email = "jurgen@example.org"
    assert "jurgen@example.org" not in exported(olivia)
    assert 'email = "jurgen@example.org"' in olivia.get("files/programme.toml?private=1")


@pytest.mark.parametrize("query", ["", "?paper=a3", "?room=auditorium", "?paper=a0"])
def test_signs_are_printed(olivia: Desk, query: str) -> None:
    assert olivia.get(f"files/door-signs.pdf{query}").startswith("%PDF")


def test_a_sign_of_no_room_is_not_there(olivia: Desk) -> None:
    olivia.get("files/door-signs.pdf?room=attic", 404)


@pytest.mark.parametrize("name", ["Dora", "Vera", "Mallory"])
def test_only_organisers_bring_a_programme_in(a_desk: Callable[[str], Desk], name: str) -> None:
    desk = a_desk(name)
    desk.get("files", 403)
    desk.get("files/programme.toml", 403)
    desk.get("files/door-signs.pdf", 200 if name == "Dora" else 403)


def test_before_the_first_release_a_programme_can_come_in(olivia: Desk, event: Event) -> None:
    with unit_of_work():
        event.release_uid = None
    with force_locale("en"):
        assert "Bring a programme in" in olivia.get("files")
