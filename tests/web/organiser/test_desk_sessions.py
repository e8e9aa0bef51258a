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
        re.findall(r'<input[^>]* name="([^"]+)"[^>]* type="(?:text|url|number|hidden)" value="([^"]*)"', page)
    )
    for tag in re.findall(r"<input[^>]*>", page):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if facts.get("type") in {"text", "url", "number", "hidden"}:
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


def two_of_a_name(event: Event, *others: tuple[str, str]) -> list[Speaker]:
    """Add speakers who are called Jo Brouns too, each with an organisation and an address."""
    with unit_of_work():
        added = [
            Speaker(event_id=event.id, slug=f"jo-{at}", name="Jo Brouns", affiliation=of, email=address)
            for at, (of, address) in enumerate(others)
        ]
        db.session.add_all(added)
    return added


def test_speakers_of_one_name_are_told_apart_by_what_it_takes(olivia: Desk, event: Event) -> None:
    two_of_a_name(event, ("Port of Ghent", "jo@ghent.example"), ("Flux50", "jo@flux50.example"))
    minister = next(each for each in programme.list_speakers(event.id) if each.slug == "jo-brouns")
    page = olivia.get("sessions/energy/edit")
    offered = re.findall(r'<option value="([^"]*)"></option>', page)
    assert sorted(name for name in offered if name.startswith("Jo")) == sorted(
        [f"Jo Brouns ({minister.affiliation})", "Jo Brouns (Flux50)", "Jo Brouns (Port of Ghent)"]
    )
    typed = {**TYPED, "cast-1-name": "jo brouns (flux50)"}
    olivia.post("sessions/new", **typed)
    made = session_of(event, "wind-op-zee")
    assert [part.speaker.slug for part in made.parts] == ["jo-1", "nieuwe-spreker"]
    page = olivia.post("sessions/new", 422, **TYPED)
    assert "More than one speaker is called jo brouns. Choose one: " in page
    olivia.post(
        "sessions/wind-op-zee/edit", **{**as_shown(olivia, "wind-op-zee"), "cast-0-name": "Jo Brouns"}
    )
    assert [part.speaker.slug for part in session_of(event, "wind-op-zee").parts] == [
        "jo-1",
        "nieuwe-spreker",
    ]


def test_where_organisations_are_alike_the_address_or_a_number_tells(event: Event) -> None:
    same = two_of_a_name(
        event, ("VUB", "jo@vub.example"), ("VUB", "jo@ulb.example"), ("VUB", "jo@vub.example")
    )
    names = programme.tell_apart(same)
    assert [names[each.id] for each in same] == [
        "Jo Brouns (VUB, 1)",
        "Jo Brouns (VUB, ulb.example)",
        "Jo Brouns (VUB, 2)",
    ]
    (one,) = same[:1]
    assert programme.tell_apart([one]) == {one.id: "Jo Brouns"}


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
    told = olivia.client.get("/2027/desk/schedule/changes?since=0").get_json()
    assert [step["text"] for step in told["steps"]] == [
        "Olivia gave “Wind at sea” another length.",
        "Olivia deleted “Wind at sea”.",
    ]
    assert (told["sessions"], told["gone"]) == ([], ["wind-op-zee"])
    olivia.post("schedule/undo")
    page = olivia.get("schedule")
    assert "“Wind at sea” was deleted, so what you did with it can not be taken back." in page


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
        desk.post("strands/tracks/energy/delete", 403)
    assert len(programme.list_sessions(event.id)) == 9


