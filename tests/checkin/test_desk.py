"""What phones ask for beyond scans: done once, taken late, by the roles that may."""

import uuid
from datetime import timedelta

import pytest

from innovfest import badges, breakouts, clock, programme, registration
from innovfest.checkin import DeskCase
from innovfest.database import db, unit_of_work
from innovfest.registration import Registration
from tests.support.door import ARRIVAL, OLIVIA, Door, a_gate, forget


@pytest.fixture
def desk(event):
    return Door(a_gate(event, "Help desk"), role="desk")


@pytest.fixture
def ask(api):
    """Return a caller that asks twice, as a phone that was cut off does, and tells the one answer."""

    def call(door, path, **body):
        body = {"id": str(uuid.uuid4()), **body}
        first, second = (api(door.token, "POST", path, body) for _ in range(2))
        assert (first.status_code, first.get_json()) == (second.status_code, second.get_json())
        return first.status_code, first.get_json()

    return call


def person(registration_id):
    forget()
    return db.session.get_one(Registration, registration_id)


def cases(api, door):
    return api(door.token, "GET", "/snapshot").get_json()["live"]["cases"]


def test_a_lane_sends_someone_on_and_the_desk_has_the_case(api, ask, entrance, desk, alice):
    case = str(uuid.uuid4())
    sent = {"at": ARRIVAL.isoformat(), "person": alice.id, "reason": "cancelled", "gate": entrance.gate.id}
    assert ask(entrance, "/cases", **{**sent, "id": case, "note": "says she paid\0"})[0] == 200
    [told] = cases(api, desk)
    assert (told["id"], told["person"], told["reason"]) == (case, alice.id, "cancelled")
    assert told["gate"] == entrance.gate.id
    assert ask(desk, "/cases/close", case=case, outcome="solved")[0] == 200
    assert cases(api, desk) == []
    forget()
    assert db.session.get_one(DeskCase, case).closed_by == "Dora"


def test_a_note_may_follow_the_case_and_takes_no_other_ones_place(api, ask, entrance, desk, alice):
    case = str(uuid.uuid4())
    sent = {"at": ARRIVAL.isoformat(), "person": alice.id, "reason": "cancelled", "gate": entrance.gate.id}
    told = []
    for note in ("", "says she paid", "something else"):
        assert ask(entrance, "/cases", **{**sent, "id": case, "note": note}) == (200, {"id": case})
        told.append([each["note"] for each in cases(api, desk)])
    assert told == [[""], ["says she paid"], ["says she paid"]]


def test_a_case_that_comes_after_the_desk_has_ended_it_has_ended(api, ask, entrance, desk, alice):
    """The desk saw the badge and the reason by itself; the lane is cut off for longer."""
    case = str(uuid.uuid4())
    assert ask(desk, "/cases/close", case=case, outcome="solved")[0] == 200
    sent = {"at": ARRIVAL.isoformat(), "person": alice.id, "reason": "cancelled", "gate": entrance.gate.id}
    assert ask(entrance, "/cases", **{**sent, "id": case})[0] == 200
    assert cases(api, desk) == []
    forget()
    kept = db.session.get_one(DeskCase, case)
    assert (kept.closed_by, kept.outcome) == ("Dora", "solved")


def test_what_a_phone_did_before_its_shift_ended_is_taken_for_a_week(api, desk, alice, monkeypatch):
    with unit_of_work():
        db.session.merge(desk.device).shift_ends_at = ARRIVAL
    scan = {
        "id": str(uuid.uuid4()),
        "code": alice.badge.code,
        "gate": desk.gate.id,
        "scanned_at": ARRIVAL.isoformat(),
    }
    walk_in = {"id": str(uuid.uuid4()), "first_name": "Bob"}
    for days, status in ((6, 200), (8, 401)):
        monkeypatch.setattr(clock, "now", lambda days=days: ARRIVAL + timedelta(days=days))
        taken = (
            api(desk.token, "POST", "/scans", {"scans": [scan]}),
            api(desk.token, "POST", "/walkins", walk_in),
        )
        assert [answer.status_code for answer in taken] == [status, status]
        late = api(desk.token, "GET", "/snapshot")
        assert (late.status_code, late.get_json()["code"]) == (401, "shift-over")


