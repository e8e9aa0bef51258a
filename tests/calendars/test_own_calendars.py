"""Somebody's own calendar over HTTP: who opens it, what it says, and what ends it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from flask.testing import FlaskClient
from icalendar import Calendar

from innovfest import accounts, breakouts, calendars, programme, registration, speakers
from innovfest.accounts import Role
from innovfest.audit import AuditEntry
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Speaker, get_session
from innovfest.registration import Registration
from innovfest.speakers import SpeakerLink
from innovfest.wording import choose
from tests.calendars.checker import newer_faults
from tests.conftest import NOON, OLIVIA, register
from tests.support.own_calendars import address_of, entries, fetched, goes_unasked, statuses
from tests.support.speaking import add_speaker, link_to
from tests.support.statements import counted

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def seated(event: Event) -> Registration:
    """Alice has a seat in the break-out on energy."""
    return register(event, "Alice", sessions=["energy"])


@pytest.fixture
def sam(event: Event) -> Speaker:
    """Sam speaks about energy, and that is public."""
    speaker = add_speaker(event, now=NOON)
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    return speaker


@pytest.fixture
def sams(sam: Speaker) -> SpeakerLink:
    """Return Sam's own link."""
    return link_to(sam, now=NOON)


@pytest.fixture
def olivias(event: Event) -> Role:
    """Olivia organises."""
    with unit_of_work():
        olivia = accounts.ensure_user("olivia@example.org", "Olivia", language="en", now=NOON)
        return accounts.grant(olivia, event, "organiser", by=OLIVIA, now=NOON)


@pytest.fixture(params=["seated", "sams", "olivias"])
def owner(request: pytest.FixtureRequest) -> calendars.Owner:
    """Return each kind of owner in turn."""
    return request.getfixturevalue(request.param)


def test_the_address_reads_and_nobody_keeps_it_on_the_way(
    client: FlaskClient, owner: calendars.Owner
) -> None:
    answer = client.get(address_of(owner))
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert client.post(address_of(owner)).status_code == 405


