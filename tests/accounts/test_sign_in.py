"""Signing in: a link works once, and a mail scanner that opens it uses nothing up."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from innovfest import accounts, clock, mail
from innovfest.accounts import InvitationUnusable, LastOrganiser, LinkUnusable, User
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from tests.conftest import NOON, OLIVIA


@pytest.fixture
def olivia(event: Event) -> User:
    """Olivia organises."""
    with unit_of_work():
        user = accounts.ensure_user("olivia@example.org", "Olivia", language="en", now=NOON)
        accounts.grant(user, event, "organiser", by=OLIVIA, now=NOON)
    return user


def fresh_link(user: User) -> str:
    """Make a link that works now."""
    with unit_of_work():
        return accounts.make_sign_in_link(user, now=clock.now())


def test_opening_a_link_uses_nothing_up_and_pressing_uses_it(client: FlaskClient, olivia: User) -> None:
    token = fresh_link(olivia)
    for _ in range(3):
        assert client.get(f"/sign-in/{token}").status_code == 200
    answer = client.post(f"/sign-in/{token}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/2027/desk/")
    assert client.post(f"/sign-in/{token}").status_code == 409
    assert client.get("/2027/desk/").status_code == 200


def test_a_link_grows_too_old(olivia: User) -> None:
    with unit_of_work():
        token = accounts.make_sign_in_link(olivia, now=NOON)
    with pytest.raises(LinkUnusable), unit_of_work():
        accounts.sign_in(token, now=NOON + timedelta(minutes=30))


def test_the_database_keeps_only_the_hash(olivia: User) -> None:
    token = fresh_link(olivia)
    row = db.session.query(accounts.SignInLink).one()
    assert token.upper() not in row.token_hash.upper()
    assert len(row.token_hash) == 64


def test_asking_tells_strangers_nothing(client: FlaskClient, olivia: User) -> None:
    pages = [
        client.post("/sign-in?lang=en", data={"email": address}).text.replace(address, "…")
        for address in ("olivia@example.org", "mallory@example.org")
    ]
    assert pages[0] == pages[1]
    assert [m.recipient for m in db.session.query(OutboxMessage).order_by(OutboxMessage.id)] == [
        "olivia@example.org"
    ]


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_elsewhere(client: FlaskClient, olivia: User, address: str) -> None:
    client.get("/sign-in", query_string={"next": address})
    assert client.post(f"/sign-in/{fresh_link(olivia)}").headers["Location"] == "/2027/desk/"


def test_signing_in_leads_where_one_was_going(client: FlaskClient, olivia: User) -> None:
    client.get(client.get("/2027/desk/?x=1").headers["Location"])
    assert client.post(f"/sign-in/{fresh_link(olivia)}").headers["Location"] == "/2027/desk/?x=1"


def test_signing_out_ends_it(client: FlaskClient, olivia: User) -> None:
    client.post(f"/sign-in/{fresh_link(olivia)}")
    client.post("/sign-out")
    assert client.get("/2027/desk/").status_code == 303


def test_an_invitation_becomes_a_login_with_its_role(client: FlaskClient, event: Event, olivia: User) -> None:
    with unit_of_work():
        accounts.invite(event, "dora@example.org", "desk", language="en", by=OLIVIA, now=clock.now())
    token = db.session.query(OutboxMessage).filter_by(kind="accounts.invitation").one().about["token"]
    assert client.get(f"/invitations/{token}").status_code == 200
    assert client.post(f"/invitations/{token}", data={"name": "Dora"}).status_code == 303
    dora = accounts.find_user("DORA@example.org")
    assert (dora.name, dora.role_at(event.id)) == ("Dora", "desk")
    assert client.post(f"/invitations/{token}", data={"name": "Mallory"}).status_code == 409


def test_a_withdrawn_invitation_is_worth_nothing(event: Event) -> None:
    with unit_of_work():
        invitation = accounts.invite(event, "dora@example.org", "desk", language="en", by=OLIVIA, now=NOON)
        accounts.withdraw_invitation(invitation, by=OLIVIA, now=NOON)
    token = db.session.query(OutboxMessage).one().about["token"]
    with pytest.raises(InvitationUnusable), unit_of_work():
        accounts.accept_invitation(token, "Dora", language="en", now=NOON)


def test_an_edition_keeps_an_organiser(event: Event, olivia: User) -> None:
    with pytest.raises(LastOrganiser), unit_of_work():
        accounts.withdraw_role(olivia.roles[0], by=OLIVIA, now=NOON)
    with pytest.raises(LastOrganiser), unit_of_work():
        accounts.change_role(olivia.roles[0], "viewer", by=OLIVIA, now=NOON)


@pytest.mark.parametrize(
    ("role", "needed", "may"),
    [
        ("organiser", "organiser", True),
        ("organiser", "viewer", True),
        ("desk", "organiser", False),
        ("desk", "desk", True),
        ("viewer", "desk", False),
        (None, "viewer", False),
    ],
)
def test_roles_cover_what_is_below_them(role: str | None, needed: str, may: bool) -> None:
    assert accounts.may(role, needed) is may


def test_the_mailed_link_signs_in(client: FlaskClient, olivia: User) -> None:
    client.post("/sign-in", data={"email": "olivia@example.org"})
    mail.deliver_due(mail.make_transport("mailbox:"), now=clock.now())
    raw = mail.list_mailbox()[0].raw.decode()
    token = re.search(r"/sign-in/(\w{26})", raw.replace("=\n", "")).group(1)  # type: ignore[union-attr]
    assert client.post(f"/sign-in/{token}").status_code == 303
