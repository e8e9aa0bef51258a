"""Seats of who is not in are released at the door, once, and whoever stands there may have them."""

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from innovfest import InnovFest, breakouts, reports
from innovfest.audit import AuditEntry, history_of
from innovfest.checkin import SeatRelease
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import URGENT, OutboxMessage
from innovfest.programme import current_document, get_session
from innovfest.registration import Registration, link_of
from tests.calendars.test_calendar_mails import calendar_method, entry_of, rendered
from tests.conftest import NOON, OLIVIA
from tests.support.door import Door, a_gate, room_of
from tests.web.organiser.conftest import Desk, a_desk, dora, olivia  # noqa: F401 - fixtures

START = datetime(2027, 2, 20, 15, 30, tzinfo=UTC)
DUE = START + timedelta(minutes=5)
Maker = Callable[..., Registration]


@pytest.fixture
def noon(app: InnovFest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stop the clock at noon, some weeks before the day; who signs in then stays so until the day."""
    monkeypatch.setitem(app.config, "PERMANENT_SESSION_LIFETIME", timedelta(days=60))
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def seated(event: Event, an_attendee: Maker) -> list[Registration]:
    """Alice and Bob have a seat in Energy, Charlie in Sustainability."""
    alice, bob = (an_attendee(name, sessions=["energy"]) for name in ("Alice", "Bob"))
    return [alice, bob, an_attendee("Charlie", sessions=["sustainability"])]


@pytest.fixture
def door(event: Event) -> Door:
    """Dora supervises the door of Energy."""
    return Door(a_gate(event, "Energy", room_of(event, "energy")), role="supervisor")


def energy(event: Event) -> int:
    """Return the id of Energy."""
    return current_document(event).session("energy").id


def send(
    app: InnovFest,
    door: Door,
    session: int,
    *,
    at: datetime = DUE,
    id_: str | None = None,
    status: int = 200,
) -> dict[str, Any]:
    """Press the button on Dora's phone."""
    body = {"id": id_ or str(uuid.uuid4()), "session": session}
    with time_machine.travel(at, tick=False):
        answer = app.test_client().post(
            "/api/v1/door/releases", json=body, headers={"Authorization": f"Bearer {door.token}"}
        )
    assert answer.status_code == status, answer.text
    return dict(json.loads(answer.text))


def me(app: InnovFest, door: Door, at: datetime = DUE) -> Any:
    """Read what the phone is told that it may release."""
    with time_machine.travel(at, tick=False):
        asked = {"Authorization": f"Bearer {door.token}"}
        return app.test_client().get("/api/v1/door/me", headers=asked).get_json()["releasable"]


def holders(event: Event) -> list[str]:
    """Name who holds a seat in Energy."""
    db.session.rollback()
    people = db.session.query(Registration).order_by(Registration.id)
    held = [
        p for p in people if any(s.held and s.session.slug == "energy" for s in breakouts.list_signups(p))
    ]
    return [person.first_name for person in held]


def test_seats_of_who_is_not_in_are_released(
    app: InnovFest, event: Event, seated: list[Registration], door: Door
) -> None:
    door.scan(seated[0], at=START)
    assert me(app, door) == {"session": energy(event), "seats": 1}
    assert send(app, door, energy(event))["released"] == 1
    assert (holders(event), get_session(event.id, "energy").seats_taken) == (["Alice"], 1)
    assert reports.counter_differences() == []
    assert history_of(db.session.get_one(Registration, seated[1].id))[0].action == "signup.released"
    assert me(app, door) == {"session": energy(event), "seats": 0}


def test_the_same_id_releases_once_and_gets_the_same_answer(
    app: InnovFest, event: Event, seated: list[Registration], door: Door
) -> None:
    id_ = str(uuid.uuid4())
    first = send(app, door, energy(event), id_=id_)
    again = send(app, door, energy(event), at=DUE + timedelta(hours=3), id_=id_)
    assert again == first == {"id": id_, "session": energy(event), "released": 2}
    assert db.session.query(SeatRelease).count() == 1
    assert db.session.query(AuditEntry).filter_by(action="signup.released").count() == 2


def test_another_press_finds_nothing_more(
    app: InnovFest, event: Event, seated: list[Registration], door: Door
) -> None:
    assert [send(app, door, energy(event))["released"] for _ in range(2)] == [2, 0]


def test_not_before_five_minutes_after_the_start(
    app: InnovFest, event: Event, seated: list[Registration], door: Door
) -> None:
    early = DUE - timedelta(seconds=1)
    assert me(app, door, at=early) is None
    assert send(app, door, energy(event), at=early, status=409)["code"] == "not-releasable"
    assert holders(event) == ["Alice", "Bob"]


def test_not_another_rooms_seats(
    app: InnovFest, event: Event, seated: list[Registration], door: Door
) -> None:
    other = current_document(event).session("sustainability").id
    assert send(app, door, other, status=409)["code"] == "not-releasable"


def test_a_steward_may_not(app: InnovFest, event: Event, seated: list[Registration]) -> None:
    steward = Door(a_gate(event, "Energy", room_of(event, "energy")))
    assert me(app, steward) is None
    assert send(app, steward, energy(event), status=403)["code"] == "supervisor-only"
    assert holders(event) == ["Alice", "Bob"]


def test_an_entrance_has_no_seats_to_release(
    app: InnovFest, event: Event, seated: list[Registration]
) -> None:
    entrance = Door(a_gate(event, "Entrance"), role="supervisor")
    assert me(app, entrance) is None
    send(app, entrance, energy(event), status=409)


def test_from_then_on_the_door_lets_in_while_there_are_seats(
    app: InnovFest, event: Event, seated: list[Registration], door: Door, an_attendee: Maker
) -> None:
    dave = an_attendee("Dave", sessions=["sustainability"])
    alice, _bob, charlie = seated
    door.scan(alice, at=START)
    assert door.scan(charlie, at=DUE)["verdict"] == "wrong_gate"
    send(app, door, energy(event), at=DUE)
    with unit_of_work():
        breakouts.change_capacity(get_session(event.id, "energy"), 2, by=OLIVIA, now=DUE)
    later = DUE + timedelta(minutes=1)
    answers = [door.scan(person, at=later) for person in (charlie, dave)]
    assert [(a["verdict"], a["reason"]) for a in answers] == [
        ("admitted", "released"),
        ("wrong_gate", "other_session"),
    ]


def test_a_scan_from_before_the_release_is_judged_as_of_then(
    app: InnovFest, event: Event, seated: list[Registration], door: Door
) -> None:
    send(app, door, energy(event), at=DUE)
    late = door.scan(seated[2], at=DUE - timedelta(minutes=1), now=DUE + timedelta(minutes=1))
    assert late["verdict"] == "wrong_gate"


def test_an_organiser_releases_at_the_desk(
    event: Event,
    seated: list[Registration],
    door: Door,
    olivia: Desk,  # noqa: F811
    dora: Desk,  # noqa: F811
) -> None:
    page, told = f"gates/{door.gate.id}", {"session": energy(event), "form_id": str(uuid.uuid4())}
    with time_machine.travel(START, tick=False):
        assert "Release these seats" not in olivia.get(page)
    with time_machine.travel(DUE, tick=False):
        assert "People with a seat who are not in: 2." in olivia.get(page)
        assert "Release these seats" not in dora.get(page)
        dora.post(f"{page}/release", status=403, **told)
        olivia.post(f"{page}/release", **told)
        assert "Seats released: 2." in olivia.get(page)
    assert holders(event) == []


def own_page(app: InnovFest, person: Registration, at: datetime) -> str:
    """Read a person's own page."""
    with time_machine.travel(at, tick=False):
        return app.test_client().get(f"/2027/my/{link_of(person)}/?lang=en").text


def test_ones_own_page_tells_of_a_released_seat_until_one_comes_or_the_session_ends(
    app: InnovFest, event: Event, seated: list[Registration], door: Door
) -> None:
    alice, bob, _ = seated
    door.scan(alice, at=START)
    send(app, door, energy(event))
    told = ["was released at 16:35" in own_page(app, person, DUE + timedelta(minutes=1)) for person in seated]
    assert told == [False, True, False]
    late = door.scan(bob, at=DUE + timedelta(minutes=2))
    assert (late["verdict"], late["reason"]) == ("admitted", "released")
    assert "was released" not in own_page(app, bob, DUE + timedelta(minutes=3))


def test_a_session_that_is_over_is_told_of_no_more(
    app: InnovFest, event: Event, seated: list[Registration], door: Door
) -> None:
    send(app, door, energy(event))
    ends_at = current_document(event).session("energy").ends_at
    told = ["was released" in own_page(app, seated[0], ends_at - timedelta(seconds=s)) for s in (1, 0)]
    assert told == [True, False]


def test_who_was_not_in_is_told_by_one_mail_that_corrects_their_calendar(
    app: InnovFest, event: Event, seated: list[Registration], door: Door
) -> None:
    confirmed = rendered(db.session.query(OutboxMessage).filter_by(registration_id=seated[1].id).one())
    assert "Break-out: Energy" in entry_of(confirmed)["DESCRIPTION"]
    before, id_ = db.session.query(OutboxMessage).count(), str(uuid.uuid4())
    door.scan(seated[0], at=START)
    for _again in range(2):
        send(app, door, energy(event), id_=id_)
    messages = db.session.query(OutboxMessage).order_by(OutboxMessage.id).all()[before:]
    assert [(message.recipient, message.priority) for message in messages] == [(seated[1].email, URGENT)]
    mail = rendered(messages[0])
    body = mail.get_body(("plain",)).get_content()
    assert "Your seat in “Break-out: Energy” was released at 16:35, because you were not in yet." in body
    assert "Come all the same" in body
    assert calendar_method(mail) == "REQUEST"
    assert "Break-out: Energy" not in entry_of(mail)["DESCRIPTION"]
    assert entry_of(mail)["UID"] == entry_of(confirmed)["UID"]
    assert entry_of(mail)["SEQUENCE"] > entry_of(confirmed)["SEQUENCE"]
