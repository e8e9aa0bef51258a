"""The door at the desk: the board, conflicts, phones and their messages, the paper list, badge tables."""

from collections.abc import Iterator
from datetime import timedelta

import pypdfium2
import pytest
import time_machine

from innovfest import checkin
from innovfest.audit import SYSTEM
from innovfest.checkin import Scan
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.registration import Registration
from tests.conftest import NOON, register
from tests.support.door import ARRIVAL, a_gate, forget
from tests.support.scans import a_phone, a_scan
from tests.web.organiser.conftest import Desk


@pytest.fixture
def noon() -> Iterator[None]:
    """Stop the clock on the day, while people come in; what is called noon elsewhere is the day here."""
    with time_machine.travel(ARRIVAL, tick=False):
        yield


# The board


def test_the_board_follows_the_door(olivia: Desk, event: Event, alice: Registration) -> None:
    gate = a_gate(event, "Main entrance")
    a_scan(gate, a_phone(gate, at=NOON), alice, ARRIVAL - timedelta(minutes=2))
    page = " ".join(olivia.get("board").split())
    assert '<span class="figures__value">1</span> <span class="figures__of">of 1</span>' in page
    assert ["Main entrance" in page, "No room with a gate is open now" in page] == [True, True]


def test_a_board_that_did_not_change_is_not_sent_again(vera: Desk, event: Event) -> None:
    tag = vera.client.get("/2027/desk/board/figures").headers["ETag"]
    asked = {"If-None-Match": tag}
    assert vera.client.get("/2027/desk/board/figures", headers=asked).status_code == 304
    register(event, "Bob")
    assert vera.client.get("/2027/desk/board/figures", headers=asked).status_code == 200


def test_a_house_that_is_full_says_so(olivia: Desk, event: Event, alice: Registration) -> None:
    olivia.post("capacity/house", **{"house-limit": "1"})
    assert "One more person fits" in olivia.get("board")
    gate = a_gate(event, "Entrance")
    a_scan(gate, a_phone(gate, at=NOON), alice, ARRIVAL)
    assert "House full" in olivia.get("board")
    olivia.post("capacity/house", **{"house-limit": ""})
    assert "The house holds" not in olivia.get("board")


@pytest.mark.parametrize("typed", ["0", "-1", "many"])
def test_a_limit_of_the_house_is_a_number(olivia: Desk, typed: str) -> None:
    olivia.post("capacity/house", status=422, **{"house-limit": typed})


def test_stewards_are_named_to_the_desk_alone_and_never_on_a_screen(
    dora: Desk, vera: Desk, event: Event
) -> None:
    gate = a_gate(event, "Entrance")
    a_phone(gate, "Left", at=NOON, steward="Karel Kijk", heard_at=ARRIVAL, trouble="camera")
    pages = [dora.get("board"), dora.get("board?screen=1"), vera.get("board"), vera.get("board/figures")]
    assert ["Left" in page for page in pages] == [True] * 4
    assert ["Karel" in page for page in pages] == [True, False, False, False]


# Conflicts


def a_double(event: Event, person: Registration) -> str:
    """Let the same badge in at two gates; return the later scan's id."""
    first, second = a_gate(event, "Main entrance"), a_gate(event, "Side entrance")
    scan = a_scan(first, a_phone(first, "Left", at=NOON, steward="Karel"), person, ARRIVAL)
    told = {
        "verdict": "already_in",
        "decided": "admitted",
        "conflict": "admitted_twice",
        "first_scan_id": scan,
    }
    phone = a_phone(second, "Right", at=NOON, steward="Sofie")
    return a_scan(second, phone, person, ARRIVAL + timedelta(minutes=3), **told)


