"""Who sees and does what at the desk: organisers all, the desk people and the door, viewers no needs."""

from collections.abc import Callable

import pytest

from innovfest import InnovFest, checkin
from innovfest.audit import SYSTEM
from innovfest.database import unit_of_work
from innovfest.events import Event
from innovfest.registration import Registration
from tests.conftest import NOON, register
from tests.web.organiser.conftest import Desk

PERSON = "registrations/{uid}"

FOR_VIEWERS = (
    "",
    "figures",
    "registrations",
    "registrations.csv",
    "capacity",
    PERSON,
    "board",
    "board?screen=1",
    "board/figures",
    "schedule",
    "schedule?view=list",
    "schedule/changes",
)
FOR_THE_DESK = (
    "registrations/new",
    f"{PERSON}/edit",
    f"{PERSON}/breakouts",
    f"{PERSON}/badge.pdf",
    "needs",
    "gates",
    "gates/new",
    "gates/{gate}",
    "conflicts",
    "paper",
    "paper/{list}.pdf",
    "badges",
    "badges/all.pdf",
)
FOR_ORGANISERS = ("schedule/sessions/energy", "team", "invitations/new", "mails", "mailbox")

WRITES_OF_THE_DESK = (
    "registrations",
    f"{PERSON}/edit",
    f"{PERSON}/breakouts",
    f"{PERSON}/cancel",
    f"{PERSON}/restore",
    f"{PERSON}/badge/replace",
    f"{PERSON}/badge/spare",
    f"{PERSON}/mails",
    f"{PERSON}/link",
    f"{PERSON}/link/replace",
    "needs/{uid}",
    "gates",
    "gates/{gate}/links",
    "gates/{gate}/links/1/phones/revoke",
    "phones/1/revoke",
    "messages",
    "messages/1/end",
    "conflicts/1",
    "paper",
    "paper/arrivals",
    "badges/spares",
    "badges/tables",
)
WRITES_OF_ORGANISERS = (
    "capacity/day",
    "capacity/house",
    "capacity/sessions/energy",
    "capacity/rooms/breakout-a",
    "schedule/moves",
    "schedule/undo",
    "schedule/redo",
    "schedule/sessions/energy",
    "schedule/sessions/energy/off",
    "schedule/sessions/energy/pin",
    "team/1",
    "team/1/withdraw",
    "invitations",
    "mails/1/retry",
)


@pytest.fixture
def at(event: Event, alice: Registration) -> Callable[[str], str]:
    """Return a filler of addresses, with Alice, a gate and a paper list in them."""
    with unit_of_work():
        gate = checkin.make_gate(event, "Entrance", by=SYSTEM, now=NOON)
        paper = checkin.make_list(event, by=SYSTEM, now=NOON)
    return lambda path: path.format(uid=alice.uid, gate=gate.id, list=paper.id)


@pytest.mark.parametrize("page", [*FOR_VIEWERS, *FOR_THE_DESK, *FOR_ORGANISERS])
def test_olivia_sees_every_page(olivia: Desk, at: Callable[[str], str], page: str) -> None:
    olivia.get(at(page))


@pytest.mark.parametrize("page", [*FOR_VIEWERS, *FOR_THE_DESK])
def test_dora_sees_people_and_the_door(dora: Desk, at: Callable[[str], str], page: str) -> None:
    dora.get(at(page))


@pytest.mark.parametrize("page", FOR_ORGANISERS)
def test_dora_does_not_see_what_is_the_organisers(dora: Desk, page: str) -> None:
    dora.get(page, status=403)


@pytest.mark.parametrize("page", FOR_VIEWERS)
def test_vera_reads(vera: Desk, at: Callable[[str], str], page: str) -> None:
    vera.get(at(page))


@pytest.mark.parametrize("page", [*FOR_THE_DESK, *FOR_ORGANISERS])
def test_vera_does_not_see_more(vera: Desk, at: Callable[[str], str], page: str) -> None:
    vera.get(at(page), status=403)


@pytest.mark.parametrize("write", [*WRITES_OF_THE_DESK, *WRITES_OF_ORGANISERS])
def test_vera_changes_nothing(vera: Desk, at: Callable[[str], str], write: str) -> None:
    vera.post(at(write), status=403)


@pytest.mark.parametrize("write", WRITES_OF_ORGANISERS)
def test_dora_does_not_change_what_is_the_organisers(dora: Desk, write: str) -> None:
    dora.post(write, status=403)


@pytest.mark.parametrize("page", ["", "registrations", "needs", "team", "registrations.csv"])
def test_mallory_has_no_desk(a_desk: Callable[[str], Desk], page: str) -> None:
    a_desk("Mallory").get(page, status=403)


def test_a_stranger_is_asked_to_sign_in(app: InnovFest, event: Event) -> None:
    answer = app.test_client().get("/2027/desk/registrations?q=Alice")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/2027/desk/registrations?q%3DAlice")


def test_a_form_without_the_token_against_forgery_changes_nothing(olivia: Desk, alice: Registration) -> None:
    olivia.post(f"registrations/{alice.uid}/cancel", status=400, csrf_token="forged")


def test_the_rail_shows_what_a_role_may_open(olivia: Desk, dora: Desk, vera: Desk) -> None:
    assert [entries(desk) for desk in (olivia, dora, vera)] == [8, 6, 5]


def test_a_viewer_never_meets_diet_or_access_needs(event: Event, a_desk: Callable[[str], Desk]) -> None:
    someone = register(event, "Wendy", diet="Zalm", access_needs="Rolstoel")
    edit = f"registrations/{someone.uid}/edit"
    a_desk("Dora").post(f"needs/{someone.uid}", carer="Karel Zorgzaam")
    a_desk("Olivia").post(edit, **FIELDS, seen=0, special_data="y", diet="Noten", access_needs="Rolstoel")
    vera = a_desk("Vera")
    seen = "".join(vera.get(page.format(uid=someone.uid)) for page in FOR_VIEWERS).lower()
    secrets = ("zalm", "rolstoel", "karel", "noten", "diet", "access need", "access_", "carer", "takes care")
    assert [secret for secret in secrets if secret in seen] == []


FIELDS = {"first_name": "Wendy", "last_name": "Example", "organisation": "Works", "kind": "company"}


def entries(desk: Desk) -> int:
    """Count the entries of the rail."""
    return desk.get().partition("</nav>")[0].count("<li>")
