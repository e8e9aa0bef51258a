"""The desk's rehearsals: Olivia plans one, watches it, practises, and lets it vanish."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from innovfest import rehearsal
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.registration import Registration
from innovfest.rehearsal import Rehearsal
from tests.conftest import NOON
from tests.support.door import forget
from tests.support.rehearsing import REPORT
from tests.web.organiser.conftest import Desk

PLAN = {"people": 20, "minutes": 10, "phones": 3, "wrong": 30, "shape": "rush", "cut_share": 100, "speed": 20}


@pytest.fixture
def held(olivia: Desk, event: Event) -> Rehearsal:
    """A rehearsal that Olivia began."""
    olivia.post("rehearsals", **PLAN)
    return rehearsal.list_rehearsals(event.id)[0]


def end(event: Event, report: dict[str, Any]) -> None:
    """Let the rehearsal have been played."""
    with unit_of_work():
        held = rehearsal.list_rehearsals(event.id)[0]
        rehearsal.end(held, report, now=NOON)


def test_the_plan_begins_with_everybody_registered(
    olivia: Desk, alice: Registration, bob: Registration
) -> None:
    page = olivia.get("rehearsals")
    offered = dict(re.findall(r'name="(\w+)"[^>]*value="(\d+)"', page))
    assert (offered["people"], offered["minutes"], offered["phones"]) == ("2", "30", "4")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"people": 0}, "Enter a whole number from 1 to 2000."),
        ({"cut_from": 5}, "Fill in both minutes, or none."),
        ({"cut_from": 8, "cut_to": 8}, "The network has to come back after it went."),
    ],
)
def test_a_plan_that_can_not_be_played_is_refused(
    olivia: Desk, event: Event, wrong: dict[str, int], sentence: str
) -> None:
    assert sentence in olivia.post("rehearsals", 422, **(PLAN | wrong))
    assert rehearsal.list_rehearsals(event.id) == []


def test_one_is_begun_watched_and_stopped(olivia: Desk, event: Event, held: Rehearsal) -> None:
    assert "A rehearsal is being played." in olivia.post("rehearsals", 409, **PLAN)
    progress = {
        **{"second": 66, "length": 1320, "scans": 7, "let_in": 5, "waiting": 2, "away": 1},
        "lines": {"entrance": 3, "desk": 1, "breakout-a": 0},
    }
    with unit_of_work():
        rehearsal.take_up(held, now=NOON)
        assert rehearsal.note(held, {"progress": progress}, now=NOON)
    page = " ".join(olivia.get(f"rehearsals/{held.id}/progress").split())
    assert "Minute 1 of about 22. One phone has no network now." in page
    answer = olivia.client.get(f"/2027/desk/rehearsals/{held.id}/progress")
    unchanged = {"If-None-Match": answer.headers["ETag"]}
    again = olivia.client.get(f"/2027/desk/rehearsals/{held.id}/progress", headers=unchanged)
    assert again.status_code == 304
    olivia.post(f"rehearsals/{held.id}/stop")
    forget()
    assert not rehearsal.note(rehearsal.get_rehearsal(event.id, held.id), {}, now=NOON)


def test_its_figures_are_shown_with_a_plain_conclusion(olivia: Desk, event: Event, held: Rehearsal) -> None:
    end(event, REPORT)
    page = " ".join(olivia.get(f"rehearsals/{held.id}").split())
    assert "2 lanes: the longest wait was 40 seconds. One more lane would save about 25 of them." in page
    assert "Nothing was lost. All 30 scans are on the server" in page
    assert page.count('class="plot__drawing"') == 3
    assert "nothing lost" in olivia.get("rehearsals")
    end(event, REPORT | {"lost": 2, "stored": 28})
    assert "2 scans that the server never got" in olivia.get(f"rehearsals/{held.id}")
    assert "something was lost" in olivia.get("rehearsals")


def test_staff_practise_with_real_phones_and_badges_on_the_screen(
    olivia: Desk, client: FlaskClient, held: Rehearsal
) -> None:
    actions = re.findall(r"/(rehearsals/\d+/gates/\d+)", olivia.get(f"rehearsals/{held.id}"))
    assert len(actions) == 4  # the entrance, and a door for each break-out
    page = olivia.post(actions[0], 200, role="supervisor")
    address = re.search(r"/door/enrol/\w+", page)
    assert address
    assert "InnovFest (test)" in client.get(address[0]).text
    olivia.post(actions[0], 422, role="boss")
    badges = olivia.get(f"rehearsals/{held.id}/badges")
    assert badges.count("qr__code") == 12
    assert "Test 001 Example" in badges


def test_it_vanishes_and_its_figures_stay(olivia: Desk, event: Event, held: Rehearsal) -> None:
    end(event, REPORT)
    olivia.post(f"rehearsals/{held.id}/vanish")
    assert db.session.scalars(select(Event.slug)).all() == ["2027"]
    page = olivia.get(f"rehearsals/{held.id}")
    assert "Nothing was lost" in page
    assert "Let it vanish now" not in page
    assert "The test people are gone." in olivia.get(f"rehearsals/{held.id}/badges")


def test_the_desk_of_a_rehearsal_is_its_organisers_and_writes_to_nobody(
    olivia: Desk, a_desk: Callable[[str], Desk], held: Rehearsal
) -> None:
    copy = rehearsal.edition_of(held)
    assert copy is not None
    there = f"/{copy.slug}/desk"
    page = olivia.client.get(f"{there}/").text
    assert "/2027/desk/rehearsals" in page
    assert f"{there}/gates" in page
    for closed in ("team", "mails", "rehearsals"):
        assert f'href="{there}/{closed}"' not in page
        assert (closed, olivia.client.get(f"{there}/{closed}").status_code) == (closed, 404)
        olivia.get(closed)
    person = {"first_name": "Alice", "last_name": "Example", "email": "alice@example.org", "kind": "company"}
    form = {"organisation": "Example Works", "form_id": str(uuid.uuid4()), "language": "en"}
    sent = {"csrf_token": olivia.token, **person, **form}
    assert olivia.client.post(f"{there}/registrations", data=sent).status_code == 303
    alice = db.session.scalars(select(Registration).where(Registration.first_name == "Alice")).one()
    assert (alice.event_id, alice.email) == (copy.id, None)
    assert a_desk("Mallory").client.get(f"{there}/").status_code == 403
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0


def test_only_an_organiser_rehearses(dora: Desk, olivia: Desk, held: Rehearsal) -> None:
    dora.get("rehearsals", 403)
    dora.post(f"rehearsals/{held.id}/vanish", 403)
    assert rehearsal.edition_of(held) is not None