WORK = {
    "corrections": {"first_name": "Alicia", "last_name": "Example"},
    "replacements": {"because": "lost"},
    "moves": {},
    "notes": {"note": "VIP"},
    "cases/close": {"case": str(uuid.uuid4()), "outcome": "solved"},
    "settlements": {"scan": str(uuid.uuid4()), "outcome": "mistake"},
}


@pytest.mark.parametrize("kind", WORK)
def test_work_of_a_shift_is_taken_after_its_end_as_scans_are(api, entrance, alice, monkeypatch, kind):
    """Done before the end and sent within a week; what was done later, or nobody knows when, is not."""
    phone = Door(entrance.gate, role="supervisor")
    scans = [entrance.sent(alice, at, decided="admitted") for at in (ARRIVAL, ARRIVAL + timedelta(minutes=1))]
    entrance.record(*scans)
    with unit_of_work():
        db.session.merge(phone.device).shift_ends_at = ARRIVAL
    slot = programme.current_document(entrance.gate.event).session("energy").slot
    about = {"person": alice.id, "slot": slot, **WORK[kind]} | (
        {"scan": str(scans[1].id)} if "scan" in WORK[kind] else {}
    )

    def send(days: int, done_at: timedelta | None) -> tuple[int, str | None]:
        monkeypatch.setattr(clock, "now", lambda: ARRIVAL + timedelta(days=days))
        at = {} if done_at is None else {"at": (ARRIVAL + done_at).isoformat()}
        answer = api(phone.token, "POST", f"/{kind}", {"id": str(uuid.uuid4()), **about, **at})
        return answer.status_code, answer.get_json().get("code")

    second = timedelta(seconds=1)
    assert [send(6, None), send(6, second), send(8, -second)] == [(401, "shift-over")] * 3
    # The new code of a badge opens the door: a phone whose shift is over does not learn it.
    assert send(6, -second) == (200, "" if kind == "replacements" else None)


def test_a_steward_sees_no_cases_and_ends_none(api, ask, entrance, alice):
    sent = {"at": ARRIVAL.isoformat(), "reason": "unknown", "code": "x" * 22, "gate": entrance.gate.id}
    case = str(uuid.uuid4())
    ask(entrance, "/cases", **{**sent, "id": case})
    assert "cases" not in api(entrance.token, "GET", "/snapshot").get_json()["live"]
    assert ask(entrance, "/cases/close", case=case, outcome="solved")[0] == 403


def test_someone_comes_without_a_registration_and_gets_a_spare_badge(api, ask, event, desk):
    with unit_of_work():
        [spare] = registration.make_spares(event, 1, by=OLIVIA, now=ARRIVAL)
    names = {"first_name": "Bob", "last_name": "Example", "organisation": "Example Works"}
    status, told = ask(desk, "/walkins", **names, spare_code=spare.code)
    assert (status, told["status"], told["spare"]) == (200, "confirmed", "bound")
    assert person(told["person"]).name == "Bob Example"
    assert desk.scan(spare.code)["verdict"] == "admitted"
    assert ask(desk, "/walkins", **names, spare_code=spare.code)[1]["spare"] == "unusable"


def test_nobody_is_lost_when_the_day_is_full(ask, event, desk):
    with unit_of_work():
        db.session.merge(event).capacity = 0
    status, told = ask(desk, "/walkins", first_name="Bob", last_name="Example", organisation="")
    assert (status, told["status"]) == (200, "waitlisted")


def test_a_name_is_corrected(ask, desk, alice):
    names = {"first_name": "Alicia", "last_name": "Voorbeeld", "organisation": "VIL"}
    assert ask(desk, "/corrections", person=alice.id, **names) == (
        200,
        {"id": ANY, "name": "Alicia Voorbeeld"},
    )
    assert (person(alice.id).organisation, person(alice.id).email) == ("VIL", alice.email)


