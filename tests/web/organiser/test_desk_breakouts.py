"""The break-outs at the desk: side by side, one of them, steered with a preview, people moved by hand."""

import re
from datetime import timedelta

import pytest

from innovfest import breakouts, clock, programme
from innovfest.audit import Actor
from innovfest.breakouts import SessionSignup, WaitlistEntry
from innovfest.database import db, unit_of_work
from innovfest.mail import OutboxMessage
from innovfest.programme import get_session
from tests.conftest import NOON, OLIVIA
from tests.support.door import a_gate
from tests.web.organiser.conftest import Desk

BY = Actor("attendee", 1, "Alice")
SEEN = re.compile(r'name="seen"[^>]* value="([^"]*)"')


@pytest.fixture
def full(event, an_attendee):
    """Alice, Bob and Charlie fill three sessions of one seat each; Dora, whom no mail reaches, waits."""
    slugs = ("energy", "sustainability", "labour-market")
    people = {
        name: an_attendee(name, sessions=[slug])
        for name, slug in zip(("Alice", "Bob", "Charlie"), slugs, strict=True)
    }
    people["Dora"] = an_attendee("Dora", email=None)
    for slug in slugs:
        with unit_of_work():
            breakouts.change_capacity(get_session(event.id, slug), 1, by=OLIVIA, now=NOON)
    for name in ("Bob", "Dora"):
        with unit_of_work():
            breakouts.join_line(people[name], get_session(event.id, "energy"), by=BY, now=NOON)
    return people


def holds(person) -> list[str]:
    """Name the sessions in which someone holds a seat."""
    db.session.rollback()
    return [s.session.slug for s in breakouts.list_signups(person) if s.held]


def mails(kind: str) -> list[str]:
    """List who is mailed."""
    rows = db.session.query(OutboxMessage).filter_by(kind=f"registration.{kind}")
    return [row.recipient for row in rows.order_by(OutboxMessage.id)]


