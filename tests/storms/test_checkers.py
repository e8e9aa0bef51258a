"""The checkers of storms find each thing that they look for, put wrong by hand in a small edition."""

import uuid

import pytest
from sqlalchemy import select, text

from innovfest import breakouts
from innovfest.audit import Actor
from innovfest.breakouts import Selection
from innovfest.database import db, unit_of_work
from innovfest.programme import get_session
from innovfest.registration import Details, Registration
from tests.conftest import NOON, OLIVIA
from tests.storms import logbook
from tests.storms.harbour import Harbour
from tests.storms.sailing import Deed

SEATED = {0: "energy", 1: "sustainability"}
WAITING = (2, 3)
PERSON = "(SELECT id FROM registration WHERE email_key = 'person-%d@example.org')"
SESSION = "(SELECT id FROM session WHERE slug = '%s')"


@pytest.fixture
def small(event):
    """Two sit in rooms of one seat, two stand in line for the first; then the first gives theirs back."""
    for number in range(4):
        with unit_of_work():
            sessions = [get_session(event.id, SEATED[number]).id] if number in SEATED else []
            breakouts.register(
                event.slug,
                Details("Person", f"Number {number}", f"person-{number}@example.org", "Works", "company"),
                Selection(sessions),
                form_id=str(uuid.UUID(int=number, version=4)),
                language="en",
                by=by(number),
                now=NOON,
            )
    with unit_of_work():
        for slug in SEATED.values():
            breakouts.change_capacity(get_session(event.id, slug), 1, by=OLIVIA, now=NOON)
    for number in WAITING:
        with unit_of_work():
            breakouts.join_line(person(number), get_session(event.id, "energy"), by=by(number), now=NOON)
    with unit_of_work():
        breakouts.give_back(person(0), get_session(event.id, "energy"), by=by(0), now=NOON)
    return event


def by(number: int) -> Actor:
    """Act as one of them."""
    return Actor("attendee", number, f"deed-{number}")


def person(number: int) -> Registration:
    """Find one of them."""
    return db.session.scalars(
        select(Registration).where(Registration.email_key == f"person-{number}@example.org")
    ).one()


def faults(event) -> list[str]:
    """Ask both checkers; everybody was told that their deed is done."""
    harbour = Harbour(event)
    deeds = [Deed(f"deed-{number}", "register", "done", 0, 1) for number in range(4)]
    capacity = {session.slug: session.capacity for session in harbour.sessions.values()}
    return [*harbour.faults(), *logbook.faults(harbour, capacity, deeds)]


def test_nothing_is_wrong_with_what_the_product_does(small):
    assert faults(small) == []


def taken(slug: str, by: int) -> str:
    """Change a counter."""
    return f"UPDATE session SET seats_taken = seats_taken + {by} WHERE slug = '{slug}'"


def seat(number: int, slug: str) -> str:
    """Write a seat in."""
    columns = "registration_id, session_id, status, sequence, created_at, changed_at"
    values = f"{PERSON % number}, {SESSION % slug}, 'held', 0, created_at, created_at"
    written = f"SELECT {values} FROM registration WHERE id = {PERSON % number}"
    return f"INSERT INTO session_signup ({columns}) {written}"


def place(number: int, slug: str) -> str:
    """Write a place in line."""
    columns = "event_id, registration_id, session_id, status, created_at, changed_at"
    values = f"event_id, id, {SESSION % slug}, 'waiting', created_at, created_at"
    written = f"SELECT {values} FROM registration WHERE id = {PERSON % number}"
    return f"INSERT INTO waitlist_entry ({columns}) {written}"


WRONG = {
    "has 1 of 0": ["UPDATE session SET capacity = 0 WHERE slug = 'energy'"],
    "the session counts 2 seats": [taken("energy", 1)],
    "holds both": [
        seat(1, "energy"),
        taken("energy", 1),
        "UPDATE session SET capacity = 2 WHERE slug = 'energy'",
    ],
    "which has a seat": ["UPDATE session SET capacity = 2 WHERE slug = 'energy'"],
    "waits for the seat that they hold": [place(2, "energy")],
    "waits twice in slot": [place(3, "sustainability")],
    "an exchange through session": [place(2, "sustainability"), place(1, "energy")],
    "and by the trail": [
        f"UPDATE session_signup SET status = 'given_back' WHERE registration_id = {PERSON % 1}",
        taken("sustainability", -1),
    ],
    "was served in energy before": [
        f"UPDATE audit_entry SET subject_id = {PERSON % 3} WHERE action = 'signup.promoted'",
    ],
    "by another's hand": ["UPDATE audit_entry SET actor_kind = 'user' WHERE action = 'signup.given_back'"],
    "and gave": [
        'UPDATE audit_entry SET details = \'{"session": "energy", "gave": "sustainability"}\' '
        "WHERE action = 'signup.promoted'"
    ],
    "the trail says otherwise": ["UPDATE audit_entry SET actor_label = '' WHERE actor_label = 'deed-1'"],
    "mails of promotion": ["DELETE FROM outbox_message WHERE kind = 'registration.promotion'"],
    "mails of change": ["DELETE FROM outbox_message WHERE kind = 'registration.change'"],
}
"""What is found, and what is put wrong for it."""


@pytest.mark.parametrize("found", WRONG)
def test_each_fault_is_found(small, found):
    with unit_of_work():
        for statement in WRONG[found]:
            db.session.execute(text(statement))
    assert [fault for fault in faults(small) if found in fault], faults(small)
