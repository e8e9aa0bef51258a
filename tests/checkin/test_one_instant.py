"""Scans of one request that fall on one instant happened in the order in which the phone recorded them."""

import itertools
import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from innovfest.checkin import CheckIn, Scan, places
from innovfest.checkin.models import HeadCount, PastStay
from innovfest.database import db, unit_of_work
from tests.checkin.test_times import BEFORE_ENROLMENT, IN_2031
from tests.support.door import ARRIVAL, forget

MICROSECOND = timedelta(microseconds=1)
IDS = [uuid.UUID(int=number, version=4) for number in (1, 2, 3, 4)]
LATER = ARRIVAL + timedelta(minutes=20)


def begin():
    """Forget what was scanned."""
    with unit_of_work():
        for table in (HeadCount, PastStay, CheckIn, Scan):
            db.session.execute(delete(table))


def ends(event):
    """Return every stay that there was, what each scan came to, and how many are inside."""
    forget()
    stays = [
        (row.entered_at, row.left_at)
        for table in (PastStay, CheckIn)
        for row in db.session.scalars(select(table).order_by(table.entered_at))
    ]
    scans = db.session.scalars(select(Scan).order_by(Scan.happened_at, Scan.kind)).all()
    told = [(scan.kind, scan.verdict, scan.reason, scan.conflict, scan.undone_at) for scan in scans]
    return stays, told, +places.count_inside(event, now=LATER)


def in_every_order_of_ids(door, event, scans, *, now=LATER):
    """Record scans with their ids in every order, each time twice; return the one end of all that."""
    found = []
    for ids in itertools.permutations(IDS[: len(scans)]):
        begin()
        theirs = [
            replace(scan, id=id_, undoes=None if scan.undoes is None else ids[scan.undoes])
            for scan, id_ in zip(scans, ids, strict=True)
        ]
        answers = door.record(*theirs, now=now)
        found.append(([(answer["verdict"], answer["reason"]) for answer in answers], *ends(event)))
        assert door.record(*theirs, now=now + timedelta(minutes=1)) == answers
        assert ends(event) == found[-1][1:]
        assert [answer["id"] for answer in answers] == [str(id_) for id_ in ids]
    assert all(end == found[0] for end in found)
    return found[0]


@pytest.mark.parametrize(
    "scanned_at", [IN_2031, BEFORE_ENROLMENT, datetime.max.replace(tzinfo=ARRIVAL.tzinfo)]
)
@pytest.mark.parametrize("decided", [True, False])
def test_who_came_and_left_by_a_clock_that_is_not_believed_has_left(
    entrance, event, alice, scanned_at, decided
):
    came = entrance.sent(alice, scanned_at, decided="admitted" if decided else None)
    left = entrance.sent(alice, scanned_at, direction="out", decided="left" if decided else None)
    answers, stays, _, inside = in_every_order_of_ids(entrance, event, [came, left])
    assert answers == [("admitted", None), ("left", None)]
    assert (stays, inside) == ([(LATER, LATER + MICROSECOND)], {})


def test_who_left_and_came_back_by_such_a_clock_is_in(entrance, event, alice):
    came, left = entrance.sent(alice, IN_2031), entrance.sent(alice, IN_2031, direction="out")
    answers, stays, _, inside = in_every_order_of_ids(entrance, event, [came, left, came])
    assert answers == [("admitted", None), ("left", None), ("admitted", "back_in")]
    assert (stays[-1], inside) == ((LATER + 2 * MICROSECOND, None), {"": 1})


@pytest.mark.parametrize("ahead", [30, 60, 90])
def test_a_clock_that_runs_ahead_a_little_keeps_the_order_too(entrance, event, alice, ahead):
    """Up to two minutes are believed, as far as now."""
    came = entrance.sent(alice, LATER + timedelta(seconds=ahead))
    left = entrance.sent(alice, LATER + timedelta(seconds=ahead + 20), direction="out")
    _, stays, _, inside = in_every_order_of_ids(entrance, event, [came, left])
    assert (stays, inside) == ([(LATER, LATER + MICROSECOND)], {})


@pytest.mark.parametrize("at", [IN_2031, ARRIVAL])
@pytest.mark.parametrize("kind", ["badge", "count", "headcount"])
def test_a_scan_that_is_taken_back_in_the_same_request_is_taken_back(entrance, event, alice, at, kind):
    scan = entrance.sent(alice if kind == "badge" else "", at, kind=kind, number=40, decided="admitted")
    undo = entrance.sent("", at, kind="undo", undoes=0)
    _, stays, told, inside = in_every_order_of_ids(entrance, event, [scan, undo])
    assert (stays, inside) == ([], {})
    [undone_at] = [undone_at for kind, *_, undone_at in told if kind != "undo"]
    assert undone_at == (LATER + MICROSECOND if at == IN_2031 else ARRIVAL)


def test_what_was_taken_back_in_the_same_request_can_be_done_again(entrance, event, alice):
    scan, undo = entrance.sent(alice, IN_2031), entrance.sent("", IN_2031, kind="undo", undoes=0)
    answers, stays, _, inside = in_every_order_of_ids(entrance, event, [scan, undo, scan])
    assert answers == [("admitted", None), ("undone", None), ("admitted", None)]
    assert (stays, inside) == ([(LATER + 2 * MICROSECOND, None)], {"": 1})


def test_an_arrival_holds_when_what_came_after_it_is_taken_back(entrance, event, alice):
    came, left = entrance.sent(alice, IN_2031), entrance.sent(alice, IN_2031, direction="out")
    undo = entrance.sent("", IN_2031, kind="undo", undoes=1)
    _, stays, _, inside = in_every_order_of_ids(entrance, event, [came, left, undo])
    assert (stays, inside) == ([(LATER, None)], {"": 1})


def test_an_undo_from_before_its_scan_is_too_late_in_one_request_as_in_two(entrance, event, alice):
    scan = entrance.sent(alice, ARRIVAL + timedelta(minutes=1), decided="admitted")
    undo = entrance.sent("", ARRIVAL, kind="undo", undoes=0)
    _, *together = in_every_order_of_ids(entrance, event, [scan, undo])
    begin()
    entrance.record(replace(undo, undoes=scan.id), now=LATER)
    entrance.record(scan, now=LATER)
    assert ends(event) == tuple(together)
    assert together[0] == [(ARRIVAL + timedelta(minutes=1), None)]


def test_an_undo_takes_no_undo_back(entrance, event, alice):
    scan = entrance.sent(alice, IN_2031, decided="admitted")
    first = entrance.sent("", IN_2031, kind="undo", undoes=0)
    second = entrance.sent("", IN_2031, kind="undo", undoes=1)
    _, stays, told, _ = in_every_order_of_ids(entrance, event, [scan, first, second])
    assert stays == []
    assert [undone_at for *_, undone_at in told] == [LATER + MICROSECOND, None, None]


def test_phones_whose_clocks_are_wrong_come_to_the_same_end_in_any_order(entrance, event, alice, bob):
    """Each request is one phone's; those of other phones in between change nothing of its order."""
    came, left = entrance.sent(alice, IN_2031), entrance.sent(alice, IN_2031, direction="out")
    other = entrance.sent(bob, ARRIVAL, decided="admitted")
    found = set()
    for order in itertools.permutations([[came, left], [other]]):
        begin()
        for request in order:
            entrance.record(*request, now=LATER)
        stays, _, inside = ends(event)
        found.add((tuple(stays), inside[""]))
    assert found == {(((ARRIVAL, None), (LATER, LATER + MICROSECOND)), 1)}
