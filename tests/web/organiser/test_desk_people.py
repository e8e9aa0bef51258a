"""People at the desk: found, registered, changed, cancelled, and all that happened to them."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from innovfest import breakouts, programme, registration
from innovfest.audit import AuditEntry
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA, register
from tests.support.door import Door, a_gate
from tests.web.organiser.conftest import Desk

TOLD = {
    "first_name": "Zoë",
    "last_name": "D'Hoore",
    "organisation": "Flux50",
    "kind": "cluster",
    "language": "fr",
    "slot-break-outs": "energy",
}


def fresh(person: Registration) -> Registration:
    """Read a registration afresh."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Registration, person.id)


def seats(person: Registration) -> list[str]:
    """Name the sessions in which someone holds a seat."""
    return [s.session.slug for s in breakouts.list_signups(fresh(person)) if s.held]


def mails_to(person: Registration) -> list[str]:
    """List the kinds of mail queued for someone, oldest first."""
    fresh(person)
    found = db.session.query(OutboxMessage).filter_by(registration_id=person.id).order_by(OutboxMessage.id)
    return [message.kind.removeprefix("registration.") for message in found]


@pytest.mark.parametrize(
    "query", ["q=dhoore", "q=flux", "q=ZOE+DHO", "session=energy", "language=fr", "kind=cluster"]
)
def test_someone_is_found_by_a_part_of_what_is_known(
    olivia: Desk, event: Event, alice: Registration, query: str
) -> None:
    register(
        event, "Zoë", "D'Hoore", organisation="Flux50", kind="cluster", language="fr", sessions=["energy"]
    )
    page = olivia.get(f"registrations?{query}")
    assert ("D&#39;Hoore, Zoë" in page, "Example, Alice" in page) == (True, False)


def test_a_list_without_anyone_says_so(olivia: Desk, alice: Registration) -> None:
    assert "Nobody fits" in olivia.get("registrations?q=nobody")


@pytest.mark.parametrize(
    "query", ["status=robbed", "page=99999999", "page=-1", "sort=;", "session=%00", "q=%25"]
)
def test_a_mistyped_address_of_the_list_is_a_list(olivia: Desk, alice: Registration, query: str) -> None:
    olivia.get(f"registrations?{query}")


def test_the_list_tells_who_arrived(
    olivia: Desk, event: Event, alice: Registration, bob: Registration
) -> None:
    Door(a_gate(event, "Entrance")).scan(alice, at=NOON)
    came, missing = olivia.get("registrations?arrived=yes"), olivia.get("registrations?arrived=no")
    assert ["Alice" in came, "Bob" in came, "Alice" in missing, "Bob" in missing] == [
        True,
        False,
        False,
        True,
    ]


