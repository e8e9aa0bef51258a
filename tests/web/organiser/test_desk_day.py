"""The day at the desk: figures, capacity, needs, gates and phones, badges, the export."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image

from innovfest import checkin, programme
from innovfest.audit import SYSTEM
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.registration import Registration
from innovfest.web.organiser.qr import address_svg
from tests.conftest import NOON, register
from tests.support.door import Door, a_gate
from tests.web.organiser.conftest import Desk


def again(event: Event) -> Event:
    """Read the edition afresh."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Event, event.id)


# Figures


def test_the_figures_follow_the_day(olivia: Desk, event: Event) -> None:
    alice = register(event, "Alice", sessions=["energy"])
    register(event, "Bob")
    Door(a_gate(event, "Entrance")).scan(alice, at=NOON)
    page = " ".join(olivia.get("figures").split())
    for shown in ('<span class="figures__value">2</span> <span class="figures__of">of 300</span>',
                  '<span class="figures__value">1</span> <span class="figures__of">of 2</span>',
                  "Break-out: Energy", "Alice Example", "Came in"):  # fmt: skip
        assert shown in page


def test_figures_that_did_not_change_are_not_sent_again(
    olivia: Desk, event: Event, alice: Registration
) -> None:
    tag = olivia.client.get("/2027/desk/figures").headers["ETag"]
    asked = {"If-None-Match": tag}
    assert olivia.client.get("/2027/desk/figures", headers=asked).status_code == 304
    register(event, "Bob")
    assert olivia.client.get("/2027/desk/figures", headers=asked).status_code == 200


PAGES = [
    "",
    "figures",
    "board",
    "board/figures",
    "conflicts",
    "paper",
    "registrations",
    "capacity",
    "needs",
    "gates",
    "badges",
    "team",
    "mails",
]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_the_desk_asks_more_than_twelve_times(
    olivia: Desk, event: Event, statements: Callable[[], AbstractContextManager[list[str]]], page: str
) -> None:
    for name in ("Alice", "Bob", "Charlie"):
        someone = register(event, name, sessions=["energy"], access_needs="A ramp", diet="Vegan")
    Door(a_gate(event, "Entrance")).scan(someone, at=NOON)
    with statements() as asked:
        olivia.get(page)
    assert len(asked) <= 12, asked


