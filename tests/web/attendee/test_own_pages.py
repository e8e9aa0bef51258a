"""Behind one's own link: everything can be changed, and looking never changes anything."""

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient

from innovfest import breakouts
from innovfest.audit import AuditEntry
from innovfest.breakouts.letters import compose_promotion
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import get_session
from innovfest.registration import Registration, link_of, verification_of
from tests.conftest import NOON, OLIVIA, register

PAGES = ["", "edit", "breakouts", "cancel", "transfer", "colleague", "qr", "badge.png", "badge.pdf"]
PAGES += ["calendar", "mails", "link"]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def own(client: FlaskClient, alice: Registration) -> str:
    """Return the address of Alice's own pages."""
    client.get("/2027/?lang=en")
    return f"/2027/my/{link_of(alice)}/"


def of(first_name: str, **more: str) -> dict[str, str]:
    """Return what someone tells about a person."""
    told = {"first_name": first_name, "last_name": "Example", "email": f"{first_name.lower()}@example.org"}
    return {**told, "organisation": "Example Works", "kind": "company", **more}


def fresh(person: Registration) -> Registration:
    """Read a registration afresh."""
    db.session.expire_all()
    return db.session.get_one(Registration, person.id)


@pytest.mark.parametrize("page", PAGES)
def test_looking_changes_nothing(client: FlaskClient, own: str, page: str) -> None:
    before = db.session.query(AuditEntry).count(), db.session.query(OutboxMessage).count()
    assert client.get(own + page).status_code == 200
    assert (db.session.query(AuditEntry).count(), db.session.query(OutboxMessage).count()) == before


def test_details_can_be_changed(client: FlaskClient, own: str, alice: Registration) -> None:
    told = {**of("Alice", last_name="Exemple", organisation="Flux50", kind="cluster"), "cluster": "flux50"}
    told |= {"photo": "yes", "news": "y"}
    assert client.post(own + "edit", data=told).status_code == 303
    now = fresh(alice)
    assert (now.last_name, now.organisation, now.cluster, now.photo_allowed, now.consents) == (
        "Exemple", "Flux50", "flux50", True, ["news"]
    )  # fmt: skip


def test_a_break_out_is_changed_and_given_back(client: FlaskClient, own: str, alice: Registration) -> None:
    for choice, held in (("energy", ["energy"]), ("sustainability", ["sustainability"]), ("plenary", [])):
        assert client.post(own + "breakouts", data={"slot-break-outs": choice}).status_code == 303
        signups = breakouts.list_signups(fresh(alice))
        assert [s.session.slug for s in signups if s.held] == held


def test_the_day_is_cancelled_and_taken_back(client: FlaskClient, own: str, alice: Registration) -> None:
    client.post(own + "cancel")
    assert "Your place is cancelled" in client.get(own).text
    assert [client.get(own + page).status_code for page in ("qr", "badge.png", "badge.pdf")] == [404] * 3
    client.post(own + "restore")
    assert "You are expected again." in client.get(own).text
    assert fresh(alice).status == "confirmed"


def test_a_colleague_takes_the_place(client: FlaskClient, own: str, alice: Registration) -> None:
    told = of("Bob")
    answer = client.post(own + "transfer", data=told, follow_redirects=True)
    assert "Your place has gone to your colleague" in answer.text
    assert client.get(own).status_code == 404
    assert client.get(f"/2027/my/{link_of(fresh(alice))}/").status_code == 200


def test_a_colleague_comes_along(client: FlaskClient, own: str) -> None:
    told = {**of("Bob"), "form_id": "8c5d7c4e-9a0e-4d2c-8f4e-0d6f3c1d2b1a"}
    told |= {"slot-break-outs": "energy", "news": "y", "photo": "yes"}
    for _ in range(2):
        assert client.post(own + "colleague", data=told).status_code == 303
    bob = db.session.query(Registration).filter_by(first_name="Bob").one()
    assert (bob.source, bob.consents, bob.photo_allowed) == ("colleague", [], None)
    assert [s.session.slug for s in breakouts.list_signups(bob)] == ["energy"]


def test_a_colleague_who_is_known_is_said_beside_the_address(
    client: FlaskClient, own: str, bob: Registration
) -> None:
    told = {**of("Bob"), "form_id": ""}
    answer = client.post(own + "colleague", data=told)
    assert (answer.status_code, "already registered at this address" in answer.text) == (409, True)


