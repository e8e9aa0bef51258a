"""The names of those who worked on the programme go when the names of its people do."""

from datetime import timedelta
from typing import Any

from innovfest import InnovFest, accounts, planning, programme, worker
from innovfest.accounts.models import Invitation
from innovfest.database import Base, db, unit_of_work
from innovfest.events import Event
from innovfest.planning import Options, PlanRun
from innovfest.programme import AcceptedClash, Available, Release, Session, drafting
from innovfest.programme.models import Availability, DraftChange, DraftLink
from innovfest.registration import RULES, kept_until
from innovfest.web.organiser.schedule_view import told
from tests.conftest import NOON, OLIVIA

NAMES: dict[Any, tuple[str, ...]] = {
    Session: ("ready_by",),
    Release: ("released_by",),
    DraftChange: ("made_by",),
    DraftLink: ("made_by", "name"),
    AcceptedClash: ("accepted_by", "reason"),
    Availability: ("changed_by",),
    PlanRun: ("asked_by",),
    Invitation: ("invited_by", "email"),
}


def test_who_worked_on_the_programme_is_forgotten_with_the_people(event: Event) -> None:
    leave_names(event)
    due = kept_until(event, RULES[-1])
    worker.erase(now=due - timedelta(seconds=1))
    assert [table.__name__ for table in NAMES if said(table) == [""] * len(NAMES[table])] == []
    worker.erase(now=due)
    assert {table.__name__: said(table) for table in NAMES} == {
        table.__name__: [""] * len(columns) for table, columns in NAMES.items()
    }
    assert worker.erase(now=due) == 0


def test_no_column_that_says_who_did_it_is_left_out() -> None:
    """Those of the door, of speakers and of what they hand in go with theirs."""
    elsewhere = {
        *("scan.settled_by", "desk_case.closed_by", "door_message.sent_by", "announcement.sent_by"),
        *("rehearsal.made_by", "speaker_link.made_by", "session_speaker.answered_by"),
        "stored_file.handed_in_by",
    }
    ours = {f"{table.__tablename__}.{name}" for table, names in NAMES.items() for name in names}
    kept = {"event.supported_by"}
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_by")
    }
    assert found == {name for name in ours | elsewhere | kept if name.endswith("_by")}


def test_a_step_of_the_draft_is_told_without_its_name(event: Event, app: InnovFest) -> None:
    leave_names(event)
    worker.erase(now=kept_until(event, RULES[-1]))
    (step,) = drafting.list_steps(event.id, 0)
    with app.test_request_context("/2027/desk?lang=en"):
        named = {session.id: session for session in programme.list_sessions(event.id)}
        assert told(event, step, named) == "Somebody pinned “Break-out: Energy”."


def leave_names(event: Event) -> None:
    """Let Olivia do one of everything that keeps her name."""
    by_olivia: dict[str, Any] = {"by": OLIVIA, "now": NOON}
    with unit_of_work():
        energy = programme.get_session(event.id, "energy")
        drafting.pin(energy, True, seen_revision=None, **by_olivia)
        programme.mark_ready(energy, **by_olivia)
        room = programme.get_room(event, "auditorium")
        programme.change_room_availability(event, room, Available("always"), **by_olivia)
        programme.make_draft_link(
            event, "Flux50: Anna", cluster_id=None, expires_at=event.starts_at, **by_olivia
        )
        db.session.add(
            AcceptedClash(
                event_id=event.id, key="x", reason="Anna agrees", accepted_by="Olivia", accepted_at=NOON
            )
        )
        planning.ask(event, Options(), seed=1, **by_olivia)
        accounts.invite(event, "anna@example.org", "viewer", language="nl", **by_olivia)


def said(table: Any) -> list[str]:
    """Return the names that the rows of a table hold, each once for a column."""
    db.session.expire_all()
    rows = db.session.query(table).all()
    return [next((word for row in rows if (word := getattr(row, name))), "") for name in NAMES[table]]
