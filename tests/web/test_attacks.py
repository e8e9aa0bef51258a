"""Mallory tries: other people's links, floods of mail, hostile addresses, and numbers that no table holds."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from innovfest import InnovFest, accounts, breakouts, mail
from innovfest.accounts import User
from innovfest.audit import SYSTEM
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.registration import Registration, link_of
from tests.conftest import NOON, OLIVIA

BOB = {
    "first_name": "Bob",
    "last_name": "Example",
    "email": "bob@example.org",
    "organisation": "Example Works",
    "kind": "company",
}
ALICE = {**BOB, "first_name": "Alice", "email": "alice@example.org"}
HUGE = "9" * 20
ENDS_OF_TIME = {"day-opens_at": "0001-01-01T00:00", "day-closes_at": "9999-12-31T23:59"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def olivia(event: Event) -> User:
    """Olivia organises."""
    with unit_of_work():
        user = accounts.ensure_user("olivia@example.org", "Olivia", language="en", now=NOON)
        accounts.grant(user, event, "organiser", by=SYSTEM, now=NOON)
    return user


@pytest.fixture
def desk(client: FlaskClient, olivia: User) -> FlaskClient:
    """Return Olivia's browser, signed in."""
    with unit_of_work():
        token = accounts.make_sign_in_link(olivia, now=NOON)
    assert client.post(f"/sign-in/{token}").status_code == 303
    return client


def people() -> dict[str, Registration]:
    """Read all registrations afresh, by first name."""
    db.session.expire_all()
    return {person.first_name: person for person in db.session.query(Registration)}


def outbox(kind: str = "") -> list[OutboxMessage]:
    """Read the outbox afresh, oldest first."""
    db.session.expire_all()
    rows = db.session.query(OutboxMessage).order_by(OutboxMessage.id)
    return [row for row in rows if kind in row.kind]


# Personal links


def test_the_form_of_who_passed_the_place_on_does_not_open_it_again(
    client: FlaskClient, event: Event
) -> None:
    form = {**ALICE, "form_id": str(uuid.uuid4())}
    mine = client.post("/2027/register", data=form).headers["Location"].partition("?")[0]
    assert client.post(f"{mine}transfer", data=BOB).status_code == 303
    again = client.post("/2027/register", data=form)
    assert again.status_code == 200
    assert link_of(people()["Bob"]) not in again.text
    assert list(people()) == ["Bob"]


def test_the_form_of_a_replaced_link_does_not_show_the_new_one(client: FlaskClient, event: Event) -> None:
    form = {**ALICE, "form_id": str(uuid.uuid4())}
    mine = client.post("/2027/register", data=form).headers["Location"].partition("?")[0]
    assert client.post(f"{mine}link").status_code == 303
    assert client.post("/2027/register", data=form).status_code == 200


def test_who_adds_a_colleague_does_not_get_the_colleagues_link(
    client: FlaskClient, alice: Registration
) -> None:
    form = {**BOB, "form_id": str(uuid.uuid4())}
    assert client.post(f"/2027/my/{link_of(alice)}/colleague", data=form).status_code == 303
    answer = client.post("/2027/register", data=form)
    assert answer.status_code == 200
    assert link_of(people()["Bob"]) not in answer.text


def test_a_cancelled_place_can_not_be_passed_on(client: FlaskClient, alice: Registration) -> None:
    with unit_of_work():
        breakouts.cancel_day(alice, by=OLIVIA, now=NOON)
    answer = client.post(f"/2027/my/{link_of(alice)}/transfer", data=BOB)
    assert answer.status_code == 409
    assert list(people()) == ["Alice"]


# Mail


def test_asking_for_sign_in_links_does_not_keep_olivia_out(client: FlaskClient, olivia: User) -> None:
    for _ in range(30):
        client.post("/sign-in", data={"email": olivia.email})
    for minute in range(1, 30):
        with time_machine.travel(NOON + timedelta(minutes=minute), tick=False):
            client.post("/sign-in", data={"email": olivia.email})
    waits = [message.not_before - message.created_at for message in outbox("sign_in")]
    assert max(waits) == timedelta(0)


def test_other_mail_to_olivia_does_not_delay_her_sign_in_link(client: FlaskClient, olivia: User) -> None:
    for name in ("Anna", "Bea", "Cis", "Dirk", "Eva", "Fien", "Gert", "Hans", "Ilse", "Jan"):
        form = {**ALICE, "first_name": name, "email": olivia.email, "form_id": str(uuid.uuid4())}
        assert client.post("/2027/register", data=form).status_code == 303
    client.post("/sign-in", data={"email": olivia.email})
    assert outbox("sign_in")[0].not_before == NOON


