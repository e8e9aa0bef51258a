"""A gate's QR on a phone: a GET shows the button, a POST enrols, and the token stands in no address."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from innovfest import checkin, clock
from innovfest.checkin import EnrolmentLink
from innovfest.database import db, unit_of_work
from tests.support.door import ARRIVAL, OLIVIA


@pytest.fixture
def address(event, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: ARRIVAL)
    with unit_of_work():
        _, token = checkin.make_enrolment_link(
            a_gate_in(event),
            starts_at=ARRIVAL,
            expires_at=ARRIVAL + timedelta(hours=1),
            by=OLIVIA,
            now=ARRIVAL,
        )
    return f"/door/enrol/{token}"


def a_gate_in(event):
    return checkin.make_gate(event, "Entrance", by=OLIVIA, now=ARRIVAL)


def test_looking_at_the_link_enrols_nobody(client, address, event):
    page = client.get(address)
    assert page.status_code == 200
    assert "Entrance" in page.text
    assert checkin.list_phones(event.id) == []


def test_the_button_enrols_and_hands_the_token_over_once(client, address, event):
    page = client.post(address, data={"steward": "Dora"})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    token = re.search(r'name="device-token" content="([A-Z2-7]{26})"', page.text).group(1)
    db.session.rollback()
    assert checkin.find_phone(token).steward == "Dora"


@pytest.mark.parametrize("steward", ["", "   ", "x" * 61])
def test_a_phone_needs_a_stewards_name(client, address, event, steward):
    page = client.post(address, data={"steward": steward})
    assert page.status_code == 422
    assert checkin.list_phones(event.id) == []


def test_the_pages_say_which_phone_it_is_and_until_when_its_shift_lasts(client, address, event):
    with unit_of_work():
        link = db.session.scalars(select(EnrolmentLink)).one()
        link.name, link.shift_ends_at = "Lane", ARRIVAL + timedelta(hours=4)
    until = "zaterdag 20 februari om 18:50"
    assert until in client.get(address).text
    page = client.post(address, data={"steward": "Dora"}).text
    assert "Lane 1" in page
    assert until in page


def test_an_hour_later_the_link_says_so(client, address, event, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: ARRIVAL + timedelta(hours=1))
    for page in (client.get(address), client.post(address, data={"steward": "Dora"})):
        assert page.status_code == 409
        assert "device-token" not in page.text
    assert checkin.list_phones(event.id) == []


def test_a_post_from_elsewhere_enrols_nobody(app, address, event):
    app.config["WTF_CSRF_ENABLED"] = True
    page = app.test_client().post(address, data={"steward": "Mallory"})
    assert page.status_code in (400, 422)
    assert checkin.list_phones(event.id) == []


def test_the_scanner_is_a_page_that_may_run_the_decoder_and_the_camera(client, event):
    page = client.get("/door/")
    assert page.status_code == 200
    assert "'wasm-unsafe-eval'" in page.headers["Content-Security-Policy"]
    assert "camera=(self)" in page.headers["Permissions-Policy"]


def test_what_an_enrolment_says_is_escaped(client, address, event):
    page = client.post(address, data={"steward": "<script>x</script>" * 4})
    assert "<script>x" not in page.text
