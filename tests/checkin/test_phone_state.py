"""How a phone is doing: one word for its state, and what is wrong with it."""

from datetime import timedelta

import pytest

from innovfest.checkin import PhoneReport, list_is_deleted, state_of, troubles_of
from tests.support.door import ARRIVAL

MINUTE = timedelta(minutes=1)
BEGINS = ARRIVAL - timedelta(hours=12)
SHIFT = {"enrolled_at": ARRIVAL - timedelta(hours=2), "shift_ends_at": ARRIVAL + timedelta(hours=4)}
HEARD = {**SHIFT, "heard_at": ARRIVAL - timedelta(seconds=10)}
STUCK = {"waiting": 3, "waiting_since": ARRIVAL - 3 * MINUTE}

CASES = [
    ("it reports", HEARD, "working", []),
    ("it was never heard in its shift", SHIFT, "silent", ["silent"]),
    ("it was just enrolled", {**SHIFT, "enrolled_at": ARRIVAL - MINUTE}, "idle", []),
    ("two minutes of silence are allowed", {**SHIFT, "heard_at": ARRIVAL - 2 * MINUTE}, "working", []),
    ("longer is not", {**SHIFT, "heard_at": ARRIVAL - 3 * MINUTE}, "silent", ["silent"]),
    ("the shift is over", {**SHIFT, "shift_ends_at": ARRIVAL}, "over", []),
    ("it was taken back", {**HEARD, "revoked_at": ARRIVAL, "trouble": "camera"}, "revoked", []),
    ("a script has no shift", {"enrolled_at": BEGINS}, "idle", []),
    ("a few scans are under way", {**HEARD, **STUCK, "waiting_since": ARRIVAL - MINUTE}, "working", []),
    ("scans are stuck", {**HEARD, **STUCK}, "waits", ["waits"]),
    (
        "silent with scans",
        {**SHIFT, **STUCK, "heard_at": ARRIVAL - 5 * MINUTE},
        "silent",
        ["silent", "waits"],
    ),
    ("the clock is ahead", {**HEARD, "offset_ms": -120_001}, "working", ["clock"]),
    ("the clock is behind", {**HEARD, "offset_ms": 120_001}, "working", ["clock"]),
    ("the clock is nearly right", {**HEARD, "offset_ms": 119_999}, "working", []),
    ("it says so itself", {**HEARD, "trouble": "storage"}, "working", ["storage"]),
    (
        "it says once what we see too",
        {**HEARD, "trouble": "clock", "offset_ms": 600_000},
        "working",
        ["clock"],
    ),
]


@pytest.mark.parametrize(
    ("told", "state", "troubles"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_phone_in_one_word(told, state, troubles):
    report, times = PhoneReport(**told), {"day_begins": BEGINS, "now": ARRIVAL}
    assert (state_of(report, **times), troubles_of(report, **times)) == (state, troubles)


def test_nobody_misses_a_phone_before_the_day():
    report = PhoneReport(**{**SHIFT, "heard_at": ARRIVAL - timedelta(hours=1)})
    assert state_of(report, day_begins=ARRIVAL + timedelta(hours=1), now=ARRIVAL) == "idle"


@pytest.mark.parametrize(
    ("told", "deleted"),
    [
        (HEARD, False),
        ({**HEARD, "revoked_at": ARRIVAL}, False),
        ({**HEARD, "revoked_at": ARRIVAL, "heard_at": ARRIVAL}, False),
        ({**HEARD, "revoked_at": ARRIVAL, "heard_at": ARRIVAL, "shift_ends_at": ARRIVAL}, True),
        ({**HEARD, "shift_ends_at": ARRIVAL}, False),
        ({**HEARD, "shift_ends_at": ARRIVAL, "heard_at": ARRIVAL + MINUTE}, True),
        ({**SHIFT, "revoked_at": ARRIVAL, "heard_at": None}, False),
        ({**HEARD, "shift_ends_at": None}, False),
    ],
)
def test_a_list_is_deleted_once_the_phone_is_heard_after_its_end(told, deleted):
    assert list_is_deleted(PhoneReport(**told)) == deleted
