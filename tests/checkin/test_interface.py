"""The door's interface over HTTP: what it answers, what it refuses, and that a token only scans."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from innovfest import checkin, clock, registration
from innovfest.database import db, unit_of_work
from tests.support.door import ARRIVAL, BREAKOUTS, OLIVIA, as_json, forget

PROBLEM = "application/problem+json"


def send(api, door, *scans):
    return api(door.token, "POST", "/scans", {"scans": [as_json(scan) for scan in scans]})


def is_problem(answer, status):
    told = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["title"]
    assert told["detail"]
    assert "Content-Security-Policy" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    return told


def test_scans_are_answered_in_order_with_all_that_the_screen_says(api, entrance, an_attendee):
    alice = an_attendee("Alice", sessions=["energy"])
    first = entrance.sent(alice)
    answer = send(api, entrance, first, entrance.sent("nobody's"))
    one, two = answer.get_json()["results"]
    assert answer.status_code == 200
    assert one == {
        "id": str(first.id),
        "verdict": "admitted",
        "reason": None,
        "registration": alice.uid,
        "n": alice.id,
        "first_scan": None,
        "conflict": None,
        "person": {
            "name": "Alice Example",
            "organisation": "Example Works",
            "breakout": "Break-out: Energie",
            "room": "Break-out B",
            "note": "",
        },
        "where": None,
    }
    assert (two["verdict"], two["reason"], two["person"]) == ("unknown", "no_such_code", None)


def test_the_same_id_gets_the_same_answer(api, entrance, alice):
    sent = entrance.sent(alice)
    first = send(api, entrance, sent).get_json()
    assert send(api, entrance, sent).get_json() == first


def test_texts_of_the_programme_come_in_the_stewards_language(api, entrance, an_attendee):
    alice = an_attendee("Alice", sessions=["energy"])
    body = {"scans": [as_json(entrance.sent(alice))]}
    french = api(entrance.token, "POST", "/scans", body, headers={"Accept-Language": "fr"})
    assert french.get_json()["results"][0]["person"]["breakout"] == "Atelier : Énergie"


def test_an_answer_carries_neither_cookie_nor_policy(api, entrance, alice):
    answer = send(api, entrance, entrance.sent(alice))
    assert "Content-Security-Policy" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_no_scans_get_no_answers(api, entrance):
    assert send(api, entrance).get_json()["results"] == []


STRANGERS = {
    "no token": None,
    "an empty token": "",
    "a short token": "x",
    "a guessed token": "A" * 26,
    "a token that is no ASCII": "é" * 26,
    "a long token": "A" * 5000,
}


@pytest.mark.parametrize("method_and_path", [("GET", "/me"), ("POST", "/scans"), ("GET", "/people?q=al")])
@pytest.mark.parametrize("token", STRANGERS.values(), ids=STRANGERS.keys())
def test_a_stranger_is_told_to_enrol(api, entrance, method_and_path, token):
    answer = api(token and token.encode("utf-8").decode("latin-1"), *method_and_path)
    is_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_phone_that_was_taken_back_scans_nothing(api, entrance, alice):
    with unit_of_work():
        checkin.revoke(checkin.get_phone(alice.event_id, entrance.device.id), by=OLIVIA, now=ARRIVAL)
    is_problem(send(api, entrance, entrance.sent(alice)), 401)
    forget()
    assert checkin.list_scans(alice) == []


@pytest.mark.parametrize("is_revoked", [True, False])
def test_a_phone_whose_time_is_over_says_so_once_its_list_is_deleted(api, entrance, alice, is_revoked):
    with unit_of_work():
        phone = checkin.get_phone(alice.event_id, entrance.device.id)
        if is_revoked:
            checkin.revoke(phone, by=OLIVIA, now=ARRIVAL)
        else:
            phone.shift_ends_at = ARRIVAL - timedelta(minutes=1)
    last = {"waiting": 2, "gate": entrance.gate.id, "returned": [{"place": "", "drawn": 0}]}
    is_problem(api(entrance.token, "POST", "/reports", last), 401)
    answer = api(entrance.token, "POST", "/reports", last | {"ended": True})
    assert (answer.status_code, answer.get_json()["ceiling"]) == (200, None)
    is_problem(api("x" * len(entrance.token), "POST", "/reports", last | {"ended": True}), 401)
    is_problem(api(entrance.token, "GET", "/snapshot"), 401)
    forget()
    phone = checkin.get_phone(alice.event_id, entrance.device.id)
    assert checkin.list_is_deleted(checkin.report_of(phone))
    assert phone.waiting == 2


def test_a_token_scans_and_opens_nothing_else(api, client, entrance, alice):
    bearer = {"Authorization": f"Bearer {entrance.token}"}
    assert client.get(f"/2027/my/{alice.uid}/", headers=bearer).status_code == 404
    assert client.get("/2027/desk/", headers=bearer).status_code == 303


def test_a_login_without_a_phone_does_not_scan(client, api, entrance):
    client.set_cookie("innovfest", "whatever")
    is_problem(api(None, "POST", "/scans", {"scans": []}), 401)


MISSHAPEN = {
    "no list": {},
    "a text for a list": {"scans": "x"},
    "an id that is none": {"scans": [{"id": "7"}]},
    "no time": {"scans": [{"scanned_at": None}]},
    "a time without a zone": {"scans": [{"scanned_at": "2027-02-20T13:50:00"}]},
    "a time as a number": {"scans": [{"scanned_at": 1803131400}]},
    "a direction that is none": {"scans": [{"direction": "up"}]},
    "a verdict that is none": {"scans": [{"decided": "fine"}]},
    "a gate as text": {"scans": [{"gate": "1"}]},
    "a gate beyond numbers": {"scans": [{"gate": 10**30}]},
    "a code that is none": {"scans": [{"code": 7}]},
}


@pytest.mark.parametrize("body", MISSHAPEN.values(), ids=MISSHAPEN.keys())
def test_a_body_of_another_shape_is_refused_with_what_is_wrong(api, entrance, alice, body):
    if isinstance(body.get("scans"), list):
        body = {"scans": [as_json(entrance.sent(alice)) | body["scans"][0]]}
    told = is_problem(api(entrance.token, "POST", "/scans", body), 422)
    assert told["errors"][0]["path"].startswith("scans")


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"scans": [{"code": "\\ud800"}]}'])
def test_what_is_no_json_is_refused(api, entrance, raw):
    is_problem(
        api(entrance.token, "POST", "/scans", data=raw, headers={"Content-Type": "application/json"}), 422
    )


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00"])
def test_a_clock_at_the_end_of_time_does_no_harm(api, entrance, alice, at):
    body = {"scans": [as_json(entrance.sent(alice)) | {"scanned_at": at}]}
    answer = api(entrance.token, "POST", "/scans", body)
    assert answer.get_json()["results"][0]["verdict"] == "admitted"


def test_more_than_five_hundred_scans_are_refused_and_five_hundred_are_not(api, entrance):
    scans = [entrance.sent(f"CODE {number}") for number in range(501)]
    is_problem(send(api, entrance, *scans), 422)
    assert len(send(api, entrance, *scans[:500]).get_json()["results"]) == 500


def test_a_body_over_the_limit_is_refused(api, entrance):
    is_problem(send(api, entrance, entrance.sent("x" * 2_000_000)), 413)


def test_another_content_type_is_refused(api, entrance):
    is_problem(api(entrance.token, "POST", "/scans", data={"scans": "[]"}), 415)


def test_another_method_and_another_address_are_refused(api, entrance):
    wrong = api(entrance.token, "GET", "/scans")
    is_problem(wrong, 405)
    assert "POST" in wrong.headers["Allow"]
    is_problem(api(entrance.token, "GET", "/nothing"), 404)


def test_a_database_that_is_gone_says_when_to_try_again(api, entrance, alice, monkeypatch):
    def gone(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("the database is locked"))

    monkeypatch.setattr(checkin, "record_scans", gone)
    answer = send(api, entrance, entrance.sent(alice))
    is_problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0


def test_a_phone_knows_its_gate_and_its_figures(api, entrance, alice):
    send(api, entrance, entrance.sent(alice))
    told = api(entrance.token, "GET", "/me").get_json()
    assert told == {
        "device": {"id": entrance.device.id, "label": "Phone 1", "steward": "Dora", "role": "steward"},
        "gate": {"id": entrance.gate.id, "name": "Entrance", "room": None, "kind": "entrance"},
        "event": {
            "slug": "2027",
            "name": "InnovFest",
            "language": "nl",
            "timezone": "Europe/Brussels",
            "starts_at": "2027-02-20T13:30:00Z",
        },
        "session": None,
        "counts": {"in": 1, "expected": 1, "limit": None},
        "releasable": None,
        "server_time": "2027-02-20T13:50:00Z",
        "gates": [{"id": entrance.gate.id, "name": "Entrance"}],
    }


def test_a_phone_at_a_room_knows_the_session_there(api, energy_room, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BREAKOUTS)
    told = api(energy_room.token, "GET", "/me", headers={"Accept-Language": "en"}).get_json()
    assert told["gate"]["kind"] == "room"
    assert told["session"] == {
        "id": told["session"]["id"],
        "title": "Break-out: Energy",
        "starts_at": "2027-02-20T15:30:00Z",
        "ends_at": "2027-02-20T17:00:00Z",
        "room": "Break-out B",
    }


def test_a_person_is_found_and_let_in_by_name(api, entrance, an_attendee):
    zoe = an_attendee("Zoë", last_name="D'Hoore", email="zoe@x.example")
    [found] = api(entrance.token, "GET", "/people?q=dhoo").get_json()["people"]
    assert found == {
        "registration": zoe.uid,
        "name": "Zoë D'Hoore",
        "organisation": "Example Works",
        "breakout": None,
        "status": "confirmed",
        "in": False,
    }
    sent = [
        as_json(entrance.sent("")) | {"registration": found["registration"]},
        as_json(entrance.sent("")) | {"person": zoe.id},
        as_json(entrance.sent(f"ID:{zoe.uid}")),
    ]
    answers = [api(entrance.token, "POST", "/scans", {"scans": [scan]}).get_json() for scan in sent]
    verdicts = [answer["results"][0]["verdict"] for answer in answers]
    assert verdicts == ["admitted", "already_in", "unknown"]


def test_a_report_of_an_older_page_is_taken_with_what_it_says_too_much(api, entrance):
    older = {"waiting": 0, "gate": entrance.gate.id, "place": "", "ceiling": 0, "drawn": 3}
    answer = api(entrance.token, "POST", "/reports", older)
    assert (answer.status_code, answer.get_json()["ceiling"]) == (200, None)


@pytest.mark.parametrize("question", ["", "?q=", "?q=z", "?q=" + "z" * 101])
def test_a_search_needs_two_letters(api, entrance, question):
    is_problem(api(entrance.token, "GET", f"/people{question}"), 422)


def test_a_spare_badge_is_given_by_one_scan(api, entrance, event, alice):
    with unit_of_work():
        [spare] = registration.make_spares(event, 1, by=OLIVIA, now=ARRIVAL)
    old = alice.badge.code
    binding = {"id": str(uuid.uuid4()), "spare_code": spare.code, "registration": alice.uid}
    given = api(entrance.token, "POST", "/bindings", binding)
    assert given.get_json() == {"id": binding["id"], "registration": alice.uid, "name": "Alice Example"}
    assert api(entrance.token, "POST", "/bindings", binding).get_json() == given.get_json()
    codes = [old, spare.code]
    results = send(api, entrance, *(entrance.sent(code) for code in codes)).get_json()["results"]
    assert [result["verdict"] for result in results] == ["replaced_code", "admitted"]


def test_what_is_no_spare_badge_is_not_given(api, entrance, alice, bob):
    binding = {"id": str(uuid.uuid4()), "spare_code": bob.badge.code, "registration": alice.uid}
    told = is_problem(api(entrance.token, "POST", "/bindings", binding), 409)
    assert told["code"] == "spare-unusable"


def test_a_spare_badge_is_not_given_to_a_stranger(api, entrance, event):
    binding = {"id": str(uuid.uuid4()), "spare_code": "A", "registration": str(uuid.uuid4())}
    is_problem(api(entrance.token, "POST", "/bindings", binding), 404)


def test_a_scan_over_http_takes_five_statements_at_most(api, entrance, alice, bob, statements):
    send(api, entrance, entrance.sent(bob))
    body = {"scans": [as_json(entrance.sent(alice))]}
    db.session.remove()
    with statements() as seen:
        api(entrance.token, "POST", "/scans", body)
    assert len(seen) == 5