def words(page: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def steer(desk: Desk, verb: str, status: int = 303, **fields: str) -> str:
    """Read a preview and confirm it."""
    into = f"?into={fields['into']}" if "into" in fields else ""
    seen = SEEN.findall(desk.get(f"breakouts/energy/{verb}{into}"))[0]
    return desk.post(f"breakouts/energy/{verb}", status, **{"reason": "Ill", "seen": seen, **fields})


def test_every_slot_stands_side_by_side(full, vera: Desk) -> None:
    page = words(vera.get("breakouts"))
    assert "1 of 1 taken, 0 to give" in page
    assert "In line 2" in page
    assert "about 1 (0 to 1)" in page
    assert 'href="/2027/desk/breakouts"' in vera.get()


def test_a_history_is_drawn_once_there_is_one(event, full, vera: Desk) -> None:
    assert "The history begins within the hour." in vera.get("breakouts/energy")
    with unit_of_work():
        assert breakouts.note_all_figures(now=NOON - timedelta(days=3)) == 3
        assert breakouts.note_all_figures(now=NOON - timedelta(days=2)) == 0
    for path in ("breakouts", "breakouts/energy"):
        page = vera.get(path)
        assert 'role="img" aria-labelledby="plot-energy-title plot-energy-desc"' in page
        assert "1 of 1 seats are taken and 2 people are in line now." in page
        assert " style=" not in page


def test_a_session_lists_its_seats_its_line_and_its_offers(event, full, vera: Desk) -> None:
    with unit_of_work():
        entry = db.session.query(WaitlistEntry).order_by(WaitlistEntry.id).first()
        entry.status, entry.expires_at = "offered", NOON + timedelta(days=1)
        get_session(event.id, "energy").seats_taken += 1
    page = words(vera.get("breakouts/energy"))
    assert "Bob Example has an offer until" in page
    assert re.search(r"1 Dora Example Example Works .* none", page)
    assert "Alice Example" in page
    assert "Move" not in page
    assert "Pause sign-up" not in page


def test_people_in_two_places_are_flagged(event, full, dora: Desk) -> None:
    with unit_of_work():
        labour = get_session(event.id, "labour-market")
        seat = SessionSignup(
            registration_id=full["Alice"].id, session=labour, status="held", created_at=NOON, changed_at=NOON
        )
        db.session.add(seat)
    page = dora.get("breakouts")
    assert "In two places at once" in page
    assert f"registrations/{full['Alice'].uid}/breakouts" in page


def test_a_preview_says_who_and_what_and_who_only_by_phone(full, olivia: Desk) -> None:
    page = words(olivia.get("breakouts/energy/cancel"))
    assert "Lose their seat: 1 Alice Example" in page
    assert "Leave the line: 2 Bob Example Example Works Dora Example" in page
    assert "does not take place." in page
    assert "their-own-link" in page
    assert "Only by phone: 1" in page
    assert holds(full["Alice"]) == ["energy"]


def test_a_session_is_cancelled_after_its_preview(event, full, olivia: Desk, client) -> None:
    steer(olivia, "cancel")
    assert holds(full["Alice"]) == []
    assert mails("session_cancelled") == ["alice@example.org", "bob@example.org"]
    page = words(olivia.get("breakouts/energy"))
    assert "No mail could tell them" in page
    assert "Dora Example" in page
    assert "The session was cancelled. Reason: Ill Olivia" in page
    assert "Cancelled" in client.get("/2027/sessions/energy?lang=en").text
    assert "STATUS:CANCELLED" in client.get("/2027/sessions/energy.ics").text
    steer(olivia, "reinstate")
    assert "The session takes place after all" in olivia.get("breakouts/energy")


def test_a_verb_wants_a_reason_and_keeps_the_preview(full, olivia: Desk) -> None:
    page = steer(olivia, "close", 422, reason=" ")
    assert "Say why. It is kept in the history." in page
    assert "Leave the line: 2" in words(page)


def test_an_old_preview_is_shown_anew(event, full, olivia: Desk, an_attendee) -> None:
    olivia.get("breakouts/energy/close")
    page = olivia.post("breakouts/energy/close", 409, reason="Ill", seen="line_closed:1,x:y,")
    assert "This changed while you were reading." in page
    assert SEEN.findall(page) == ["line_closed:2"]
    assert mails("line_closed") == []


def test_a_verb_that_does_not_fit_leads_back(full, olivia: Desk) -> None:
    olivia.get("breakouts/energy/reopen", 303)
    assert "is not in a state in which that can be done." in olivia.get("breakouts/energy")
    olivia.get("breakouts/energy/delete", 404)
    olivia.get("breakouts/nowhere/close", 404)
    olivia.get("breakouts/energy/merge?into=nowhere", 404)


def test_a_merge_asks_where_to_and_says_what_is_missing(event, full, olivia: Desk) -> None:
    assert "Where does everybody go?" in olivia.get("breakouts/energy/merge")
    assert "One seat is missing there." in olivia.get("breakouts/energy/merge?into=sustainability")
    olivia.post(
        "breakouts/energy/merge",
        409,
        reason="Few",
        seen="moved:1,line_moved:1,line_met:1",
        into="sustainability",
    )
    with unit_of_work():
        breakouts.change_capacity(get_session(event.id, "sustainability"), 2, by=OLIVIA, now=NOON)
    steer(olivia, "merge", into="sustainability")
    assert holds(full["Alice"]) == ["sustainability"]
    assert mails("session_merged") == ["alice@example.org", "bob@example.org"]


def test_a_merge_offers_only_what_takes_people_in(event, full, olivia: Desk) -> None:
    def close(slug: str) -> None:
        with unit_of_work():
            breakouts.close(get_session(event.id, slug), reason="Ill", by=OLIVIA, now=NOON)

    close("sustainability")
    page = olivia.get("breakouts/energy/merge")
    assert ('value="labour-market"' in page, 'value="sustainability"' in page) == (True, False)
    olivia.get("breakouts/energy/merge?into=sustainability", 303)
    assert "or its sign-up is closed." in olivia.get("breakouts/energy")
    close("labour-market")
    assert "No other session in this slot can take them in." in olivia.get("breakouts/energy/merge")


def test_sign_up_that_is_paused_or_closed_is_said_everywhere(event, full, olivia: Desk, client) -> None:
    from innovfest.registration import link_of

    for verb, sentence in (("hold", "Sign-up is paused."), ("close", "Sign-up is closed.")):
        steer(olivia, verb)
        own = f"/2027/my/{link_of(full['Charlie'])}/breakouts"
        for path in ("/2027/sessions/energy", "/2027/programme", "/2027/", "/2027/register", own):
            assert sentence in client.get(f"{path}?lang=en").text, (verb, path)


def test_only_an_organiser_steers_and_only_the_desk_moves(full, dora: Desk, vera: Desk) -> None:
    dora.get("breakouts/energy/cancel", 403)
    dora.post("breakouts/energy/cancel", 403, reason="Ill")
    vera.get(f"registrations/{full['Bob'].uid}/breakouts", 403)
    assert "Move" in dora.get("breakouts/energy")


def test_someone_is_moved_by_hand_with_a_reason(event, full, dora: Desk) -> None:
    alice = full["Alice"]
    path = f"registrations/{alice.uid}/breakouts?back=energy"
    moved = {"slot-break-outs": "plenary", "line-break-outs": "labour-market"}
    assert "Say why." in dora.post(path, 422, **moved)
    dora.post(path, reason="Called this morning", **moved)
    assert holds(alice) == []
    assert holds(full["Bob"]) == ["energy"]  # the seat went to the line in the same instant
    page = words(dora.get(f"registrations/{alice.uid}"))
    assert "Gave the break-out back. Reason: Called this morning" in page
    assert "Reason: Called this morning" in page.partition("Stood in line for")[2]
    assert "Number 1 in line for" in page
    assert mails("change") == ["alice@example.org"]


def test_a_full_session_says_what_would_help(full, dora: Desk) -> None:
    path = f"registrations/{full['Alice'].uid}/breakouts"
    assert "Put them in line, move somebody else out first" in dora.get(path)
    page = dora.post(path, 409, reason="Asked", **{"slot-break-outs": "labour-market", "line-break-outs": ""})
    assert "is full." in page
    assert "Put them in line, move somebody else out first" in page
    assert holds(full["Alice"]) == ["energy"]


def test_someone_is_put_in_line_and_taken_out_and_hears_of_it(full, dora: Desk) -> None:
    charlie = full["Charlie"]
    path = f"registrations/{charlie.uid}/breakouts"
    dora.post(path, reason="Asked", **{"slot-break-outs": "labour-market", "line-break-outs": "energy"})
    dora.post(path, reason="Asked", **{"slot-break-outs": "labour-market", "line-break-outs": ""})
    assert mails("change") == ["charlie@example.org"] * 2
    assert holds(charlie) == ["labour-market"]
    dora.post(path, reason="Asked", **{"slot-break-outs": "labour-market", "line-break-outs": ""})
    assert "Nothing has changed." in dora.get(f"registrations/{charlie.uid}")


def test_the_pages_take_few_statements_on_the_day_itself(
    event, full, olivia: Desk, statements, monkeypatch
) -> None:
    a_gate(event, "Entrance")
    steer(olivia, "close")
    with unit_of_work():
        breakouts.note_all_figures(now=NOON)
    day = programme.current_document(db.session.merge(event)).event.starts_at + timedelta(minutes=20)
    monkeypatch.setattr(clock, "now", lambda: day)
    for path in ("breakouts", "breakouts/energy", "breakouts/energy/cancel", "breakouts/energy/reopen"):
        olivia.get(path)
        with statements() as seen:
            olivia.get(path)
        assert len(seen) <= 12, (path, seen)
