"""A phone whose clock can't be right is not believed: its scans are kept, marked, and decided by our time."""

from datetime import UTC, datetime, timedelta

import pytest

from innovfest.checkin import CheckIn, Scan
from innovfest.database import db
from tests.support.door import ARRIVAL, as_json, forget

IN_2031 = datetime(2031, 5, 1, 9, 0, tzinfo=UTC)
BEFORE_ENROLMENT = ARRIVAL - timedelta(days=1, minutes=3)
"""The phones of these tests were enrolled a day before."""

WRONG = {
    "in 2031": (IN_2031, "ahead"),
    "three minutes ahead": (ARRIVAL + timedelta(minutes=3), "ahead"),
    "before the phone was enrolled": (BEFORE_ENROLMENT, "before_enrolment"),
    "in 1970": (datetime(1970, 1, 1, tzinfo=UTC), "before_enrolment"),
}
RIGHT = {
    "now": ARRIVAL,
    "two minutes ahead": ARRIVAL + timedelta(minutes=2),
    "twelve hours ago": ARRIVAL - timedelta(hours=12),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_scan_that_can_not_be_from_then_is_kept_marked_and_decided_by_our_time(entrance, alice, name):
    scanned_at, why = WRONG[name]
    sent = entrance.sent(alice, scanned_at)
    answer = entrance.record(sent, now=ARRIVAL)[0]
    forget()
    kept = db.session.get_one(Scan, str(sent.id))
    assert (answer["verdict"], kept.verdict, kept.clock) == ("admitted", "admitted", why)
    assert (kept.scanned_at, kept.happened_at, kept.received_at) == (scanned_at, ARRIVAL, ARRIVAL)
    assert db.session.query(CheckIn).one().entered_at == ARRIVAL


@pytest.mark.parametrize("name", RIGHT)
def test_a_scan_that_can_be_from_then_is_believed(entrance, alice, name):
    sent = entrance.sent(alice, RIGHT[name])
    entrance.record(sent, now=ARRIVAL)
    forget()
    kept = db.session.get_one(Scan, str(sent.id))
    assert (kept.clock, kept.happened_at) == (None, min(RIGHT[name], ARRIVAL))


def test_a_clock_that_is_off_is_put_right_where_the_phone_has_measured_it(entrance, alice):
    happened_at, ahead = ARRIVAL - timedelta(minutes=5), timedelta(hours=3)
    off = -round(ahead / timedelta(milliseconds=1))
    sent = entrance.sent(alice, happened_at + ahead, offset_ms=off)
    entrance.record(sent, now=ARRIVAL)
    forget()
    kept = db.session.get_one(Scan, str(sent.id))
    assert (kept.clock, kept.happened_at, kept.scanned_at) == (None, happened_at, happened_at + ahead)


def test_a_measure_that_can_not_be_right_is_not_taken(entrance, alice):
    """Four years are no measure of a clock: the time that comes of it is ours."""
    off = round((ARRIVAL - IN_2031) / timedelta(milliseconds=1))
    sent = entrance.sent(alice, IN_2031, offset_ms=off)
    entrance.record(sent, now=ARRIVAL)
    forget()
    kept = db.session.get_one(Scan, str(sent.id))
    assert (kept.clock, kept.happened_at) == ("ahead", ARRIVAL)


def test_a_scan_from_2031_closes_no_door_to_what_comes_after(entrance, alice, bob):
    """A phone with a wrong clock is one of several: the others' scans are judged as ever."""
    entrance.record(entrance.sent(alice, IN_2031), now=ARRIVAL)
    later = ARRIVAL + timedelta(minutes=1)
    answers = entrance.record(entrance.sent(alice, later), entrance.sent(bob, later), now=later)
    assert [answer["verdict"] for answer in answers] == ["already_in", "admitted"]


def test_the_interface_takes_a_scan_from_2031(api, entrance, alice):
    sent = entrance.sent(alice, IN_2031)
    answer = api(entrance.token, "POST", "/scans", {"scans": [as_json(sent)], "sent_at": None})
    assert answer.status_code == 200
    assert answer.get_json()["results"][0]["verdict"] == "admitted"
    forget()
    assert db.session.get_one(Scan, str(sent.id)).clock == "ahead"


def test_a_clock_that_was_set_unnoticed_is_measured_by_when_the_scan_is_sent(api, entrance, alice):
    """Set forward by two hours in a pocket: the phone says no offset, and its clock as it sends."""
    happened_at, ahead = ARRIVAL - timedelta(minutes=20), timedelta(hours=2)
    sent = as_json(entrance.sent(alice, happened_at + ahead)) | {"offset_ms": None}
    sent_at = (ARRIVAL + ahead).isoformat()
    answer = api(entrance.token, "POST", "/scans", {"scans": [sent], "sent_at": sent_at})
    assert answer.get_json()["results"][0]["verdict"] == "admitted"
    forget()
    kept = db.session.get_one(Scan, sent["id"])
    assert (kept.clock, kept.happened_at) == (None, happened_at)