def test_a_double_names_both_scans_and_is_settled(dora: Desk, event: Event, alice: Registration) -> None:
    scan = a_double(event, alice)
    page = dora.get("conflicts")
    for shown in (
        "Alice Example",
        "14:50",
        "Main entrance",
        "Left, Karel",
        "14:53",
        "Side entrance",
        "Right, Sofie",
    ):
        assert shown in page
    dora.post(f"conflicts/{scan}", outcome="two_people")
    forget()
    row = db.session.get_one(Scan, scan)
    assert (row.settled_as, row.settled_by, row.settled_at) == ("two_people", "Dora", ARRIVAL)
    assert [
        "Nothing to settle" in dora.get("conflicts"),
        "Two people with one badge" in dora.get("conflicts"),
    ] == [
        True,
        True,
    ]


def test_a_scan_that_was_decided_otherwise_says_what_the_rules_say(
    dora: Desk, event: Event, alice: Registration
) -> None:
    gate = a_gate(event, "Entrance")
    told = {"base": "cancelled", "decided": "admitted", "conflict": "decided_otherwise"}
    a_scan(gate, a_phone(gate, at=NOON), alice, ARRIVAL, **told)
    assert "the answer was: Cancelled." in dora.get("conflicts")


def test_an_odd_outcome_settles_nothing(dora: Desk, event: Event, alice: Registration) -> None:
    scan = a_double(event, alice)
    dora.post(f"conflicts/{scan}", outcome="whatever")
    forget()
    assert db.session.get_one(Scan, scan).settled_at is None
    dora.post("conflicts/not-a-scan", status=404, outcome="mistake")


# Phones


def test_an_offer_says_how_many_phones_until_when_and_how_they_are_called(dora: Desk, event: Event) -> None:
    gate = a_gate(event, "Entrance")
    offer = {"starts_at": "2027-02-20T14:00", "expires_at": "2027-02-20T15:00", "role": "desk"}
    more = {"name": "Help desk", "most": "3", "shift_ends_at": "2027-02-20T19:30"}
    page = " ".join(dora.post(f"gates/{gate.id}/links", status=200, **offer, **more).split())
    for shown in ("Help desk", "<dd>3</dd>", "Saturday 20 February, 19:30"):
        assert shown in page
    link = checkin.list_offers(gate, now=ARRIVAL)[0].link
    assert (link.name, link.most, link.role, link.shift_ends_at.isoformat()) == (
        "Help desk",
        3,
        "desk",
        "2027-02-20T18:30:00+00:00",
    )


def test_a_shift_does_not_end_before_the_offer(dora: Desk, event: Event) -> None:
    gate = a_gate(event, "Entrance")
    times = {
        "starts_at": "2027-02-20T14:00",
        "expires_at": "2027-02-20T18:00",
        "shift_ends_at": "2027-02-20T17:00",
    }
    page = dora.post(f"gates/{gate.id}/links", status=422, role="steward", name="Main", most="3", **times)
    assert "The shift has to end after the QR does." in page


def test_each_phone_says_how_it_is_doing(dora: Desk, event: Event) -> None:
    gate = a_gate(event, "Entrance")
    shift = {"at": NOON, "shift_ends_at": ARRIVAL + timedelta(hours=4)}
    stuck = {"waiting": 4, "waiting_since": ARRIVAL - timedelta(minutes=5)}
    a_phone(gate, "One", heard_at=ARRIVAL, version="abc1234def", offset_ms=-61_000, **stuck, **shift)
    a_phone(gate, "Two", heard_at=ARRIVAL - timedelta(minutes=9), **shift)
    page = " ".join(dora.get("gates").split())
    for shown in (
        "Scans wait",
        "Silent",
        "version abc1234",
        '4 <span class="quiet">since 14:45',
        "61 s ahead",
        "18:50",
    ):
        assert shown in page
    assert "Scans wait" in dora.get(f"gates/{gate.id}")


