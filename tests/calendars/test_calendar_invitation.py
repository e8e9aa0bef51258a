"""The calendar part of a mail: who is invited, and who is not."""

from dataclasses import replace

import pytest
from icalendar import Calendar

from innovfest import calendars
from tests.support.documents import a_document, changed

BASE_URL = "https://innovfest.example"
SENDER = "hello@innovfest.example"


def test_an_invitation_holds_one_entry_for_the_day(alice):
    calendar = read(invited(alice))
    (entry,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert entry["UID"] == f"registration-{alice.registration_uid}@innovfest"
    assert entry["DTSTART"].to_ical() == b"20270220T143000"
    assert entry["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert entry["LOCATION"] == "Lamot, Van Beethovenstraat 8-10, 2800 Mechelen, Belgium"
    assert "16:30–18:00 Break-out: Energy, Break-out B" in entry["DESCRIPTION"]


def test_the_organiser_is_the_bare_address_of_the_sender(alice):
    assert f"\r\nORGANIZER:mailto:{SENDER}\r\n".encode() in invited(alice)


def test_the_attendee_has_accepted_and_is_asked_for_no_answer(alice):
    attendee = entry_of(invited(alice))["ATTENDEE"]
    assert attendee == "mailto:alice@example.org"
    assert dict(attendee.params) == {
        "CN": "Alice Janssens",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "ACCEPTED",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "FALSE",
    }


def test_who_waits_is_invited_tentatively(alice):
    entry = entry_of(invited(replace(alice, status="waitlisted")))
    assert (entry["STATUS"], entry["ATTENDEE"].params["PARTSTAT"]) == ("TENTATIVE", "TENTATIVE")


def test_a_change_of_the_programme_makes_a_newer_invitation(alice):
    moved = changed(a_document(), "energy", rooms=("break-out-c",))
    before, after = entry_of(invited(alice)), entry_of(invited(alice, document=moved))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt == moved.released_at


def test_a_withdrawal_cancels_the_same_entry_and_is_newer(alice):
    gone = replace(alice, status="cancelled", registration_sequence=1)
    withdrawal = read(invited(gone, method="CANCEL"))
    (entry,) = withdrawal.walk("VEVENT")
    assert withdrawal["METHOD"] == "CANCEL"
    assert entry["UID"] == entry_of(invited(alice))["UID"]
    assert entry["SEQUENCE"] == entry_of(invited(alice))["SEQUENCE"] + 1
    assert (entry["STATUS"], entry["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert str(entry["DESCRIPTION"]) == f"This registration is cancelled.\n\n{BASE_URL}/2027/"


def test_who_sends_a_colleague_gets_a_withdrawal_though_the_place_lives_on(alice):
    entry = entry_of(invited(alice, method="CANCEL"))
    assert (entry["STATUS"], entry["ATTENDEE"].params["PARTSTAT"]) == ("CANCELLED", "DECLINED")


def test_a_cancelled_registration_is_never_invited(alice):
    with pytest.raises(ValueError, match="no invitation"):
        invited(replace(alice, status="cancelled"))


def test_without_an_address_there_is_no_invitation(alice):
    with pytest.raises(ValueError, match="needs the address"):
        invited(replace(alice, email=""))


def invited(agenda, *, document=None, method="REQUEST"):
    return calendars.invitation(
        document or a_document(), agenda, "en", base_url=BASE_URL, organiser_address=SENDER, method=method
    )


def read(written):
    return Calendar.from_ical(written)


def entry_of(written):
    return read(written).walk("VEVENT")[0]
