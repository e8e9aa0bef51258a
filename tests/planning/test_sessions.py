"""A session of the draft where people or other features depend on it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from innovfest import breakouts, planning, programme
from innovfest.breakouts import HeldSeats, SessionFigure
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import AcceptedClash, Session, SessionDetails, drafting
from innovfest.programme.drafting.steps import last_step_on
from innovfest.programme.errors import SessionChangedMeanwhile, SessionInUse, SessionReleased
from innovfest.programme.models import Placement, PlacementRoom, SessionSpeaker
from innovfest.speakers.models import StoredFile
from tests.conftest import NOON, OLIVIA

WIND = SessionDetails(
    slug="wind",
    kind="breakout",
    title={"en": "Wind at sea"},
    abstract={},
    note={},
    minutes=30,
    cast=(programme.Casting("Sam Speaker"),),
)


@pytest.fixture
def wind(event: Event) -> Session:
    """Make a session that never was public, and put it where the keynote is."""
    with unit_of_work():
        session = planning.create_session(event, WIND, bookable=True, by=OLIVIA, now=NOON)
    keynote = programme.get_session(event.id, "keynote").placement
    assert keynote
    with unit_of_work():
        drafting.place(
            session,
            keynote.starts_at,
            keynote.starts_at + timedelta(minutes=30),
            [programme.get_room(event, "auditorium")],
            seen_revision=session.revision,
            by=OLIVIA,
            now=NOON,
        )
    return session


def change(event: Event, session: Session, details: SessionDetails) -> list[str]:
    """Change a session that was just read."""
    with unit_of_work():
        shown = programme.fingerprint(programme.details_of(session))
        return planning.change_session(
            event,
            session,
            details,
            bookable=session.capacity is not None,
            seen=session.revision,
            shown=shown,
            by=OLIVIA,
            now=NOON,
        )


def delete(event: Event, session: Session) -> None:
    """Delete a session."""
    with unit_of_work():
        planning.delete_session(event, session, by=OLIVIA, now=NOON)


def rows(model: type[object]) -> int:
    """Count the rows of a table."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_deleted_session_takes_what_it_has_and_acceptances_along(event: Event, wind: Session) -> None:
    clash = next(c for c in planning.list_clashes(event, now=NOON).open if c.kind == "room-twice")
    assert wind.id in clash.sessions
    with unit_of_work():
        planning.accept_clash(event, clash.key, reason="For now.", by=OLIVIA, now=NOON)
        breakouts.note_figures([wind], now=NOON)
    assert db.session.scalar(select(SessionFigure.id).where(SessionFigure.session_id == wind.id))
    counted = [rows(model) for model in (Placement, PlacementRoom, SessionSpeaker)]
    delete(event, wind)
    assert [rows(model) for model in (Placement, PlacementRoom, SessionSpeaker)] == [n - 1 for n in counted]
    assert (rows(AcceptedClash), len(programme.list_sessions(event.id))) == (0, 9)


def test_the_steps_of_a_deleted_session_stay_with_its_title(event: Event, wind: Session) -> None:
    uid, placed = wind.uid, event.draft_number
    delete(event, wind)
    steps = drafting.list_steps(event.id, 0)
    assert [(each.number, each.kind, drafting.ids_in(each)) for each in steps] == [
        (placed, "place", []),
        (placed + 1, "delete", []),
    ]
    assert [list(each.becomes) for each in steps] == [[f"left:{uid}"]] * 2
    assert [drafting.left_in(each)[0]["title"] for each in steps] == [{"en": "Wind at sea"}] * 2
    with unit_of_work():
        again = planning.create_session(event, WIND, bookable=True, by=OLIVIA, now=NOON)
    assert last_step_on(again) is None


def test_undo_says_why_a_deleted_session_does_not_come_back(event: Event, wind: Session) -> None:
    delete(event, wind)
    with pytest.raises(drafting.SessionLeft) as refusal, unit_of_work():
        drafting.undo(event, by=OLIVIA, now=NOON)
    assert refusal.value.facts == {"title": {"en": "Wind at sea"}}
    hand = drafting.hand_of(event, OLIVIA)
    assert (hand.undo, hand.redo, hand.passed and hand.passed.kind) == (None, None, "delete")


