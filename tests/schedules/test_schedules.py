"""Phones that were away come back in any order, and the end is the same, on both databases.

`INNOVFEST_TEST_SCHEDULES` sets how many afternoons are tried, `INNOVFEST_TEST_SEED` from which on.
"""

import itertools
import os
import time
import uuid
from dataclasses import replace

import pytest

from innovfest.checkin import asking, heads, rules, scanning, settling
from innovfest.checkin.rules import HOUSE
from innovfest.checkin.settling import Outcome
from tests.schedules.checking import DELIVERIES, faults_of
from tests.schedules.on_the_server import RealServer

NUMBER = int(os.environ.get("INNOVFEST_TEST_SCHEDULES", "20"))
SEED = int(os.environ.get("INNOVFEST_TEST_SEED", "1"))


@pytest.fixture
def server(event):
    """The server's code with eight phones and twelve people."""
    return RealServer(event)


def test_the_end_is_the_same_whatever_the_delivery(server, database, capsys):
    began, scans = time.monotonic(), 0
    for seed in range(SEED, SEED + NUMBER):
        faults = faults_of(seed, server)
        assert not faults, "\n".join([f"{len(faults)} faults, the first of them:", *faults[:10]])
        scans += len(server.end_state().scans)
    with capsys.disabled():
        told = f"{NUMBER} schedules (seeds {SEED} to {SEED + NUMBER - 1}), {DELIVERIES} deliveries each"
        took = f"{time.monotonic() - began:.1f} s on {database.partition(':')[0]}"
        print(f"\n{told}, {scans} facts, {took}")


def in_the_order_of_arrival(server, monkeypatch):
    """Each scan is judged as it comes."""
    monkeypatch.setattr(settling, "sorted", lambda scans, key=None: list(scans), raising=False)


def a_scan_is_dropped(server, monkeypatch):
    """The last scan of a long batch is answered and not kept."""
    real = server.send

    def send(phone, facts, **more):
        answers = real(phone, facts[:9], **more)
        return answers + [{**answers[-1], "id": str(fact.id)} for fact, _ in facts[9:] if answers]

    monkeypatch.setattr(server, "send", send)


def a_count_is_counted_twice(server, monkeypatch):
    """A person without a name who is told of twice is two people."""
    real, seen = server._sent, set()

    def sent(fact, *times):
        scan = real(fact, *times)
        is_again = fact.kind == "count" and fact.id in seen
        seen.add(fact.id)
        return replace(scan, id=uuid.uuid4()) if is_again else scan

    monkeypatch.setattr(server, "_sent", sent)


def the_phones_clocks_are_believed(server, monkeypatch):
    """A time is taken as the phone tells it."""
    monkeypatch.setattr(asking, "_offset", lambda *facts: asking.timedelta())


def a_double_names_one_scan_only(server, monkeypatch):
    """The later of two does not say which one came first."""
    real = settling._enter

    def enter(*facts):
        outcome = real(*facts)
        return (
            Outcome("already_in", conflict="admitted_twice")
            if outcome.conflict == "admitted_twice"
            else outcome
        )

    monkeypatch.setattr(settling, "_enter", enter)


def the_same_id_is_answered_anew(server, monkeypatch):
    """An answer tells how often it was asked for."""
    real, numbers = server.send, itertools.count()

    def send(*facts, **more):
        return [{**answer, "asked": next(numbers)} for answer in real(*facts, **more)]

    monkeypatch.setattr(server, "send", send)


def two_rooms_of_a_session_are_one(server, monkeypatch):
    """Who goes to the overflow is taken for somebody who is in already."""
    real = settling._enter

    def enter(story, scan, starts_at):
        return real(story, replace(scan, room="any") if scan.session else scan, starts_at)

    monkeypatch.setattr(settling, "_enter", enter)


def heads_where_nothing_is_on_are_the_houses(server, monkeypatch):
    """A count of heads in an empty room sets the number of the house."""
    real = heads.key_of
    monkeypatch.setattr(heads, "key_of", lambda *place: real(*place) or HOUSE)
    monkeypatch.setattr(scanning._Round, "decide", _as_before)


def _as_before(round_, one):
    if one.sent.kind == "headcount":
        return round_._plain(one, rules.Verdict("counted", session=one.session_id))
    return DECIDE(round_, one)


DECIDE = scanning._Round.decide
MISTAKES = [
    in_the_order_of_arrival,
    a_scan_is_dropped,
    a_count_is_counted_twice,
    the_phones_clocks_are_believed,
    a_double_names_one_scan_only,
    the_same_id_is_answered_anew,
    two_rooms_of_a_session_are_one,
    heads_where_nothing_is_on_are_the_houses,
]


@pytest.mark.on_sqlite
@pytest.mark.parametrize("plant", MISTAKES, ids=[mistake.__name__ for mistake in MISTAKES])
def test_a_mistake_that_is_planted_is_found(server, monkeypatch, plant):
    plant(server, monkeypatch)
    assert any(faults_of(seed, server) for seed in range(1, 6))