def test_the_list_asks_as_much_for_a_full_page_as_for_3_rows(
    olivia: Desk, event: Event, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    for number in range(3):
        register(event, f"Ann{number}", sessions=["energy"])
    with statements() as few:
        olivia.get("registrations")
    for number in range(60):
        register(event, f"Bea{number}", sessions=["sustainability"])
    with statements() as many:
        olivia.get("registrations")
    assert len(few) == len(many)
    assert len(many) <= 12


def test_someone_without_an_address_is_registered(dora: Desk) -> None:
    dora.post("registrations", **TOLD)
    made = db.session.query(Registration).one()
    assert (made.name, made.email, made.source, made.language, seats(made)) == (
        "Zoë D'Hoore",
        None,
        "desk",
        "fr",
        ["energy"],
    )


def test_the_same_form_sent_twice_is_one_registration(dora: Desk) -> None:
    for _ in range(2):
        dora.post("registrations", **TOLD, form_id="0b8f8a0e-6a0c-4c6e-9d3f-0d9a4e1f2a3b")
    assert db.session.query(Registration).count() == 1


def test_a_form_with_a_gap_keeps_what_was_typed(dora: Desk) -> None:
    page = dora.post("registrations", status=422, **{**TOLD, "last_name": ""})
    assert ("Enter the last name." in page, "Zoë" in page) == (True, True)


def test_a_full_session_is_said_beside_the_choice(dora: Desk, event: Event, alice: Registration) -> None:
    with unit_of_work():
        breakouts.change_capacity(programme.get_session(event.id, "energy"), 0, by=OLIVIA, now=NOON)
    page = dora.post("registrations", status=409, **TOLD)
    assert "is full. Please choose another session." in page


def test_details_are_changed_on_someones_behalf(dora: Desk, alice: Registration) -> None:
    dora.post(f"registrations/{alice.uid}/edit", **{**TOLD, "seen": alice.sequence, "email": "z@example.org"})
    now = fresh(alice)
    assert (now.name, now.email, now.kind) == ("Zoë D'Hoore", "z@example.org", "cluster")


def test_what_someone_comes_as_is_the_desks_to_tell(dora: Desk, alice: Registration) -> None:
    assert alice.part == "attendee"
    edit = f"registrations/{alice.uid}/edit"
    dora.post(edit, **{**TOLD, "seen": alice.sequence, "part": "speaker"})
    dora.post(edit, **{**TOLD, "seen": fresh(alice).sequence})
    assert fresh(alice).part == "speaker"
    page = dora.get(f"registrations/{alice.uid}")
    assert [word for word in ("Comes as", "Speaker", "They come as") if word not in page] == []
    assert "speaker" in dora.get("registrations.csv")
    assert "Zoë" in dora.get("registrations?part=speaker")
    assert "Nobody fits" in dora.get("registrations?part=press")


def test_a_role_that_nobody_has_is_refused(dora: Desk, alice: Registration) -> None:
    edit = f"registrations/{alice.uid}/edit"
    dora.post(edit, status=422, **{**TOLD, "seen": alice.sequence, "part": "king"})
    assert fresh(alice).part == "attendee"


def test_press_is_registered_as_press(dora: Desk, event: Event) -> None:
    dora.post("registrations", **{**TOLD, "part": "press", "form_id": "a07e0b1c-79c4-4a3f-8b52-3a2d1f0c9b11"})
    assert [p.part for p in db.session.query(Registration)] == ["press"]


def test_consents_that_are_the_persons_own_stay(dora: Desk, event: Event) -> None:
    alice = register(event, "Alice")
    with unit_of_work():
        registration.record_consents(
            registration.get_registration(event.id, alice.uid), ["news"], asked=["news"], by=OLIVIA, now=NOON
        )
    dora.post(f"registrations/{alice.uid}/edit", **{**TOLD, "seen": fresh(alice).sequence})
    assert fresh(alice).consents == ["news"]


def test_a_change_of_what_somebody_changed_meanwhile_is_refused(
    dora: Desk, olivia: Desk, alice: Registration
) -> None:
    read = alice.sequence
    olivia.post(f"registrations/{alice.uid}/edit", **{**TOLD, "seen": read, "organisation": "Catalisti"})
    page = dora.post(f"registrations/{alice.uid}/edit", status=409, **{**TOLD, "seen": read})
    assert fresh(alice).organisation == "Catalisti"
    assert "<td>Catalisti</td><td>Flux50</td>" in page
    dora.post(f"registrations/{alice.uid}/edit", **{**TOLD, "seen": fresh(alice).sequence})
    assert fresh(alice).organisation == "Flux50"


def test_a_break_out_is_changed_after_closing_time(dora: Desk, alice: Registration) -> None:
    dora.post(f"registrations/{alice.uid}/breakouts", reason="Asked for it", **{"slot-break-outs": "energy"})
    assert (seats(alice), mails_to(alice)) == (["energy"], ["confirmation", "change"])


def test_a_cancelled_day_is_undone_with_one_press(dora: Desk, event: Event) -> None:
    bob = register(event, "Bob", sessions=["energy"])
    dora.post(f"registrations/{bob.uid}/cancel")
    assert (fresh(bob).status, seats(bob)) == ("cancelled", [])
    assert "Undo: take the place back" in dora.get(f"registrations/{bob.uid}")
    dora.post(f"registrations/{bob.uid}/restore")
    assert (fresh(bob).status, seats(bob)) == ("confirmed", ["energy"])


def test_undoing_without_room_says_why(olivia: Desk, event: Event, alice: Registration) -> None:
    olivia.post(f"registrations/{alice.uid}/cancel")
    with unit_of_work():
        event.capacity = 0
    olivia.post(f"registrations/{alice.uid}/restore")
    assert "All places for the day are taken." in olivia.get(f"registrations/{alice.uid}")
    assert fresh(alice).status == "cancelled"


def test_a_lost_badge_gets_a_new_code_by_mail(dora: Desk, alice: Registration) -> None:
    old = alice.badge.code
    dora.post(f"registrations/{alice.uid}/badge/replace")
    now = fresh(alice)
    assert [badge.status for badge in now.badges] == ["replaced", "active"]
    assert (now.badge.code != old, mails_to(alice)) == (True, ["confirmation", "confirmation"])


def test_a_spare_badge_becomes_theirs(dora: Desk, event: Event, alice: Registration) -> None:
    with unit_of_work():
        spare = registration.make_spares(event, 1, by=OLIVIA, now=NOON)[0].code
    dora.post(f"registrations/{alice.uid}/badge/spare", code=spare.lower())
    assert fresh(alice).badge.code == spare


def test_a_badge_that_is_somebodys_is_no_spare(dora: Desk, alice: Registration, bob: Registration) -> None:
    dora.post(f"registrations/{alice.uid}/badge/spare", code=bob.badge.code)
    assert "This is not a spare badge" in dora.get(f"registrations/{alice.uid}")


def test_a_badge_is_printed_again_with_its_code(dora: Desk, alice: Registration) -> None:
    answer = dora.client.get(f"/2027/desk/registrations/{alice.uid}/badge.pdf")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert fresh(alice).badge.code == alice.badge.code


def test_mails_are_sent_once_more(dora: Desk, alice: Registration) -> None:
    for path in ("mails", "link", "link/replace"):
        dora.post(f"registrations/{alice.uid}/{path}")
    assert (mails_to(alice), fresh(alice).link_version) == (
        ["confirmation", "confirmation", "link", "link"],
        2,
    )


def test_one_page_tells_all_that_happened(olivia: Desk, event: Event) -> None:
    someone = register(event, "Alice", sessions=["energy"])
    entrance, room = Door(a_gate(event, "Entrance")), Door(a_gate(event, "Room A"))
    entrance.scan(someone, at=NOON)
    room.scan(someone, at=NOON)
    olivia.post(f"registrations/{someone.uid}/badge/replace")
    page = olivia.get(f"registrations/{someone.uid}")
    code = someone.badge.code
    told = ("Registered, with a seat in Break-out: Energy.", "A new badge; the old one: lost.", "Came in",
            "Already in", f"{code[:4]}…{code[-4:]}", "Confirmation with badge")  # fmt: skip
    assert [each for each in told if each not in page] == []
    assert code not in page


def test_hostile_names_are_shown_as_typed(olivia: Desk, event: Event) -> None:
    mallory = register(event, "<script>alert(1)</script>", "{braces}", organisation="=1+1")
    for page in ("registrations", f"registrations/{mallory.uid}", f"registrations/{mallory.uid}/edit"):
        html = olivia.get(page)
        assert ("<script>alert" in html, "{braces}" in html) == (False, True)


def test_nobody_of_another_edition_is_found(olivia: Desk) -> None:
    olivia.get("registrations/00000000-0000-4000-8000-000000000000", status=404)


def test_each_deed_has_its_actor_in_the_trail(olivia: Desk, alice: Registration) -> None:
    olivia.post(f"registrations/{alice.uid}/cancel")
    last = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (last.action, last.actor_kind, last.actor_label) == ("registration.cancelled", "user", "Olivia")
