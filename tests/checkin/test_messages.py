"""Messages from the desk: how long they are shown, and on how many phones they were read."""

from datetime import timedelta

import pytest

from innovfest import checkin
from innovfest.database import unit_of_work
from innovfest.errors import NotFound
from tests.conftest import OLIVIA
from tests.support.door import ARRIVAL, Door, a_gate, forget
from tests.support.scans import a_phone

HOUR = timedelta(hours=1)


def say(event, text, *, shown_for=HOUR, now=ARRIVAL):
    with unit_of_work():
        return checkin.send_message(event, text, shown_for=shown_for, by=OLIVIA, now=now)


def shown(event, now):
    return [message.text for message in checkin.list_shown(event.id, now=now)]


def test_a_message_is_shown_until_its_time_is_over(event):
    say(event, "Coffee at three.", shown_for=timedelta(minutes=15))
    say(event, "Use the side entrance.")
    minutes = (0, 14, 15, 60)
    assert [len(shown(event, ARRIVAL + timedelta(minutes=n))) for n in minutes] == [2, 2, 1, 0]


def test_a_message_can_end_before_its_time_and_ends_once(event):
    message = say(event, "Lift is out of order.")
    for later in (5, 9):
        with unit_of_work():
            mine = checkin.get_message(event.id, message.id)
            checkin.end_message(mine, by=OLIVIA, now=ARRIVAL + timedelta(minutes=later))
    forget()
    [row] = checkin.list_messages(event.id, now=ARRIVAL)
    assert row.message.shown_until == ARRIVAL + timedelta(minutes=5)


def test_only_what_a_phone_can_show_is_kept(event):
    assert say(event, " Two\x00 lines\n" + "x" * 400).text == ("Two lines\n" + "x" * 400)[:300]


def test_who_has_read_a_later_message_has_read_the_earlier(event):
    gate = a_gate(event, "Entrance")
    first, second = say(event, "One"), say(event, "Two")
    for label, read in (("A", second.id), ("B", first.id), ("C", 0)):
        a_phone(gate, label, at=ARRIVAL, heard_at=ARRIVAL, message_read=read)
    a_phone(gate, "Gone", at=ARRIVAL, heard_at=ARRIVAL, message_read=second.id, revoked_at=ARRIVAL)
    a_phone(gate, "Over", at=ARRIVAL, heard_at=ARRIVAL, message_read=second.id, shift_ends_at=ARRIVAL)
    rows = checkin.list_messages(event.id, now=ARRIVAL)
    assert [(row.message.text, row.read, row.phones) for row in rows] == [("Two", 1, 3), ("One", 2, 3)]


def test_a_phone_gets_every_language_of_an_announcement(event):
    phone = checkin.find_phone(Door(a_gate(event, "Entrance")).token)
    say(event, "Use the side entrance.")
    lunch = {"nl": "De lunch is in de foyer.", "en": "Lunch is in the foyer."}
    for text in (lunch, {"fr": "Le bus attend."}):
        with unit_of_work():
            checkin.announce(event, text, shown_for=HOUR, by=OLIVIA, now=ARRIVAL)
    live = checkin.take_snapshot(phone, "", language="en", now=ARRIVAL).body["live"]
    assert [(told["text"], told.get("texts")) for told in live["messages"]] == [
        ("Use the side entrance.", None),
        ("De lunch is in de foyer.", lunch),
        ("Le bus attend.", {"fr": "Le bus attend."}),
    ]
    assert set(live["messages"][0]) == {"id", "at", "from", "text"}


def test_another_editions_message_is_not_found(event, next_edition):
    with pytest.raises(NotFound):
        checkin.get_message(next_edition.id, say(event, "Hello").id)