def test_tracks_are_made_named_coloured_and_ordered(olivia: Desk, event: Event) -> None:
    olivia.post("strands/tracks", **{"new-track-name_nl": "Gezondheid", "new-track-colour": "health"})
    olivia.post(
        "strands/tracks/energy", **typed_of(olivia, "track-energy", name_en="Power", colour="digital")
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


def typed_of(desk: Desk, form: str, **changes: str) -> dict[str, str]:
    """Return what is sent back of the form of a track or slot, with what was typed into it."""
    page = desk.get("strands")
    seen = re.search(rf'name="{form}-seen" type="hidden" value="([^"]+)"', page)
    assert seen
    return {f"{form}-seen": seen[1], **{f"{form}-{name}": value for name, value in changes.items()}}


def test_the_second_to_save_a_track_sees_what_changed(
    a_desk: Callable[[str], Desk], olivia: Desk, event: Event
) -> None:
    hers = typed_of(olivia, "track-energy", name_nl="Energie", name_en="Power", colour="energy")
    other = a_desk("Olivia")
    theirs = typed_of(other, "track-energy", name_nl="Stroom", colour="digital")
    other.post("strands/tracks/energy", **theirs)
    page = olivia.post("strands/tracks/energy", 409, **hers)
    assert "Somebody else changed “Stroom” while you were editing it." in page
    cells = re.findall(r'<th scope="row">([^<]+)</th><td>([^<]+)</td><td>([^<]+)</td>', page)
    assert cells == [
        ("Name in Dutch", "Stroom", "Energie"),
        ("Name in English", "–", "Power"),
        ("Colour", "Teal", "Amber"),
    ]
    assert 'value="Power"' in page
    again = re.search(r'name="track-energy-seen" type="hidden" value="([^"]+)"', page)
    assert again
    olivia.post("strands/tracks/energy", **{**hers, "track-energy-seen": again[1]})
    db.session.expire_all()
    assert programme.get_track(event, "energy").name == {"nl": "Energie", "en": "Power"}


def test_the_second_to_save_a_slot_sees_what_changed(
    a_desk: Callable[[str], Desk], olivia: Desk, event: Event
) -> None:
    hers = typed_of(olivia, "slot-break-outs", name_nl="Break-outs", closes_at="2027-02-20T16:00")
    other = a_desk("Olivia")
    theirs = typed_of(other, "slot-break-outs", name_nl="Break-outs", closes_at="2027-02-20T15:00")
    other.post("strands/slots/break-outs", **theirs)
    page = olivia.post("strands/slots/break-outs", 409, **hers)
    cells = re.findall(r'<th scope="row">([^<]+)</th><td>([^<]+)</td><td>([^<]+)</td>', page)
    assert cells == [
        ("Sign-up closes", "Saturday 20 February, 15:00", "Saturday 20 February, 16:00"),
    ]
    db.session.expire_all()
    assert programme.get_slot(event, "break-outs").closes_at == datetime(2027, 2, 20, 14, 0, tzinfo=UTC)


def test_what_nothing_uses_is_deleted_and_all_else_names_its_users(olivia: Desk, event: Event) -> None:
    olivia.post("strands/tracks", **{"new-track-name_nl": "Gezondheid", "new-track-colour": "health"})
    new = {"new-slot-name_nl": "Avond", "new-slot-closes_at": "2027-02-20T18:00"}
    olivia.post("strands/slots", **new)
    for kind, slug in (("tracks", "gezondheid"), ("slots", "avond")):
        olivia.post(f"strands/{kind}/{slug}/delete")
        olivia.post(f"strands/{kind}/{slug}/delete", 404)
    assert "“Avond” is deleted." in olivia.get("strands")
    olivia.post("strands/tracks/energy/delete")
    assert "while sessions are in it: Break-out: Energy. Move these out first." in olivia.get("strands")
    olivia.post("strands/slots/break-outs/delete")
    assert "while sessions are in it: Break-out: Sustainability, " in olivia.get("strands")
    with unit_of_work():
        for session in programme.list_sessions(event.id):
            session.slot = None
    olivia.post("strands/slots/break-outs/delete")
    assert "“Break-out at 16:30” is still public, with Break-out: Sustainability, " in olivia.get("strands")
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    olivia.post("strands/slots/break-outs/delete")
    db.session.expire_all()
    assert [slot.slug for slot in programme.list_slots(event.id)] == []
    assert [track.slug for track in programme.list_tracks(event.id)] == [
        "sustainability",
        "energy",
        "labour-market",
    ]


def test_a_slot_with_wishes_stays(olivia: Desk, event: Event) -> None:
    olivia.post("wishes/break-outs", closes_at="2027-02-10T18:00")
    olivia.post("strands/slots/break-outs/delete")
    assert "Wishes were asked for “" in olivia.get("strands")
    assert [slot.slug for slot in programme.list_slots(event.id)] == ["break-outs"]


def test_slots_are_made_and_close_when_told(olivia: Desk, event: Event) -> None:
    new = {"new-slot-name_nl": "Avond", "new-slot-closes_at": "2027-02-20T18:00"}
    olivia.post("strands/slots", **new)
    told = typed_of(olivia, "slot-break-outs", name_nl="Break-outs", closes_at="2027-02-20T16:00")
    olivia.post("strands/slots/break-outs", **told)
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


def test_the_address_on_line_is_cleaned_kept_and_released(olivia: Desk, event: Event) -> None:
    typed = {**as_shown(olivia, "energy"), "online_url": " https://Video.example/énergie "}
    olivia.post("sessions/energy/edit", **typed)
    address = "https://video.example/%C3%A9nergie"
    assert session_of(event, "energy").online_url == address
    assert f'value="{address}"' in olivia.get("sessions/energy/edit")
    before = programme.current_document(event)
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    released = programme.current_document(event).session("energy")
    assert released is not None
    assert (released.online_url, released.sequence) == (address, 1)
    kinds = [change.kind for change in programme.changes_between(before, programme.current_document(event))]
    assert kinds == ["online"]


def test_an_address_that_is_none_is_refused_and_stays_typed(olivia: Desk, event: Event) -> None:
    typed = {**as_shown(olivia, "energy"), "online_url": "javascript:alert(1)", "title_en": "Kept"}
    page = olivia.post("sessions/energy/edit", 422, **typed)
    assert "Enter a whole address that starts with https://, or nothing." in page
    assert ('value="javascript:alert(1)"' in page, 'value="Kept"' in page) == (True, True)
    assert session_of(event, "energy").online_url == ""
