"""The pages on which an attendee, a speaker and an organiser add their own calendar."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import time_machine
from flask.testing import FlaskClient

from innovfest import accounts, calendars, programme, speakers
from innovfest.accounts import Role
from innovfest.audit import history_of
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.registration import link_of
from tests.conftest import NOON, OLIVIA, register
from tests.support.own_calendars import address_of
from tests.support.speaking import add_speaker, link_to
from tests.support.statements import counted


@dataclass(frozen=True)
class Theirs:
    """Whose calendar it is, and where its page stands."""

    owner: calendars.Owner
    page: str


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def alices(event: Event) -> Theirs:
    """Return the calendar of Alice, who has a seat."""
    alice = register(event, "Alice", sessions=["energy"])
    return Theirs(alice, f"/2027/my/{link_of(alice)}/calendar")


@pytest.fixture
def sams(event: Event) -> Theirs:
    """Return the calendar of Sam, who speaks."""
    sam = add_speaker(event, now=NOON)
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    link = link_to(sam, now=NOON)
    return Theirs(link, f"/2027/speaker/{speakers.link_of(link)}/calendar")


@pytest.fixture
def a_role(event: Event, client: FlaskClient) -> Callable[[str], Role]:
    """Return a maker of roles, whose login signs in."""

    def make(role: str) -> Role:
        with unit_of_work():
            user = accounts.ensure_user("olivia@example.org", "Olivia", language="en", now=NOON)
            held = accounts.grant(user, event, role, by=OLIVIA, now=NOON)
            token = accounts.make_sign_in_link(user, now=NOON)
        client.post(f"/sign-in/{token}")
        return held

    return make


@pytest.fixture
def veras(a_role: Callable[[str], Role]) -> Theirs:
    """Return the calendar of a viewer, the least of the roles."""
    return Theirs(a_role("viewer"), "/2027/desk/calendar")


@pytest.fixture(params=["alices", "sams", "veras"])
def theirs(request: pytest.FixtureRequest) -> Theirs:
    """Return each kind of owner in turn."""
    return request.getfixturevalue(request.param)


def test_the_page_offers_each_program_the_address_and_a_code_for_the_phone(
    client: FlaskClient, theirs: Theirs
) -> None:
    page = client.get(f"{theirs.page}?lang=en").text
    address = f"localhost{address_of(theirs.owner)}"
    for wanted in (
        f'href="webcal://{address}"',
        f'href="http://{address}"',
        f"calendar.google.com/calendar/r?cid={quote(f'webcal://{address}', safe='')}",
        f"outlook.live.com/calendar/0/addfromweb?url={quote(f'http://{address}', safe='')}",
        f"outlook.office.com/calendar/0/addfromweb?url={quote(f'http://{address}', safe='')}",
        "<figure",
        "About every 8 to 24 hours.",
        "Replace the address",
    ):
        assert wanted in page, wanted


def test_looking_changes_nothing(client: FlaskClient, theirs: Theirs) -> None:
    before = calendars.token_of(theirs.owner)
    with counted(db.engine) as asked:
        assert client.get(theirs.page).status_code == 200
    assert not [statement for statement in asked if not statement.lstrip().startswith("SELECT")]
    assert calendars.token_of(theirs.owner) == before


@pytest.mark.parametrize(
    ("chosen", "trigger"), [("0", "PT0S"), ("15", "-PT15M"), ("60", "-PT1H"), ("1440", "-P1D")]
)
def test_the_reminder_that_one_chooses_stands_in_each_entry(
    client: FlaskClient, theirs: Theirs, chosen: str, trigger: str
) -> None:
    address = address_of(theirs.owner)
    assert "VALARM" not in client.get(address).text
    assert client.post(theirs.page, data={"reminder": chosen}).status_code == 303
    written = client.get(address).text
    assert written.count(f"TRIGGER:{trigger}\r\n") == written.count("BEGIN:VEVENT") > 0
    page = client.get(theirs.page).text
    assert f'<option selected value="{chosen}">' in page
    client.post(theirs.page, data={"reminder": "none"})
    assert "VALARM" not in client.get(address).text


@pytest.mark.parametrize("sent", [{"reminder": "7"}, {"reminder": "x"}, {}])
def test_another_reminder_is_refused_in_words(
    client: FlaskClient, theirs: Theirs, sent: dict[str, str]
) -> None:
    before = client.get(address_of(theirs.owner)).data
    answer = client.post(f"{theirs.page}?lang=en", data=sent)
    assert answer.status_code == 422
    assert client.get(address_of(theirs.owner)).data == before


def test_a_replaced_address_shows_at_once_and_is_in_the_trail(client: FlaskClient, theirs: Theirs) -> None:
    old = address_of(theirs.owner)
    assert client.post(f"{theirs.page}/address").status_code == 303
    db.session.expire_all()
    assert client.get(old).status_code == 404
    assert f"localhost{address_of(theirs.owner)}" in client.get(f"{theirs.page}?lang=en").text
    told = [entry.action for entry in history_of(theirs.owner) if entry.action.startswith("calendar.")]
    assert told == ["calendar.replaced"]


def test_the_page_of_another_person_is_not_found(client: FlaskClient, alices: Theirs, event: Event) -> None:
    bob = link_of(register(event, "Bob"))
    mixed = alices.page.replace(link_of(alices.owner), bob[:26] + link_of(alices.owner)[26:])
    answers = [
        client.get(mixed),
        client.post(mixed, data={"reminder": "15"}),
        client.post(f"{mixed}/address"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert client.get("/2027/desk/calendar").status_code == 303, "the desk's is for who has a role"


def test_a_speaker_without_anything_public_reads_when_it_begins(client: FlaskClient, event: Event) -> None:
    link = link_to(add_speaker(event, now=NOON), now=NOON)
    page = client.get(f"/2027/speaker/{speakers.link_of(link)}/calendar?lang=en").text
    assert "The calendar begins once a session with Sam Speaker is public." in page
    assert "webcal:" not in page


def test_the_invitation_by_mail_reminds_as_well(client: FlaskClient, alices: Theirs) -> None:
    from innovfest.calendars.mails import render_invitation
    from innovfest.mail import OutboxMessage

    client.post(alices.page, data={"reminder": "30"})
    db.session.expire_all()
    message = db.session.query(OutboxMessage).filter_by(kind="registration.confirmation").one()
    invitation = render_invitation(message)
    assert invitation is not None
    assert b"TRIGGER:-PT30M" in invitation.data
