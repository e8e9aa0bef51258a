"""Standing in line as a visitor meets it: for a full day, for a full session, with an offer to answer."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from innovfest import breakouts, clock, programme, worker
from innovfest.breakouts import letters
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import get_session
from innovfest.registration import Registration, link_of
from tests.conftest import NOON, OLIVIA, register

DORA = {
    "first_name": "Dora",
    "last_name": "Example",
    "email": "dora@example.org",
    "organisation": "Example Works",
    "kind": "company",
}


@pytest.fixture(autouse=True)
def in_english_at_noon(monkeypatch: pytest.MonkeyPatch, client: FlaskClient, event: Event) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    client.get("/2027/?lang=en")


@pytest.fixture
def full_day(event: Event, alice: Registration) -> None:
    with unit_of_work():
        breakouts.change_day_capacity(event, 1, by=OLIVIA, now=NOON)


def stand_in_line(client: FlaskClient, **more: str) -> str:
    """Send the form of the line; return the address of one's own page."""
    page = client.get("/2027/register").text
    assert "All places are taken" in page
    form = {**DORA, "form_id": str(uuid.uuid4()), "in_line": "1", **more}
    return client.post("/2027/register", data=form).location.partition("?")[0]


@pytest.mark.usefixtures("full_day")
def test_a_full_day_has_a_line_on_the_same_form(client: FlaskClient) -> None:
    assert "Stand in line" in client.get("/2027/").text
    own = stand_in_line(client)
    page = client.get(own).text
    assert "You are number 1 in line for the day." in page
    assert 'class="qr' not in page
    assert client.get(own + "qr").status_code == 404
    assert "One person is in line." in client.get("/2027/register").text


@pytest.mark.usefixtures("full_day")
def test_nobody_stands_in_line_without_having_read_it(client: FlaskClient) -> None:
    answer = client.post("/2027/register", data={**DORA, "form_id": str(uuid.uuid4())})
    assert answer.status_code == 409
    assert 'name="in_line" type="hidden" value="1"' in answer.text
    assert 'value="dora@example.org"' in answer.text


@pytest.mark.usefixtures("full_day")
def test_an_offer_is_a_page_and_a_button(client: FlaskClient, alice: Registration) -> None:
    own = stand_in_line(client)
    with unit_of_work():
        breakouts.cancel_day(db.session.get_one(Registration, alice.id), by=OLIVIA, now=NOON)
    assert "A place is kept for you until" in client.get(own).text
    offer = f"{own}offers/{db.session.query(breakouts.WaitlistEntry).one().id}"
    for _ in range(2):  # a mail scanner opens links, and accepts nothing
        assert "Yes, I accept" in client.get(offer).text
    assert "It is yours. This is your day now." in client.post(offer, follow_redirects=True).text
    assert "It is yours" in client.get(offer).text
    assert client.get(own + "qr").status_code == 200


@pytest.mark.usefixtures("full_day")
def test_an_offer_declined_or_lapsed_says_so(client: FlaskClient, alice: Registration) -> None:
    own = stand_in_line(client)
    with unit_of_work():
        breakouts.cancel_day(db.session.get_one(Registration, alice.id), by=OLIVIA, now=NOON)
    offer = f"{own}offers/{db.session.query(breakouts.WaitlistEntry).one().id}"
    assert "It goes to the next in line." in client.post(offer + "/decline", follow_redirects=True).text
    assert "This offer has lapsed" in client.get(offer).text
    answer = client.post(offer)
    assert (answer.status_code, "it went to the next in line" in answer.text) == (409, True)


def test_a_foreign_offer_is_no_page(client: FlaskClient, event: Event, alice: Registration) -> None:
    assert client.get(f"/2027/my/{link_of(alice)}/offers/1").status_code == 404


@pytest.mark.usefixtures("full_day")
def test_who_cancelled_a_full_day_stands_in_line_again(
    client: FlaskClient, event: Event, alice: Registration
) -> None:
    own = f"/2027/my/{link_of(alice)}/"
    stand_in_line(client)
    client.post(own + "cancel")
    assert "Every place is taken now." in client.get(own).text
    assert "You are number 1 in line for the day." in client.post(own + "line", follow_redirects=True).text


@pytest.fixture
def energy_is_full(event: Event, an_attendee: Callable[..., Registration]) -> None:
    bob = an_attendee("Bob", sessions=["energy"])
    with unit_of_work():
        breakouts.change_capacity(get_session(event.id, "energy"), 1, by=OLIVIA, now=NOON)
    assert bob.id