def test_a_phone_whose_time_is_over_says_whether_its_list_is_deleted(dora: Desk, event: Event) -> None:
    gate = a_gate(event, "Entrance")
    ended = {"at": NOON, "shift_ends_at": ARRIVAL - timedelta(hours=1)}
    a_phone(gate, "Two", heard_at=ARRIVAL - timedelta(hours=2), **ended)
    page = dora.get("gates")
    assert ("List not deleted yet" in page, "List deleted" in page) == (True, False)
    a_phone(gate, "One", heard_at=ARRIVAL, **ended)
    page = dora.get("gates")
    assert ("List not deleted yet" in page, "List deleted" in page) == (True, True)


def test_all_phones_of_a_qr_are_taken_back_at_once(dora: Desk, event: Event) -> None:
    gate = a_gate(event, "Entrance")
    with unit_of_work():
        link, _ = checkin.make_enrolment_link(
            gate, starts_at=NOON, expires_at=ARRIVAL, by=SYSTEM, now=NOON, name="Main"
        )
    for label in ("One", "Two"):
        a_phone(gate, label, at=NOON, link_id=link.id)
    other = a_phone(gate, "Three", at=NOON)
    assert "Take back with its phones" in dora.get(f"gates/{gate.id}")
    dora.post(f"gates/{gate.id}/links/{link.id}/phones/revoke")
    assert [device.id for device in checkin.list_devices(event.id)] == [other.id]
    assert "2 phones scan no more." in dora.get("gates")


# Messages


def test_a_message_goes_to_all_phones_and_ends(dora: Desk, event: Event) -> None:
    gate = a_gate(event, "Entrance")
    a_phone(gate, at=NOON, heard_at=ARRIVAL, message_read=99)
    dora.post("messages", text="Lift <b>out of order</b>.", minutes="60")
    page = " ".join(dora.get("gates").split())
    for shown in ("Lift &lt;b&gt;out of order", "read on 1 of 1 phone", "shown until 15:50"):
        assert shown in page
    [row] = checkin.list_messages(event.id, now=ARRIVAL)
    dora.post(f"messages/{row.message.id}/end")
    assert "not shown any more" in dora.get("gates")


@pytest.mark.parametrize("wrong", [{"text": ""}, {"text": "x" * 301}, {"minutes": "5"}, {"minutes": "x"}])
def test_a_message_is_short_and_its_time_one_of_three(
    dora: Desk, event: Event, wrong: dict[str, str]
) -> None:
    a_gate(event, "Entrance")
    dora.post("messages", status=422, **{"text": "Hello", "minutes": "15", **wrong})
    assert checkin.list_messages(event.id, now=ARRIVAL) == []


# The paper list


def a_list(event: Event) -> int:
    """Make a paper list and return its id."""
    with unit_of_work():
        return checkin.make_list(event, by=SYSTEM, now=ARRIVAL).id


def test_a_list_is_made_and_printed_with_its_numbers(dora: Desk, event: Event) -> None:
    register(event, "Alice", "Zwart", sessions=["energy"])
    register(event, "Bob", "Adam", organisation="Élan")
    dora.post("paper")
    paper = checkin.list_lists(event.id)[0]
    pdf = pypdfium2.PdfDocument(dora.client.get(f"/2027/desk/paper/{paper.id}.pdf").data)
    text = " ".join(pdf[0].get_textpage().get_text_range().split())
    assert ["1 Adam Bob Élan" in text, "2 Zwart Alice" in text, "A – Z" in text] == [True, True, True]
    dora.get(f"paper/{paper.id}.pdf?page=2", status=404)
    dora.get("paper/999.pdf", status=404)


def test_typed_numbers_let_people_in(
    dora: Desk, event: Event, alice: Registration, bob: Registration
) -> None:
    a_gate(event, "Entrance")
    told = {"list": a_list(event), "numbers": "1-2", "at": "2027-02-20T14:10"}
    dora.post("paper/arrivals", **told)
    assert "2 people came in." in dora.get("paper")
    assert checkin.count_arrived(event, now=ARRIVAL) == 2