def test_a_second_time_nothing_is_sent(client: FlaskClient, owner: calendars.Owner) -> None:
    first = client.get(address_of(owner))
    again = client.get(address_of(owner), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(address_of(owner)).data == first.data


def test_a_replaced_address_is_dead_and_the_new_one_says_the_same(
    client: FlaskClient, owner: calendars.Owner
) -> None:
    old, before = address_of(owner), fetched(client, owner)
    with unit_of_work():
        calendars.replace_address(owner, by=OLIVIA, now=LATER)
    assert client.get(old).status_code == 404
    after = fetched(client, owner)
    assert [entry.to_ical() for entry in entries(after)] == [entry.to_ical() for entry in entries(before)]
    assert db.session.query(AuditEntry).filter_by(action="calendar.replaced").count() == 1


def test_an_address_opens_only_what_its_proof_is_for(
    client: FlaskClient, event: Event, seated: Registration
) -> None:
    bob = register(event, "Bob")
    token, other = calendars.token_of(seated), calendars.token_of(bob)
    wrong = [
        token[:27] + other[27:],
        f"s{token[1:]}",
        f"o{token[1:]}",
        f"x{token[1:]}",
        token[:-1],
        "a" * 53,
        "o" + "7" * 52,
        "é" * 53,
        registration.link_of(seated),
    ]
    assert [client.get(f"/2027/calendar/{each}.ics").status_code for each in wrong] == [404] * len(wrong)
    assert client.get(f"/2026/calendar/{token}.ics").status_code == 404
    assert client.get(f"/2027/calendar/{token.upper()}.ics").status_code == 200
    assert client.get(f"/2027/my/{token}/").status_code == 404


def test_one_statement_opens_and_fills_it(client: FlaskClient, owner: calendars.Owner) -> None:
    address = address_of(owner)
    client.get(address)
    with counted(db.engine) as asked:
        client.get(address)
    assert len(asked) == 1


def test_the_language_is_that_of_the_address_else_that_of_the_person(
    client: FlaskClient, event: Event
) -> None:
    token = calendars.token_of(register(event, "Alice", language="fr"))
    for query, language in (("", "fr"), ("?lang=xx", "fr"), ("?lang=nl", "nl")):
        found = entries(client.get(f"/2027/calendar/{token}.ics{query}").data)
        languages = [
            entry["SUMMARY"].params["LANGUAGE"] for entry in found if "InnovFest" in entry["SUMMARY"]
        ]
        assert languages == [language]


def test_nothing_in_it_gives_power(client: FlaskClient, owner: calendars.Owner) -> None:
    written = fetched(client, owner).replace(b"\r\n ", b"")
    assert b"/my/" not in written
    assert b"/speaker/" not in written
    assert b"/desk" not in written


def test_a_new_personal_link_leaves_the_calendar_alone(client: FlaskClient, seated: Registration) -> None:
    before = fetched(client, seated)
    with unit_of_work():
        registration.replace_link(seated, by=OLIVIA, now=LATER)
    assert fetched(client, seated) == before


def test_a_place_that_goes_to_a_colleague_takes_the_calendar_along(
    client: FlaskClient, seated: Registration
) -> None:
    with unit_of_work():
        calendars.choose_reminder(seated, 30, by=OLIVIA, now=NOON)
    old, before = address_of(seated), fetched(client, seated)
    with unit_of_work():
        bob = registration.Details("Bob", "Example", "bob@example.org", "Example Works", "company")
        breakouts.transfer(seated, bob, by=OLIVIA, now=LATER, network=None)
    assert client.get(old).status_code == 404
    after = fetched(client, seated)
    assert b"VALARM" in before
    assert b"VALARM" not in after
    assert newer_faults(before, after) == []


def test_an_erased_registration_has_no_calendar(
    client: FlaskClient, event: Event, seated: Registration
) -> None:
    address = address_of(seated)
    with unit_of_work():
        registration.erase_due(event, now=event.ends_at + timedelta(days=366))
    assert client.get(address).status_code == 404


def test_a_revoked_link_has_no_calendar(client: FlaskClient, sam: Speaker, sams: SpeakerLink) -> None:
    helper = link_to(sam, now=NOON, assistant=("Anna Aide", "anna@example.org"))
    assert [str(entry["UID"]) for link in (sams, helper) for entry in entries(fetched(client, link))] == [
        f"speaker-{link.uid}-{get_session(sam.event_id, 'energy').uid}@innovfest" for link in (sams, helper)
    ]
    dead = address_of(helper)
    with unit_of_work():
        speakers.revoke_link(helper, by=OLIVIA, now=LATER)
    assert client.get(dead).status_code == 404
    assert client.get(address_of(sams)).status_code == 200


def test_a_role_that_is_taken_away_takes_the_calendar_along_for_good(
    client: FlaskClient, event: Event, olivias: Role
) -> None:
    with unit_of_work():
        vera = accounts.ensure_user("vera@example.org", "Vera", language="en", now=NOON)
        role = accounts.grant(vera, event, "viewer", by=OLIVIA, now=NOON)
    old = address_of(role)
    assert client.get(old).status_code == 200
    with unit_of_work():
        accounts.withdraw_role(accounts.get_own_role(vera, event.id), by=OLIVIA, now=LATER)
    assert client.get(old).status_code == 404
    db.session.expire_all()
    with unit_of_work():
        accounts.grant(vera, event, "viewer", by=OLIVIA, now=LATER)
    assert client.get(old).status_code == 404, "not even when the role is given again"


def test_a_role_that_is_given_again_goes_on_with_its_entries(client: FlaskClient, event: Event) -> None:
    """Its entries have the UIDs of before, and a program takes none that has fallen (RFC 5546 2.1.4)."""
    with unit_of_work():
        vera = accounts.ensure_user("vera@example.org", "Vera", language="en", now=NOON)
        role = accounts.grant(vera, event, "viewer", by=OLIVIA, now=NOON)
    versions = [fetched(client, role)]
    for round_, minutes in enumerate((30, 60, 15, 30), start=1):
        now = LATER + timedelta(hours=round_)
        with unit_of_work():
            calendars.choose_reminder(accounts.get_own_role(vera, event.id), minutes, by=OLIVIA, now=now)
        versions.append(fetched(client, accounts.get_own_role(vera, event.id)))
        with unit_of_work():
            accounts.withdraw_role(accounts.get_own_role(vera, event.id), by=OLIVIA, now=now)
        db.session.expire_all()
        with unit_of_work():
            accounts.grant(vera, event, "viewer", by=OLIVIA, now=now + timedelta(minutes=30))
        versions.append(fetched(client, accounts.get_own_role(vera, event.id)))
    assert [newer_faults(*pair) for pair in pairwise(versions)] == [[]] * 8
    first, last = entries(versions[0])[0], entries(versions[-1])[0]
    assert (last["UID"], last["SEQUENCE"] - first["SEQUENCE"]) == (first["UID"], 8)


def test_nothing_is_sent_before_anything_is_released(
    client: FlaskClient, event: Event, owner: calendars.Owner
) -> None:
    event.release_uid = None
    db.session.commit()
    assert client.get(address_of(owner)).status_code == 404


def test_the_agenda_follows_what_its_owner_does(
    client: FlaskClient, seated: Registration, event: Event
) -> None:
    before = fetched(client, seated)
    unasked = {
        choose(session.title, "en").text: "CONFIRMED"
        for session in programme.current_document(event).sessions
        if goes_unasked(session)
    }
    assert len(unasked) == 4
    day = {"InnovFest 2027": "CONFIRMED", **unasked}
    assert statuses(before) == {**day, "Break-out: Energy": "CONFIRMED"}
    with unit_of_work():
        breakouts.give_back(seated, get_session(event.id, "energy"), by=OLIVIA, now=LATER)
    after = fetched(client, seated)
    assert statuses(after) == {**day, "Cancelled: Break-out: Energy": "CANCELLED"}
    assert newer_faults(before, after) == []


def test_a_plenary_stands_there_in_its_readers_language_with_the_reminder(
    client: FlaskClient, seated: Registration
) -> None:
    with unit_of_work():
        calendars.choose_reminder(seated, 15, by=OLIVIA, now=NOON)
    keynote = get_session(seated.event_id, "keynote")
    for language in ("nl", "en", "fr"):
        (entry,) = (
            entry
            for entry in entries(fetched(client, seated, language=language))
            if keynote.uid in entry["UID"]
        )
        assert entry["UID"] == f"signup-{seated.uid}-{keynote.uid}@innovfest"
        assert entry["SUMMARY"] == choose(keynote.title, language).text
        assert [alarm["TRIGGER"].dt for alarm in entry.walk("VALARM")] == [timedelta(minutes=-15)]


def test_a_plenary_waits_with_who_waits_for_the_day(client: FlaskClient, event: Event) -> None:
    with unit_of_work():
        breakouts.change_day_capacity(event, 1, by=OLIVIA, now=NOON)
    register(event, "Alice")
    bob = register(event, "Bob", in_line=True)
    waiting = fetched(client, bob)
    assert set(statuses(waiting).values()) == {"TENTATIVE"}
    assert all(title.startswith("In line: ") for title in statuses(waiting))
    with unit_of_work():
        breakouts.change_day_capacity(event, 2, by=OLIVIA, now=NOON)
    offered = fetched(client, bob)
    assert set(statuses(offered).values()) == {"TENTATIVE"}
    with unit_of_work():
        breakouts.cancel_day(bob, by=OLIVIA, now=LATER)
    gone = fetched(client, bob)
    assert set(statuses(gone).values()) == {"CANCELLED"}
    assert [newer_faults(*pair) for pair in pairwise([waiting, offered, gone])] == [[], []]


def test_a_speaker_who_comes_reads_where_they_speak(client: FlaskClient, sam: Speaker) -> None:
    with unit_of_work():
        theirs = speakers.register_speaker(sam, by=OLIVIA, now=NOON)
    written = fetched(client, theirs)
    (day,) = (entry for entry in entries(written) if entry["SUMMARY"] == "InnovFest 2027")
    assert "16:30–18:00 Break-out: Energy, Break-out B (you have a part in it)" in day["DESCRIPTION"]
    assert statuses(written)["Break-out: Energy"] == "CONFIRMED"


def test_whom_a_speaker_sends_instead_has_none_of_their_sessions(
    client: FlaskClient, event: Event, sam: Speaker
) -> None:
    with unit_of_work():
        place = speakers.register_speaker(sam, by=OLIVIA, now=NOON)
    before = fetched(client, place)
    with unit_of_work():
        bob = registration.Details("Bob", "Example", "bob@example.org", "Example Works", "company")
        breakouts.transfer(place, bob, by=OLIVIA, now=LATER, network=None)
    after = fetched(client, place)
    assert not any("(you have a part in it)" in entry["DESCRIPTION"] for entry in entries(after))
    theirs = {session.uid for session in programme.current_document(event).sessions if goes_unasked(session)}
    day, *others = [str(entry["UID"]) for entry in entries(after)]
    assert day == f"registration-{place.uid}@innovfest"
    assert set(others) == {f"signup-{place.uid}-{uid}@innovfest" for uid in theirs}
    # The address is another one now, so what was the speaker's vanishes for nobody.
    assert [fault for fault in newer_faults(before, after) if "has vanished" not in fault] == []
    assert (place.name, place.part) == ("Bob Example", "attendee")


def test_a_speaker_who_sent_a_colleague_gets_a_place_again(event: Event, sam: Speaker) -> None:
    """As often as they like, and after one that they cancelled, too: no place of before is taken for it."""
    places = []
    for number in range(4):
        with unit_of_work():
            made = speakers.register_speaker(sam, by=OLIVIA, now=NOON)
        with unit_of_work():
            assert speakers.register_speaker(sam, by=OLIVIA, now=NOON).id == made.id
        places.append(made.id)
        assert (made.name, made.part, made.is_active) == (sam.name, "speaker", True)
        with unit_of_work():
            if number == 1:
                breakouts.cancel_day(made, by=OLIVIA, now=LATER)
            else:
                who = registration.Details(
                    f"Bob {'I' * number}", "Example", "bob@example.org", "E", "company"
                )
                breakouts.transfer(made, who, by=OLIVIA, now=LATER, network=None)
    assert len(set(places)) == 4


def test_an_organisers_calendar_has_everything_and_what_has_to_be_set_up(
    client: FlaskClient, event: Event, olivias: Role
) -> None:
    def energy() -> dict[str, tuple[str, str, str]]:
        return {
            str(entry["SUMMARY"]): (
                entry["STATUS"],
                entry["TRANSP"],
                f"{entry['DTSTART'].dt:%H:%M}",
            )
            for entry in entries(fetched(client, olivias))
            if "Energy" in entry["SUMMARY"]
        }

    assert energy() == {"Break-out: Energy": ("CONFIRMED", "OPAQUE", "16:30")}
    versions = [fetched(client, olivias)]
    steps = [
        (20, {"Set-up: Break-out: Energy": ("CONFIRMED", "TRANSPARENT", "16:10")}),
        (45, {"Set-up: Break-out: Energy": ("CONFIRMED", "TRANSPARENT", "15:45")}),
        (0, {"Cancelled: Set-up: Break-out: Energy": ("CANCELLED", "TRANSPARENT", "16:15")}),
        (10, {"Set-up: Break-out: Energy": ("CONFIRMED", "TRANSPARENT", "16:20")}),
    ]
    for hours, (minutes, setup) in enumerate(steps, start=1):
        changed_at = LATER + timedelta(hours=hours)
        with unit_of_work():
            get_session(event.id, "energy").change_setup(minutes, now=changed_at)
        assert energy() == {"Break-out: Energy": ("CONFIRMED", "OPAQUE", "16:30"), **setup}
        versions.append(fetched(client, olivias))
        (entry,) = [entry for entry in entries(versions[-1]) if str(entry["UID"]).startswith("setup-")]
        assert (entry["LAST-MODIFIED"].dt, entry["DTSTAMP"].dt) == (changed_at, changed_at)
        assert Calendar.from_ical(versions[-1])["LAST-MODIFIED"].dt == changed_at
    assert [newer_faults(*pair) for pair in pairwise(versions)] == [[]] * len(steps)


def test_a_speakers_calendar_begins_once_something_with_them_is_public(
    client: FlaskClient, event: Event
) -> None:
    link = link_to(add_speaker(event, now=NOON), now=NOON)
    assert client.get(address_of(link)).status_code == 404
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    first = fetched(client, link)
    with unit_of_work():
        get_session(event.id, "energy").placement.ends_at += timedelta(minutes=10)
    assert fetched(client, link) == first, "the draft is nobody's calendar"
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=LATER)
    assert newer_faults(first, fetched(client, link)) == []
    assert fetched(client, link) != first
