"""The sessions of the draft at the desk: made, changed, deleted, with their tracks and slots."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from innovfest import programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Session, Speaker
from innovfest.programme.models import SessionSpeaker
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA
from tests.planning.test_clashes import many_sessions
from tests.web.organiser.conftest import Desk

TYPED = {
    "title_nl": "Wind op zee",
    "title_en": "Wind at sea",
    "kind": "breakout",
    "bookable": "y",
    "track": "energy",
    "slot": "break-outs",
    "cluster": "flux50",
    "minutes": "45",
    "setup_minutes": "10",
    "needs": "Stage, projector, stage",
    "cast-0-name": "Nieuwe Spreker",
    "cast-0-role": "moderator",
    "cast-0-order": "2",
    "cast-1-name": "jo brouns",
    "cast-1-role": "speaker",
    "cast-1-order": "1",
}


def session_of(event: Event, slug: str) -> Session:
    """Return a session as it stands now."""
    db.session.expire_all()
    return programme.read_session(event.id, slug)


def as_shown(desk: Desk, slug: str) -> dict[str, str]:
    """Return what an editor sends back of a page that they changed nothing on."""
    page = desk.get(f"sessions/{slug}/edit")
    fields = dict(
        re.findall(r'<input[^>]* name="([^"]+)"[^>]* type="(?:text|number|hidden)" value="([^"]*)"', page)
    )
    for tag in re.findall(r"<input[^>]*>", page):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if facts.get("type") in {"text", "number", "hidden"}:
            fields[facts["name"]] = facts.get("value", "")
        elif facts.get("type") in {"radio", "checkbox"} and " checked" in tag:
            fields[facts["name"]] = facts["value"]
    for name, inside in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', inside)
        fields[name] = chosen[1] if chosen else ""
    for name, inside in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\s*(.*?)</textarea>', page, re.S):
        fields[name] = inside
    fields.pop("csrf_token", None)
    return fields


def test_olivia_makes_a_session(olivia: Desk, event: Event) -> None:
    olivia.post("sessions/new", **TYPED)
    made = session_of(event, "wind-op-zee")
    assert (made.title, made.kind, made.track.slug, made.slot.slug) == (  # type: ignore[union-attr]
        {"nl": "Wind op zee", "en": "Wind at sea"},
        "breakout",
        "energy",
        "break-outs",
    )
    assert (made.minutes, made.setup_minutes, made.needs, made.capacity) == (
        45,
        10,
        ["stage", "projector"],
        0,
    )
    assert [(part.speaker.name, part.role, part.state) for part in made.parts] == [
        ("Jo Brouns", "speaker", "unasked"),
        ("Nieuwe Spreker", "moderator", "unasked"),
    ]
    assert (made.placement, made.changed_at, made.revision) == (None, None, 0)
    slugs = set(db.session.scalars(select(Speaker.slug).where(Speaker.event_id == event.id)))
    assert slugs == {"elvira-haezendonck", "jo-brouns", "jurgen-ingels", "nieuwe-spreker"}


def test_a_form_sent_twice_makes_one_session_and_typed_on_the_next(olivia: Desk, event: Event) -> None:
    (form_id,) = re.findall(r'name="form_id"[^>]* value="([^"]+)"', olivia.get("sessions/new"))
    for _twice in range(2):
        olivia.post("sessions/new", **TYPED, form_id=form_id)
    assert len(programme.list_sessions(event.id)) == 10
    olivia.post("sessions/new", **{**TYPED, "title_nl": "Zon op zee"}, form_id=form_id)
    assert [s.slug for s in programme.list_sessions(event.id)][-2:] == ["wind-op-zee", "zon-op-zee"]


def test_a_session_without_sign_up(olivia: Desk, event: Event) -> None:
    olivia.post("sessions/new", title_en="Walk", kind="break")
    made = session_of(event, "walk")
    assert (made.capacity, made.parts, made.track, made.cluster_id) == (None, [], None, None)


def test_what_is_wrong_is_said_and_kept(olivia: Desk, event: Event) -> None:
    wrong = {
        **TYPED,
        "title_nl": "",
        "title_en": " ",
        "slug": "Wind at sea",
        "minutes": "soon",
        "note_nl": "n" * 501,
    }
    page = olivia.post("sessions/new", 422, **wrong)
    for sentence in (
        "Enter a title in one language at least.",
        "Use small letters, digits and single hyphens, for instance energy-at-sea.",
        "Not a valid integer value",
        "This is too long. Use at most 500 characters.",
    ):
        assert sentence in page
    for typed in ('value="wind at sea"', 'value="soon"', 'value="Nieuwe Spreker"', "n" * 501):
        assert typed in page
    taken = olivia.post("sessions/new", 409, **TYPED, slug="energy")
    assert "Another session has the address “energy”. Choose another one." in taken
    twice = {**TYPED, "cast-2-name": "JO  BROUNS", "cast-2-role": "host"}
    assert "Jo Brouns stands in this session twice." in olivia.post("sessions/new", 422, **twice)
    assert {s.slug for s in programme.list_sessions(event.id)} >= {"energy"}
    assert len(programme.list_sessions(event.id)) == 9


def test_olivia_changes_a_session_and_answers_of_speakers_stay(olivia: Desk, event: Event) -> None:
    with unit_of_work():
        session_of(event, "minister").parts[0].state = "confirmed"
    typed = {**as_shown(olivia, "minister"), "title_en": "The minister speaks"}
    typed["cast-1-name"], typed["cast-1-order"] = "Elvira Haezendonck", "1"
    typed["cast-0-order"] = "2"
    olivia.post("sessions/minister/edit", **typed)
    changed = session_of(event, "minister")
    assert (changed.title["en"], changed.revision) == ("The minister speaks", 1)
    assert [(part.speaker.name, part.state) for part in changed.parts] == [
        ("Elvira Haezendonck", "unasked"),
        ("Jo Brouns", "confirmed"),
    ]
    released = programme.current_document(event).session("minister")
    assert released
    assert released.title["en"] == "Address by the Flemish Minister of Economy and Innovation"


def test_a_page_sent_back_as_it_was_changes_nothing(olivia: Desk, event: Event) -> None:
    for slug in ("minister", "energy", "coffee"):
        before = programme.details_of(session_of(event, slug))
        olivia.post(f"sessions/{slug}/edit", **as_shown(olivia, slug))
        assert "Nothing has changed." in olivia.get(f"sessions/{slug}/edit")
        after = session_of(event, slug)
        assert (programme.details_of(after), after.revision) == (before, 0)


def test_the_second_to_save_sees_what_changed_and_loses_nothing(
    a_desk: Callable[[str], Desk], olivia: Desk, event: Event
) -> None:
    hers = as_shown(olivia, "energy")
    other = a_desk("Olivia")
    other.post("sessions/energy/edit", **{**as_shown(other, "energy"), "title_fr": "Énergie en mer"})
    page = olivia.post("sessions/energy/edit", 409, **{**hers, "title_en": "Energy at sea"})
    assert "Somebody else changed this session while you were editing it." in page
    assert "fr: Énergie en mer" in page
    assert 'value="Energy at sea"' in page
    assert session_of(event, "energy").title["en"] == "Break-out: Energy"
    again = dict(re.findall(r'<input id="(seen|shown)"[^>]* value="([^"]*)"', page))
    assert set(again) == {"seen", "shown"}
    olivia.post("sessions/energy/edit", **{**hers, "title_en": "Energy at sea", **again})
    saved = session_of(event, "energy")
    assert (saved.title["en"], saved.revision) == ("Energy at sea", 2)


def test_a_move_meanwhile_is_no_change_of_what_is_typed(olivia: Desk, event: Event) -> None:
    hers = as_shown(olivia, "energy")
    with unit_of_work():
        session_of(event, "energy").revision += 1
    olivia.post("sessions/energy/edit", **{**hers, "title_en": "Energy at sea"})
    assert session_of(event, "energy").title["en"] == "Energy at sea"


def test_what_was_public_keeps_its_address_and_is_not_deleted(olivia: Desk, event: Event) -> None:
    page = olivia.post("sessions/energy/edit", 409, **{**as_shown(olivia, "energy"), "slug": "wind"})
    assert "This session was public, so it keeps the address “energy”." in page
    assert "Delete this session" not in page
    olivia.post("sessions/energy/delete")
    assert "was public, so it can not be deleted." in olivia.get("sessions/energy/edit")
    assert session_of(event, "energy").slug == "energy"


def test_what_never_was_public_can_get_another_address_and_vanish(olivia: Desk, event: Event) -> None:
    olivia.post("sessions/new", **TYPED)
    olivia.post("sessions/wind-op-zee/edit", **{**as_shown(olivia, "wind-op-zee"), "slug": "wind"})
    olivia.post("sessions/wind/delete")
    assert "“Wind at sea” is deleted." in olivia.get("sessions")
    assert [s.slug for s in programme.list_sessions(event.id) if "wind" in s.slug] == []
    assert db.session.scalars(select(SessionSpeaker)).all() != []


def test_people_who_depend_on_a_session_hold_its_slot(
    olivia: Desk, event: Event, an_attendee: Callable[..., Registration]
) -> None:
    an_attendee("Alice", sessions=["energy"])
    shown = as_shown(olivia, "energy")
    for change in ({"slot": ""}, {"bookable": None}):
        typed: dict[str, Any] = {
            name: value for name, value in {**shown, **change}.items() if value is not None
        }
        page = olivia.post("sessions/energy/edit", 409, **typed)
        assert "People have a seat in “Break-out: Energie”" in page
    kept = session_of(event, "energy")
    assert (kept.slot.slug, kept.capacity) == ("break-outs", 100)  # type: ignore[union-attr]


def test_another_length_is_told_to_who_has_the_schedule_open(olivia: Desk, event: Event) -> None:
    olivia.post("sessions/new", **TYPED)
    olivia.post("sessions/wind-op-zee/edit", **{**as_shown(olivia, "wind-op-zee"), "minutes": "60"})
    steps = olivia.client.get("/2027/desk/schedule/changes?since=0").get_json()["steps"]
    assert [step["text"] for step in steps] == ["Olivia gave “Wind at sea” another length."]
    olivia.post("sessions/wind-op-zee/delete")
    assert olivia.client.get("/2027/desk/schedule/changes?since=0").get_json()["steps"] == []


def test_sign_up_can_be_turned_off_and_on(olivia: Desk, event: Event) -> None:
    shown = as_shown(olivia, "energy")
    olivia.post("sessions/energy/edit", **{k: v for k, v in shown.items() if k != "bookable"})
    assert session_of(event, "energy").capacity is None
    olivia.post("sessions/energy/edit", **{**as_shown(olivia, "energy"), "bookable": "y"})
    assert (session_of(event, "energy").capacity, session_of(event, "energy").revision) == (100, 2)


def test_the_list_is_searched_by_title_and_speaker(olivia: Desk, event: Event) -> None:
    def titles(query: str) -> list[str]:
        return re.findall(r"sessions/([a-z-]+)/edit", olivia.get(f"sessions?q={query}"))

    assert titles("haezendonck") == ["research-clusters"]
    assert titles("energie") == ["energy"]
    assert len(titles("")) == 9
    assert "No session has this in its title" in olivia.get("sessions?q=nobody")


def test_only_organisers_change_sessions(dora: Desk, vera: Desk, event: Event) -> None:
    assert "Energy" in vera.get("sessions")
    assert "New session" not in vera.get("sessions")
    for desk in (dora, vera):
        desk.get("sessions/new", 403)
        desk.get("sessions/energy/edit", 403)
        desk.post("sessions/new", 403, **TYPED)
        desk.post("sessions/energy/edit", 403, **TYPED)
        desk.post("sessions/energy/delete", 403)
        desk.post("strands/tracks", 403, name_nl="x")
    assert len(programme.list_sessions(event.id)) == 9


def test_tracks_are_made_named_coloured_and_ordered(olivia: Desk, event: Event) -> None:
    olivia.post("strands/tracks", **{"new-track-name_nl": "Gezondheid", "new-track-colour": "health"})
    olivia.post(
        "strands/tracks/energy", **{"track-energy-name_en": "Power", "track-energy-colour": "digital"}
    )
    olivia.post("strands/tracks/gezondheid/move", to="up")
    olivia.post("strands/tracks/sustainability/move", to="up")
    db.session.expire_all()
    tracks = [(each.slug, each.name.get("en"), each.colour) for each in programme.list_tracks(event.id)]
    assert tracks == [
        ("sustainability", "Sustainability", "sustainability"),
        ("energy", "Power", "digital"),
        ("gezondheid", None, "health"),
        ("labour-market", "Labour market", "labour"),
    ]
    page = olivia.post("strands/tracks", 422, **{"new-track-name_nl": "", "new-track-colour": "health"})
    assert "Enter a name in one language at least." in page
    olivia.post("strands/tracks/none", 404, **{"track-none-name_nl": "x", "track-none-colour": "health"})


def test_slots_are_made_and_close_when_told(olivia: Desk, event: Event) -> None:
    new = {"new-slot-name_nl": "Avond", "new-slot-closes_at": "2027-02-20T18:00"}
    olivia.post("strands/slots", **new)
    was = "slot-break-outs-"
    olivia.post(
        "strands/slots/break-outs", **{f"{was}name_nl": "Break-outs", f"{was}closes_at": "2027-02-20T16:00"}
    )
    olivia.post("strands/slots/avond/move", to="up")
    db.session.expire_all()
    assert [(slot.slug, dict(slot.name), slot.closes_at) for slot in programme.list_slots(event.id)] == [
        ("avond", {"nl": "Avond"}, datetime(2027, 2, 20, 17, 0, tzinfo=UTC)),
        ("break-outs", {"nl": "Break-outs"}, datetime(2027, 2, 20, 15, 0, tzinfo=UTC)),
    ]
    assert "Enter a day and a time." in olivia.post("strands/slots", 422, **{"new-slot-name_nl": "Nacht"})


def test_a_slot_does_not_close_while_wishes_are_taken(olivia: Desk, event: Event) -> None:
    olivia.post("wishes/break-outs", closes_at="2027-02-10T18:00")
    was = "slot-break-outs-"
    typed = {f"{was}name_nl": "Break-outs", f"{was}closes_at": "2027-02-01T16:00"}
    page = olivia.post("strands/slots/break-outs", 409, **typed)
    assert "Wishes are taken until Wednesday 10 February, 18:00, so this can not close before." in page


@pytest.mark.parametrize("path", ["sessions", "sessions/keynote/edit", "strands"])
def test_a_page_takes_as_many_statements_for_many_sessions_as_for_few(
    olivia: Desk, event: Event, statements: Callable[[], AbstractContextManager[list[str]]], path: str
) -> None:
    placement = programme.get_session(event.id, "keynote").placement
    assert placement
    starts_at = placement.starts_at

    def cost() -> int:
        olivia.get(path)
        with statements() as asked:
            olivia.get(path)
        return len(asked)

    few = cost()
    many_sessions(event, starts_at, 300)
    assert (cost(), few <= 12) == (few, True)


def test_the_release_has_what_was_changed(olivia: Desk, event: Event) -> None:
    olivia.post("sessions/coffee/edit", **{**as_shown(olivia, "coffee"), "title_en": "Tea"})
    db.session.expire_all()
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    released = programme.current_document(event).session("coffee")
    assert released
    assert (released.title["en"], released.sequence) == ("Tea", 1)