def test_a_lost_badge_is_replaced_once_however_often_it_is_asked(ask, desk, alice):
    old = alice.badge.code
    _, told = ask(desk, "/replacements", person=alice.id, because="lost")
    assert desk.scan(old)["verdict"] == "replaced_code"
    assert desk.scan(told["code"])["verdict"] == "admitted"
    assert told["qr"] == badges.svg(told["code"])
    assert len(person(alice.id).badges) == 2


def test_a_badge_is_printed_again_with_its_code(api, desk, alice):
    answer = api(desk.token, "GET", f"/badges/{alice.id}")
    assert (answer.status_code, answer.get_data()[:5]) == (200, b"%PDF-")


def test_a_spare_is_bound_to_a_person_by_their_number(ask, event, desk, alice):
    with unit_of_work():
        [spare] = registration.make_spares(event, 1, by=OLIVIA, now=ARRIVAL)
    status, told = ask(desk, "/bindings", spare_code=spare.code, person=alice.id)
    assert (status, told["name"]) == (200, "Alice Example")


def test_a_break_out_is_moved_on_the_day_and_refused_when_full(ask, event, desk, an_attendee):
    alice, bob = an_attendee("Alice", sessions=["energy"]), an_attendee("Bob", sessions=["labour-market"])
    labour = programme.current_document(event).session("labour-market")
    assert ask(desk, "/moves", person=alice.id, session=labour.id)[0] == 200
    assert [s.session.slug for s in breakouts.list_signups(person(alice.id)) if s.held] == ["labour-market"]
    with unit_of_work():
        programme.get_session(event.id, "energy").capacity = 0
    energy = programme.current_document(event).session("energy")
    status, told = ask(desk, "/moves", person=bob.id, session=energy.id)
    assert (status, told["code"]) == (409, "session-full")
    assert ask(desk, "/moves", person=bob.id, slot=labour.slot)[0] == 200
    assert [s for s in breakouts.list_signups(person(bob.id)) if s.held] == []


def test_a_note_is_shown_when_the_badge_is_scanned(ask, desk, entrance, alice):
    ask(desk, "/notes", person=alice.id, note="VIP, call Olivia")
    assert entrance.scan(alice)["person"]["note"] == "VIP, call Olivia"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/walkins", {"first_name": "Bob"}),
        ("/corrections", {"person": 1, "first_name": "Bob"}),
        ("/replacements", {"person": 1}),
        ("/moves", {"person": 1, "slot": "breakouts"}),
        ("/notes", {"person": 1, "note": "x"}),
    ],
)
def test_a_steward_mends_nothing(ask, entrance, path, body):
    status, told = ask(entrance, path, **body)
    assert (status, told["code"]) == (403, "desk-only")


def test_only_a_supervisor_settles_and_looks_at_the_board(api, ask, desk):
    assert ask(desk, "/settlements", scan=str(uuid.uuid4()), outcome="mistake")[0] == 403
    assert api(desk.token, "GET", "/conflicts").status_code == 403
    assert api(desk.token, "GET", "/board").status_code == 403


def test_a_supervisor_settles_what_two_phones_did(api, ask, event, entrance, alice):
    boss = Door(a_gate(event, "Side entrance"), role="supervisor")
    for door, minute in ((entrance, 0), (boss, 1)):
        door.scan(alice, ARRIVAL.replace(minute=50 + minute), decided="admitted")
    [told] = api(boss.token, "GET", "/conflicts").get_json()["conflicts"]
    assert (told["kind"], told["gate"], told["first_gate"]) == (
        "admitted_twice",
        "Side entrance",
        "Entrance",
    )
    assert ask(boss, "/settlements", scan=told["scan"], outcome="same_person")[0] == 200
    assert api(boss.token, "GET", "/conflicts").get_json() == {"conflicts": []}
    assert api(boss.token, "GET", "/board").get_json()["inside"] == 1


def test_another_edition_s_people_are_nobody_here(ask, desk, next_edition):
    gate = a_gate(next_edition, "Entrance")
    theirs = Door(gate, role="desk")
    _, told = ask(theirs, "/walkins", first_name="Bob")
    assert ask(desk, "/notes", person=told["person"], note="x")[0] == 404


class _Any:
    def __eq__(self, other):
        return True

    __hash__ = None


ANY = _Any()
