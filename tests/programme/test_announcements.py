"""Announcements: shown until their time is over, in one language at least, and on the phones too."""

from datetime import date, timedelta

import pytest
import time_machine

from innovfest import checkin, programme
from innovfest.database import unit_of_work
from innovfest.errors import NotFound
from innovfest.programme import NothingToAnnounce
from innovfest.registration import link_of
from tests.conftest import NOON, OLIVIA

HOUR = timedelta(hours=1)
LUNCH = {"nl": "De lunch is in de foyer.", "en": "Lunch is in the foyer."}


def say(event, text=None, *, shown_for=HOUR, now=NOON):
    with unit_of_work():
        return checkin.announce(event, text or LUNCH, shown_for=shown_for, by=OLIVIA, now=now)


def shown(event, now):
    return [row.text for row in programme.list_announcements(event.id, now=now)]


def test_an_announcement_is_shown_until_its_time_is_over(event):
    say(event, shown_for=timedelta(minutes=15))
    say(event, {"fr": "Le bus attend."})
    times = (NOON, NOON + timedelta(minutes=15), NOON + HOUR)
    assert [shown(event, now) for now in times] == [
        [{"fr": "Le bus attend."}, LUNCH],
        [{"fr": "Le bus attend."}],
        [],
    ]


def test_an_announcement_reaches_the_phones_and_ends_there_too(event):
    told = say(event)
    assert [line.text for line in checkin.list_shown(event.id, now=NOON)] == [LUNCH["nl"]]
    later = NOON + timedelta(minutes=5)
    for _ in range(2):
        with unit_of_work():
            mine = programme.get_announcement(event.id, told.id)
            checkin.end_announcement(mine, by=OLIVIA, now=later)
    assert (shown(event, later), list(checkin.list_shown(event.id, now=later))) == ([], [])
    assert [row.shown_until for row in programme.list_sent_announcements(event.id)] == [later]


def test_the_same_words_sent_twice_are_told_once(event):
    first = say(event)
    assert say(event, now=NOON + timedelta(seconds=2)).id == first.id
    assert len(checkin.list_shown(event.id, now=NOON + timedelta(seconds=2))) == 1
    assert say(event, shown_for=2 * HOUR).id != first.id
    again = say(event, now=NOON + timedelta(minutes=5))
    with unit_of_work():
        checkin.end_announcement(programme.get_announcement(event.id, again.id), by=OLIVIA, now=again.sent_at)
    assert say(event, now=again.sent_at).id != again.id


def test_an_announcement_needs_words(event):
    with pytest.raises(NothingToAnnounce):
        say(event, {"nl": "  ", "de": "Hallo"})


def test_another_editions_announcement_is_not_found(event):
    with unit_of_work():
        source = programme.shipped_programme()
        next_edition = programme.load_programme(
            source, day=date(2028, 2, 20), example=True, by=OLIVIA, now=NOON
        )
    with pytest.raises(NotFound):
        programme.get_announcement(next_edition.id, say(event).id)


def test_pages_show_it_at_once_and_in_the_readers_language(event, client, alice):
    own = f"/2027/my/{link_of(alice)}/"
    with time_machine.travel(NOON, tick=False):
        before = {path: client.get(path, query_string={"lang": "en"}) for path in ("/2027/programme", own)}
        say(event, now=NOON)
        for path, answer in before.items():
            assert LUNCH["en"] not in answer.text
            again = client.get(path, query_string={"lang": "en"})
            assert LUNCH["en"] in again.text
        dutch = client.get("/2027/announcements", query_string={"lang": "nl"})
        assert (LUNCH["nl"] in dutch.text, "<html" in dutch.text) == (True, False)
    with time_machine.travel(NOON + HOUR, tick=False):
        after = client.get("/2027/programme", query_string={"lang": "en"})
        assert after.data == before["/2027/programme"].data


def test_feeds_know_nothing_of_it(event, client):
    with time_machine.travel(NOON, tick=False):
        before = client.get("/2027/calendar.ics")
        say(event, now=NOON)
        after = client.get("/2027/calendar.ics")
    assert (before.data, before.headers["ETag"]) == (after.data, after.headers["ETag"])


def test_asking_again_costs_nothing_while_nothing_changed(event, client):
    with time_machine.travel(NOON, tick=False):
        say(event, now=NOON)
        first = client.get("/2027/announcements")
        same = client.get("/2027/announcements", headers={"If-None-Match": first.headers["ETag"]})
        say(event, {"nl": "De trein rijdt niet."}, now=NOON)
        other = client.get("/2027/announcements", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, same.status_code, other.status_code) == (200, 304, 200)