def test_one_person_costs_at_most_twelve_statements(
    olivia: Desk, event: Event, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    someone = register(event, "Alice", sessions=["energy"])
    for gate in ("Entrance", "Room A"):
        Door(a_gate(event, gate)).scan(someone, at=NOON)
    with statements() as asked:
        olivia.get(f"registrations/{someone.uid}")
    assert len(asked) <= 12, asked


# Capacity

TIMES = {"day-opens_at": "2027-01-05T09:00", "day-closes_at": "2027-02-20T12:00"}


def test_the_day_takes_more_people_and_other_hours(olivia: Desk, event: Event) -> None:
    olivia.post("capacity/day", **{"day-capacity": "350", **TIMES})
    now = again(event)
    assert (now.capacity, now.registration_closes_at.isoformat()) == (350, "2027-02-20T11:00:00+00:00")


def test_fewer_places_than_people_are_confirmed_first(
    olivia: Desk, event: Event, alice: Registration
) -> None:
    page = olivia.post("capacity/day", status=409, **{"day-capacity": "0", **TIMES})
    assert ("Places taken: 1." in page, again(event).capacity) == (True, 300)
    assert 'name="day-seen" value="1"' in page
    olivia.post("capacity/day", **{"day-capacity": "0", "day-seen": "1", **TIMES})
    assert (again(event).capacity, event.registered) == (0, 1)


def test_registration_opens_before_it_closes(olivia: Desk, event: Event) -> None:
    times = {"day-opens_at": "2027-02-20T12:00", "day-closes_at": "2027-01-05T09:00"}
    page = olivia.post("capacity/day", status=422, **{"day-capacity": "300", **times})
    assert "Registration has to open before it closes." in page


TYPED = [("90", 303), ("1", 303), ("0", 409), ("-1", 422), ("many", 422), ("", 422)]


@pytest.mark.parametrize(("typed", "status"), TYPED)
def test_seats_of_a_session_are_a_number_and_too_few_are_asked_about(
    olivia: Desk, event: Event, typed: str, status: int
) -> None:
    register(event, "Alice", sessions=["energy"])
    olivia.post("capacity/sessions/energy", status=status, **{"session-energy-capacity": typed})
    db.session.expire_all()
    assert programme.get_session(event.id, "energy").capacity == (int(typed) if status == 303 else 100)


def test_a_room_holds_those_who_have_a_seat_in_it(olivia: Desk, event: Event) -> None:
    register(event, "Alice", sessions=["energy"])
    fields = {"room-breakout-b-seats": "0", "room-breakout-b-fire_limit": "60"}
    page = olivia.post("capacity/rooms/breakout-b", status=409, **fields)
    assert "has 1 seats taken" in page


def test_new_seats_of_a_room_are_released_at_once(olivia: Desk, event: Event) -> None:
    olivia.post("capacity/sessions/energy", **{"session-energy-capacity": "99"})
    fields = {"room-breakout-b-seats": "60", "room-breakout-b-fire_limit": "70"}
    olivia.post("capacity/rooms/breakout-b", **fields)
    room = programme.current_document(again(event)).room("breakout-b")
    assert (room.seats, room.assumed) == (60, False)
    assert "fewer than you give" in olivia.get("capacity")


def test_a_room_of_elsewhere_is_not_found(olivia: Desk) -> None:
    fields = {"room-ballroom-seats": "1", "room-ballroom-fire_limit": "1"}
    olivia.post("capacity/rooms/ballroom", status=404, **fields)


# Needs


def test_someone_takes_care_of_each_access_need(dora: Desk, event: Event) -> None:
    wendy = register(event, "Wendy", access_needs="A place for a wheelchair")
    dora.post(f"needs/{wendy.uid}", carer="Karel")
    page = dora.get("needs")
    assert ("A place for a wheelchair" in page, 'value="Karel"' in page) == (True, True)


def test_the_kitchen_counts_needs_whatever_their_spelling(dora: Desk, event: Event) -> None:
    for name, diet in (("Ann", "Vegan"), ("Bea", "vegan"), ("Cas", "Vegan"), ("Dirk", "Noten")):
        register(event, name, diet=diet)
    page = dora.get("needs")
    assert ['<th scope="row">Vegan</th><td class="figure">3</td>' in page, "vegan" in page] == [True, False]


# Gates and phones

OFFER = {"role": "steward", "name": "Main", "most": "5", "shift_ends_at": "2027-02-20T20:00"}


def test_a_gate_enrols_phones_for_a_stated_time(dora: Desk, event: Event) -> None:
    dora.post("gates", name="Entrance", room="")
    gate = checkin.list_gates(event.id)[0]
    hours = {"starts_at": "2027-01-15T11:00", "expires_at": "2027-01-15T14:00", **OFFER}
    page = dora.post(f"gates/{gate.id}/links", status=200, **hours)
    token = page.partition("http://localhost/door/enrol/")[2][:26]
    assert checkin.find_enrolment(token, now=NOON).gate_id == gate.id
    assert checkin.find_enrolment(token, now=NOON + timedelta(hours=3)) is None


def test_a_gate_needs_a_name_of_its_own(dora: Desk, event: Event) -> None:
    dora.post("gates", name="Entrance", room="breakout-a")
    assert "already a gate" in dora.post("gates", status=409, name="entrance", room="")
    assert "Enter a name." in dora.post("gates", status=422, name=" ", room="")
    dora.post("gates", status=422, name="Ballroom", room="ballroom")


def test_a_window_that_ends_before_it_starts_is_refused(dora: Desk, event: Event) -> None:
    gate = a_gate(event, "Entrance")
    hours = {"starts_at": "2027-01-15T14:00", "expires_at": "2027-01-15T11:00", **OFFER}
    assert "after the start" in dora.post(f"gates/{gate.id}/links", status=422, **hours)


def test_a_link_taken_back_enrols_nobody(dora: Desk, event: Event) -> None:
    gate = a_gate(event, "Entrance")
    with unit_of_work():
        link, token = checkin.make_enrolment_link(
            gate, starts_at=NOON, expires_at=NOON + timedelta(hours=4), by=SYSTEM, now=NOON
        )
    dora.post(f"gates/{gate.id}/links/{link.id}/revoke")
    assert checkin.find_enrolment(token, now=NOON) is None


def test_a_phone_taken_back_scans_no_more(dora: Desk, event: Event) -> None:
    door = Door(a_gate(event, "Entrance"))
    dora.post(f"phones/{door.device.id}/revoke")
    assert checkin.find_phone(door.token) is None
    assert "Taken back" in dora.get("gates")


def test_the_address_in_a_qr_reads_back() -> None:
    address = "https://innovfest.example.org/door/enrol/abcdefghijklmnopqrstuvwxyz"
    assert read(address_svg(address)) == address


def read(svg: str) -> str:
    """Read the QR that an SVG of unit squares draws."""
    side = int(svg.partition('viewBox="0 0 ')[2].partition(" ")[0])
    picture = Image.new("L", (side, side), 255)
    for move in svg.partition('fill="#000" d="')[2].partition('"')[0].split("M")[1:]:
        x, y = move.partition("h")[0].split()
        picture.putpixel((int(x), int(y)), 0)
    return zxingcpp.read_barcodes(picture.resize((side * 8, side * 8), Image.Resampling.NEAREST))[0].text


# Badges


def test_badges_come_as_one_file(dora: Desk, event: Event, alice: Registration, bob: Registration) -> None:
    answer = dora.client.get("/2027/desk/badges/all.pdf")
    assert (answer.mimetype, answer.data[:5], "attachment" in answer.headers["Content-Disposition"]) == (
        "application/pdf",
        b"%PDF-",
        True,
    )


def test_only_new_and_changed_badges_are_printed(dora: Desk, event: Event, alice: Registration) -> None:
    register(event, "Bob", now=NOON + timedelta(hours=2))
    assert "1 badge is new or changed." in dora.get("badges?since=2027-01-15T13:00")
    dora.get("badges/all.pdf?since=2027-01-15T18:00", status=404)


def test_spare_badges_are_made_and_printed(dora: Desk, event: Event) -> None:
    dora.get("badges/spares.pdf", status=404)
    dora.post("badges/spares", count="3")
    assert "3 spare badges are ready." in dora.get("badges")
    assert dora.client.get("/2027/desk/badges/spares.pdf").data[:5] == b"%PDF-"


@pytest.mark.parametrize("count", ["0", "501", "some", ""])
def test_an_odd_number_of_spares_is_refused(dora: Desk, count: str) -> None:
    dora.post("badges/spares", status=422, count=count)


# The export


def test_the_export_is_what_a_spreadsheet_expects(dora: Desk, event: Event) -> None:
    hostile = {"organisation": "=cmd|' /C calc'!A0", "diet": '@vegan;"raw"'}
    register(event, "Zoë", "D'Hoore", sessions=["energy"], **hostile)
    body = dora.get("registrations.csv")
    assert body[0] == "\ufeff"
    row = next(csv.DictReader(io.StringIO(body[1:]), delimiter=";"))
    told = (row["first_name"], row["last_name"], row["organisation"], row["breakouts"], row["diet"])
    assert told == ("Zoë", "D'Hoore", "'" + hostile["organisation"], "energy", "'" + hostile["diet"])


def test_the_export_keeps_to_the_filter_and_the_separator(
    olivia: Desk, event: Event, alice: Registration
) -> None:
    register(event, "Bob", kind="government")
    body = olivia.get("registrations.csv?kind=government&separator=comma")
    assert [row["first_name"] for row in csv.DictReader(io.StringIO(body[1:]))] == ["Bob"]


def test_a_viewers_export_has_no_column_for_needs(vera: Desk, event: Event) -> None:
    register(event, "Wendy", diet="Zalm", access_needs="Rolstoel")
    body = vera.get("registrations.csv")
    assert [word for word in ("diet", "access", "Zalm", "Rolstoel") if word in body] == []


def test_the_export_reads_on_beyond_a_piece(
    olivia: Desk, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("innovfest.reports.exports.BATCH", 2)
    for name in ("Ann", "Bea", "Cas", "Dirk"):
        register(event, name)
    body = olivia.get("registrations.csv")
    names = [row["first_name"] for row in csv.DictReader(io.StringIO(body[1:]), delimiter=";")]
    assert names == ["Ann", "Bea", "Cas", "Dirk"]