def test_the_address_counts_as_verified_by_a_press_behind_the_mailed_link(
    client: FlaskClient, own: str, alice: Registration
) -> None:
    address = f"{own}verify/{verification_of(alice)}"
    assert client.get(address).status_code == 200
    assert fresh(alice).email_verified_at is None
    client.post(address)
    assert fresh(alice).email_verified_at == NOON
    assert client.get(f"{own}verify/wrong").status_code == 404
    assert verification_of(alice) not in client.get(own).text


def test_a_replaced_link_opens_nothing_any_more(client: FlaskClient, own: str, alice: Registration) -> None:
    answer = client.post(own + "link")
    assert client.get(own).status_code == 404
    assert client.get(answer.headers["Location"]).status_code == 200
    assert [m.kind for m in db.session.query(OutboxMessage).order_by(OutboxMessage.id)][
        -1
    ] == "registration.link"


def test_a_lost_link_is_mailed_and_strangers_learn_nothing(client: FlaskClient, alice: Registration) -> None:
    answers = [
        client.post("/2027/lost-link?lang=en", data={"email": address}).text.replace(address, "…")
        for address in ("alice@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]
    links = [m.recipient for m in db.session.query(OutboxMessage) if m.kind == "registration.link"]
    assert links == ["alice@example.org"]


def test_mails_can_be_seen_and_sent_again(client: FlaskClient, own: str) -> None:
    assert "On its way." in client.get(own + "mails").text
    client.post(own + "mails")
    assert [m.kind for m in db.session.query(OutboxMessage).order_by(OutboxMessage.id)] == [
        "registration.confirmation"
    ] * 2


def test_the_badge_comes_as_pdf_and_picture(client: FlaskClient, own: str) -> None:
    assert client.get(own + "badge.pdf").data.startswith(b"%PDF-")
    assert client.get(own + "badge.png").data.startswith(b"\x89PNG")
    assert "attachment" in client.get(own + "badge.pdf").headers["Content-Disposition"]


def test_one_persons_link_opens_no_other_persons_page(client: FlaskClient, event: Event, own: str) -> None:
    mallory = register(event, "Mallory")
    mixed = link_of(mallory)[:26] + own.split("/")[3][26:]
    assert client.get(f"/2027/my/{mixed}/").status_code == 404


@pytest.fixture
def energy_is_full(event: Event, bob: Registration) -> None:
    with unit_of_work():
        session = get_session(event.id, "energy")
        breakouts.sign_up(bob, session, by=OLIVIA, now=NOON)
        breakouts.change_capacity(session, 1, by=OLIVIA, now=NOON)


@pytest.mark.usefixtures("energy_is_full")
def test_one_stands_in_line_keeps_the_seat_and_moves_up(
    client: FlaskClient, own: str, alice: Registration, bob: Registration
) -> None:
    client.post(own + "breakouts", data={"slot-break-outs": "sustainability"})
    assert "Full. You would be the first in line." in client.get(own + "breakouts").text
    page = client.post(own + "lines/energy", follow_redirects=True).text
    assert "You are number 1 in line for" in page
    assert "stays yours until the new one is." in page
    assert "You are number 1 in line for" in client.get(own).text
    with unit_of_work():
        breakouts.cancel_day(fresh(bob), by=OLIVIA, now=NOON)
    assert [s.session.slug for s in breakouts.list_signups(fresh(alice)) if s.held] == ["energy"]
    assert "in line for" not in client.get(own).text
    letter = compose_promotion(db.session.query(OutboxMessage).filter_by(kind="registration.promotion").one())
    assert letter is not None
    assert (letter.context["session"].slug, letter.context["gave"].slug) == ("energy", "sustainability")


@pytest.mark.usefixtures("energy_is_full")
def test_one_leaves_the_line(client: FlaskClient, own: str) -> None:
    client.post(own + "lines/energy")
    assert (
        "You are not in line any more." in client.post(own + "lines/energy/leave", follow_redirects=True).text
    )
    assert "in line for" not in client.get(own).text


def test_a_line_for_what_is_not_there_is_no_page(client: FlaskClient, own: str) -> None:
    assert client.post(own + "lines/no-such-session").status_code == 404