def test_who_used_a_sign_in_link_gets_another_at_once(client: FlaskClient, olivia: User) -> None:
    for count in (1, 2):
        client.post("/sign-in", data={"email": olivia.email})
        assert len(outbox("sign_in")) == count
        assert client.post(f"/sign-in/{outbox('sign_in')[-1].about['token']}").status_code == 303


def test_asking_for_a_lost_link_in_vain_counts_no_mail(client: FlaskClient, alice: Registration) -> None:
    for _ in range(40):
        client.post("/2027/lost-link", data={"email": alice.email})
    with unit_of_work():
        breakouts.cancel_day(alice, by=OLIVIA, now=NOON)
    assert outbox("cancellation")[0].not_before == NOON


def test_one_network_causes_no_flood_by_changing_its_own_address(
    app: InnovFest, client: FlaskClient, alice: Registration
) -> None:
    own, allowed = f"/2027/my/{link_of(alice)}/", app.config["INNOVFEST"].mails_per_network
    for number in range(allowed + 1):
        client.post(f"{own}edit", data={**ALICE, "email": f"victim{number}@v{number}.example.org"})
        assert client.post(f"{own}mails").status_code == 303
    assert outbox("confirmation")[-1].not_before > NOON


def test_one_network_causes_no_flood_by_cancelling_and_restoring(
    app: InnovFest, client: FlaskClient, alice: Registration
) -> None:
    own, allowed = f"/2027/my/{link_of(alice)}/", app.config["INNOVFEST"].mails_per_network
    for number in range(allowed // 2 + 1):
        client.post(f"{own}edit", data={**ALICE, "email": f"victim{number}@v{number}.example.org"})
        client.post(f"{own}cancel")
        client.post(f"{own}restore")
    assert outbox()[-1].not_before > NOON


# Roles


def test_an_invitation_does_not_make_the_last_organiser_a_viewer(
    client: FlaskClient, olivia: User, event: Event
) -> None:
    with unit_of_work():
        accounts.invite(event, olivia.email, "viewer", language="en", by=OLIVIA, now=NOON)
    token = outbox("invitation")[0].about["token"]
    assert client.post(f"/invitations/{token}", data={"name": "Olivia"}).status_code == 409
    db.session.expire_all()
    assert db.session.get_one(User, olivia.id).role_at(event.id) == "organiser"


# Hostile addresses and fields


@pytest.mark.parametrize(
    "path",
    [
        "/20%0027/", "/20%0027/programme", "/20%0027/register", "/20%0027/calendar.ics",
        "/2027/sessions/a%00b",
        "/2027/speakers/a%00b", "/2027/sessions/a%00b.ics", "/2027/register?session=a%00b", "/2027/my/a%00b/",
        "/2027/my/%FF%FE/", "/sign-in/a%00b", "/invitations/a%00b", "/door/enrol/a%00b", "/20%0027/desk/",
        "/%ED%A0%80/", "/2027/?lang=%00", "/2027/programme?by=%00", "/sign-in?next=%00", "/assets/%00/a.css",
    ],
)  # fmt: skip
def test_a_hostile_address_is_just_not_found(client: FlaskClient, event: Event, path: str) -> None:
    assert client.get(path).status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "registrations/a%00b", "registrations/a%00b/edit", "registrations?q=a%00b",
        "registrations?page=9999999",
        "registrations?page=999999", "registrations.csv?q=%00%F0%9F%8E%AA", f"gates/{HUGE}",
        f"mailbox/{HUGE}",
        f"mailbox/{HUGE}.eml", "badges?since=0001-01-01", "badges?since=9999-12-31T23:59", "badges?since=%00",
        "badges/all.pdf?page=999999", "badges?since=2027-01-01T00:00%2B23:59",
    ],
)  # fmt: skip
def test_a_hostile_address_of_the_desk_is_just_not_found(desk: FlaskClient, path: str) -> None:
    assert desk.get(f"/2027/desk/{path}").status_code < 500


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("registrations/{uid}/edit", {**ALICE, "seen": "9" * 5000}),
        ("registrations/{uid}/edit", {**ALICE, "seen": "9" * 40}),
        ("capacity/sessions/a%00b", {"session-a\0b-capacity": "3"}),
        ("capacity/rooms/a%00b", {"room-a\0b-seats": "3", "room-a\0b-fire_limit": "3"}),
        ("capacity/day", {"day-capacity": "9" * 5000}),
        ("capacity/day", {"day-capacity": "300", **ENDS_OF_TIME}),
        ("gates", {"name": "a\0b", "room": "a\0b"}),
        ("needs/a%00b", {"carer": "Dora"}),
        ("needs/{uid}", {"carer": "a\0b\N{CIRCUS TENT}"}),
        ("registrations/{uid}/badge/spare", {"code": "a\0b"}),
        (f"phones/{HUGE}/revoke", {}),
        (f"team/{HUGE}", {"role": "viewer"}),
        (f"team/{HUGE}/withdraw", {}),
        (f"invitations/{HUGE}/withdraw", {}),
        (f"mails/{HUGE}/retry", {}),
        (f"gates/{HUGE}/links/{HUGE}/revoke", {}),
        ("gates/1/links", {"starts_at": "0001-01-01T00:00", "expires_at": "9999-12-31T23:59"}),
        ("badges/spares", {"count": "1" * 5000}),
        ("invitations", {"email": "a\0b@example.org", "role": "viewer", "language": "en"}),
    ],
)  # fmt: skip
def test_a_hostile_form_of_the_desk_is_refused(
    desk: FlaskClient, alice: Registration, path: str, fields: dict[str, str]
) -> None:
    desk.post("/2027/desk/gates", data={"name": "Main", "room": ""})
    assert desk.post(f"/2027/desk/{path.format(uid=alice.uid)}", data=fields).status_code < 500