@pytest.mark.usefixtures("energy_is_full")
def test_one_registers_with_a_seat_and_a_place_in_line(client: FlaskClient) -> None:
    assert "Stand in line for a full session as well" in client.get("/2027/register").text
    chosen = {"slot-break-outs": "sustainability", "line-break-outs": "energy"}
    own = client.post("/2027/register", data={**DORA, **chosen, "form_id": str(uuid.uuid4())}).location
    page = client.get(own).text
    assert "You are number 1 in line for" in page
    assert "stays yours until the new one is." in page


def test_the_line_is_not_asked_about_while_there_are_seats(client: FlaskClient, event: Event) -> None:
    assert "Stand in line" not in client.get("/2027/register").text


@pytest.mark.usefixtures("full_day")
def test_every_mail_of_the_line_is_written(client: FlaskClient, event: Event, alice: Registration) -> None:
    stand_in_line(client)
    register(event, "Eve", in_line=True)
    written = {"in_line": letters.compose_in_line(mail("in_line"))}
    with unit_of_work():
        breakouts.cancel_day(db.session.get_one(Registration, alice.id), by=OLIVIA, now=NOON)
    written["offer"] = letters.compose_offer(mail("offer"))
    worker.serve_lines(now=event.starts_at)
    assert letters.compose_offer(mail("offer")) is None
    written["expiry"] = letters.compose_expiry(mail("expiry"))
    assert [letter.template for letter in written.values() if letter] == ["in_line", "offer", "expiry"]


def mail(kind: str) -> OutboxMessage:
    """Return the first mail of a kind."""
    db.session.rollback()
    rows = db.session.query(OutboxMessage).filter_by(kind=f"registration.{kind}")
    return rows.order_by(OutboxMessage.id).first()


def test_who_is_in_two_places_at_once_is_told_and_asked(
    client: FlaskClient, event: Event, an_attendee: Callable[..., Registration]
) -> None:
    alice = an_attendee("Alice", sessions=["energy"])
    with unit_of_work():
        # Another slot, at another time: one may hold both, until the programme moves it.
        other = get_session(event.id, "labour-market")
        other.slot, gap = None, other.placement.ends_at - other.placement.starts_at
        other.placement.starts_at = get_session(event.id, "energy").placement.ends_at
        other.placement.ends_at = other.placement.starts_at + gap
    release(event)
    with unit_of_work():
        breakouts.sign_up(alice, get_session(event.id, "labour-market"), by=OLIVIA, now=NOON)
    with unit_of_work():
        placement = get_session(event.id, "labour-market").placement
        placement.starts_at, placement.ends_at = placement.starts_at - gap, placement.ends_at - gap
    release(event)
    own = f"/2027/my/{link_of(alice)}/"
    assert "are at the same time now" in client.get(own).text
    letter = letters.compose_overlap(mail("overlap"))
    assert [s.slug for s in letter.context["sessions"]] == ["energy", "labour-market"]
    assert "is given back. Thank you." in client.post(own + "give-back/energy", follow_redirects=True).text
    assert "are at the same time now" not in client.get(own).text
    assert letters.compose_overlap(mail("overlap")) is None


def release(event: Event) -> None:
    """Release the draft."""
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)


@pytest.mark.usefixtures("energy_is_full")
@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("at_once", ("the seat is yours at once", "We mail you when a seat is yours.")),
        ("offer", ("we ask you first", "We mail you when a seat is free, and you say yes or no.")),
    ],
)
def test_a_line_says_what_becomes_of_ones_turn(
    client: FlaskClient, event: Event, alice: Registration, policy: str, said: tuple[str, str]
) -> None:
    before, after = said
    with unit_of_work():
        breakouts.change_policy(get_session(event.id, "energy"), policy, by=OLIVIA, now=NOON)
    own = f"/2027/my/{link_of(alice)}/"
    assert before in client.get(own + "breakouts").text
    page = client.post(own + "lines/energy", follow_redirects=True).text
    assert after in page
    assert before in page


@pytest.mark.usefixtures("energy_is_full")
def test_a_line_that_asks_gives_at_once_in_the_last_two_days(
    client: FlaskClient, event: Event, alice: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work():
        energy = get_session(event.id, "energy")
        breakouts.change_policy(energy, "offer", by=OLIVIA, now=NOON)
        late = energy.placement.starts_at - timedelta(hours=47)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert "the seat is yours at once" in client.get(f"/2027/my/{link_of(alice)}/breakouts").text