def test_undo_goes_on_with_the_step_before(event: Event) -> None:
    energy = programme.get_session(event.id, "energy")
    with unit_of_work():
        drafting.pin(energy, True, seen_revision=None, by=OLIVIA, now=NOON)
        wind = planning.create_session(event, WIND, bookable=True, by=OLIVIA, now=NOON)
    delete(event, wind)
    with unit_of_work():
        drafting.undo(event, by=OLIVIA, now=NOON)
    db.session.refresh(energy)
    assert energy.pinned is False
    hand = drafting.hand_of(event, OLIVIA)
    assert (hand.undo, hand.redo and hand.redo.kind) == (None, "undo")


def test_what_was_public_is_not_deleted(event: Event) -> None:
    with pytest.raises(SessionReleased):
        delete(event, programme.get_session(event.id, "energy"))
    assert len(programme.list_sessions(event.id)) == 9


def test_what_another_feature_keeps_for_it_holds_a_session(event: Event, wind: Session) -> None:
    with unit_of_work():
        db.session.add(HeldSeats(session_id=wind.id, purpose="press", seats=2))
    with pytest.raises(SessionInUse):
        delete(event, wind)
    with unit_of_work():
        db.session.delete(db.session.scalars(select(HeldSeats)).one())
        db.session.add(
            StoredFile(
                event_id=event.id,
                speaker_id=wind.parts[0].speaker_id,
                session_id=wind.id,
                kind="slides",
                name="wind.pdf",
                media_type="application/pdf",
                size=3,
                digest="0" * 64,
                handed_in_by="Sam",
                handed_in_at=NOON,
            )
        )
    with pytest.raises(SessionInUse):
        delete(event, wind)
    assert programme.get_session(event.id, "wind").id == wind.id


def test_another_length_is_a_step_that_can_be_taken_back(event: Event, wind: Session) -> None:
    number, revision = event.draft_number, wind.revision
    assert change(event, wind, replace(WIND, minutes=45)) == ["minutes"]
    assert (wind.minutes, event.draft_number, wind.revision) == (45, number + 1, revision + 1)
    with unit_of_work():
        drafting.undo(event, by=OLIVIA, now=NOON)
    assert wind.minutes == 30


def test_another_title_is_no_step_and_raises_the_revision(event: Event, wind: Session) -> None:
    number, revision = event.draft_number, wind.revision
    assert change(event, wind, replace(WIND, title={"nl": "Wind"})) == ["title"]
    assert (event.draft_number, wind.revision) == (number, revision + 1)
    assert change(event, wind, replace(WIND, title={"nl": "Wind"})) == []
    assert wind.revision == revision + 1


def test_who_did_not_see_a_change_is_refused_and_who_only_missed_a_move_is_not(
    event: Event, wind: Session
) -> None:
    shown, seen = programme.fingerprint(programme.details_of(wind)), wind.revision

    def save(details: SessionDetails) -> list[str]:
        with unit_of_work():
            return planning.change_session(
                event, wind, details, bookable=True, seen=seen, shown=shown, by=OLIVIA, now=NOON
            )

    with unit_of_work():
        drafting.unplace(wind, seen_revision=seen, by=OLIVIA, now=NOON)
    wanted = replace(programme.details_of(wind), note={"en": "Outside"})
    assert save(wanted) == ["note"]
    with pytest.raises(SessionChangedMeanwhile):
        save(replace(wanted, note={"en": "Inside"}))
    assert wind.note == {"en": "Outside"}


def test_a_new_session_gives_the_seats_of_its_rooms_from_its_release_on(event: Event, wind: Session) -> None:
    assert wind.capacity == 0
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    db.session.expire_all()
    assert (wind.capacity, programme.was_public(wind)) == (300, True)