def test_bad_numbers_stay_in_the_form_and_the_good_ones_count(
    dora: Desk, event: Event, alice: Registration
) -> None:
    a_gate(event, "Entrance")
    page = dora.post("paper/arrivals", 422, list=a_list(event), numbers="1, 77, x", at="2027-02-20T14:10")
    for shown in ("Not on this list: 77 and x.", "1 person came in.", ">\n77, x</textarea>"):
        assert shown.replace(">\n", ">") in page.replace("\r\n", "").replace(">\n77", ">77")
    assert checkin.count_arrived(event, now=ARRIVAL) == 1


def test_nobody_came_tomorrow(dora: Desk, event: Event, alice: Registration) -> None:
    a_gate(event, "Entrance")
    page = dora.post("paper/arrivals", 422, list=a_list(event), numbers="1", at="2027-02-21T14:10")
    assert "This is still to come." in page


def test_without_an_entrance_the_form_says_what_to_do(dora: Desk, event: Event, alice: Registration) -> None:
    page = dora.post("paper/arrivals", 409, list=a_list(event), numbers="1", at="2027-02-20T14:10")
    assert "Make an entrance first" in page


# Badge tables and notes for the door


def test_tables_are_set_and_count_their_badges(dora: Desk, event: Event) -> None:
    register(event, "Alice", "Zwart")
    rows = {"tables-0-name": "Left", "tables-0-first_letters": "A", "tables-1-name": "Right"}
    more = {"tables-1-first_letters": "M", "tables-2-name": "", "tables-2-first_letters": "Q"}
    dora.post("badges/tables", **rows, **more)
    assert [table.name for table in checkin.list_tables(event.id)] == ["Left", "Right"]
    page = dora.get("badges")
    assert ['value="Right"' in page, '<td class="figure">1</td>' in page] == [True, True]


def test_tables_that_can_not_be_told_apart_are_refused(dora: Desk, event: Event) -> None:
    rows = {"tables-0-name": "Left", "tables-0-first_letters": "A", "tables-1-name": "Right"}
    assert "Two tables begin at the same letters." in dora.post(
        "badges/tables", 409, **rows, **{"tables-1-first_letters": "á"}
    )
    assert "Table 2: Enter the first letters" in dora.post("badges/tables", 422, **rows)
    assert checkin.list_tables(event.id) == []


TOLD = {"first_name": "Alice", "last_name": "Example", "organisation": "Example Works", "kind": "company"}
TOLD |= {"email": "alice@example.org"}


def test_a_note_for_the_door_reaches_phones_and_no_viewer(
    dora: Desk, vera: Desk, event: Event, alice: Registration
) -> None:
    dora.post(f"registrations/{alice.uid}/edit", **TOLD, seen=alice.sequence, door_note="VIP, call Olivia")
    forget()
    person = db.session.get_one(Registration, alice.id)
    assert (person.door_note, person.changed_at, person.sequence) == ("VIP, call Olivia", ARRIVAL, 0)
    pages = [desk.get(f"registrations/{alice.uid}") for desk in (dora, vera)]
    assert ["VIP, call Olivia" in page for page in pages] == [True, False]
    assert ["The note for the door was changed." in page for page in pages] == [True, False]
    assert ["VIP" in desk.get("registrations.csv") for desk in (dora, vera)] == [True, False]


def test_a_note_that_a_phone_wrote_meanwhile_stays(dora: Desk, event: Event, alice: Registration) -> None:
    with unit_of_work():
        db.session.get_one(Registration, alice.id).door_note = "Wheelchair"
    dora.post(f"registrations/{alice.uid}/edit", **TOLD, seen=alice.sequence, door_note="", seen_note="")
    forget()
    assert db.session.get_one(Registration, alice.id).door_note == "Wheelchair"


def test_a_note_is_short(dora: Desk, alice: Registration) -> None:
    dora.post(f"registrations/{alice.uid}/edit", 422, **TOLD, seen=alice.sequence, door_note="x" * 121)