@pytest.mark.parametrize(
    "text",
    [
        "a\0b", "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 60, "\N{CIRCUS TENT}" * 60,
        "=1+1", "{{7*7}}",
        "<b>", "a\r\nBcc: x@example.org", "\N{RIGHT-TO-LEFT OVERRIDE}abc",
        "\N{LATIN SMALL LETTER SHARP S}" * 60,
    ],
)  # fmt: skip
def test_a_hostile_name_is_kept_or_refused_in_words(client: FlaskClient, event: Event, text: str) -> None:
    form = {**ALICE, "first_name": text, "last_name": text, "organisation": text, "form_id": "a\0b"}
    form |= {"diet": text, "access_needs": text, "special_data": "y", "job_title": text}
    answer = client.post("/2027/register", data=form)
    assert answer.status_code in {303, 422}
    if answer.status_code == 303:
        assert client.get(answer.headers["Location"]).status_code == 200
        assert mail.deliver_due(mail.make_transport("mailbox:"), now=NOON) == 1
        assert outbox()[0].status == "sent"


@pytest.mark.parametrize("mark", ["\N{ZERO WIDTH SPACE}", "\N{ARABIC LETTER MARK}", "\N{RIGHT-TO-LEFT MARK}"])
def test_a_name_of_marks_that_nobody_sees_is_no_name(client: FlaskClient, event: Event, mark: str) -> None:
    form = {**ALICE, "first_name": mark, "form_id": str(uuid.uuid4())}
    assert client.post("/2027/register", data=form).status_code == 422


# Pages that are kept


def test_nothing_of_a_visitor_gets_into_everybodys_page(client: FlaskClient, alice: Registration) -> None:
    client.post(f"/2027/my/{link_of(alice)}/link")  # leaves a notice for the next page
    mine = client.get("/2027/?lang=en&by=mallory&utm=mallory").text
    theirs = client.application.test_client().get("/2027/?lang=en").text
    for page in (mine, theirs):
        assert "mallory" not in page
        assert "csrf_token" not in page
        assert "new link" not in page


def test_a_strangers_order_does_not_get_into_everybodys_programme(client: FlaskClient, event: Event) -> None:
    client.get("/2027/programme?lang=en&by=mallory")
    assert "mallory" not in client.get("/2027/programme?lang=en").text
    assert "by=track" in client.get("/2027/programme?lang=en&by=track").text


# Signing in


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/\n\\evil.example",
     "javascript:alert(1)", "/%09/evil.example"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(client: FlaskClient, olivia: User, address: str) -> None:
    client.get("/sign-in", query_string={"next": address})
    with unit_of_work():
        token = accounts.make_sign_in_link(olivia, now=NOON)
    goes_to = client.post(f"/sign-in/{token}").headers["Location"]
    assert goes_to.startswith("/")
    assert not re.match(r"/[\s]*[/\\]", goes_to)


def test_mallory_can_not_sign_somebody_in_as_herself(
    app: InnovFest, olivia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    with unit_of_work():
        token = accounts.make_sign_in_link(olivia, now=NOON)
    browser = app.test_client()
    assert browser.post(f"/sign-in/{token}").status_code == 422
    assert browser.get("/2027/desk/").status_code == 303
