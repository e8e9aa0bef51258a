"""How a phone at the door is doing, from what it reported of itself: values in, words out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

SILENT_AFTER = timedelta(minutes=2)
"""A phone reports every ten seconds, so this is a dozen reports that did not come."""

WAITS_AFTER = timedelta(minutes=2)
"""Scans that wait longer than this are stuck; shorter is a lift or a cellar."""

CLOCK_OFF_BY = timedelta(minutes=2)
"""How far a clock may be wrong before somebody should look at the phone."""


@dataclass(frozen=True, slots=True)
class PhoneReport:
    """What is known of a phone: times are ours but `waiting_since`, which was corrected by the offset."""

    enrolled_at: datetime
    revoked_at: datetime | None = None
    shift_ends_at: datetime | None = None
    heard_at: datetime | None = None
    waiting: int = 0
    waiting_since: datetime | None = None
    offset_ms: int | None = None
    trouble: str = ""


def state_of(phone: PhoneReport, *, day_begins: datetime, now: datetime) -> str:
    """Say in one word how a phone is doing.

    `revoked` and `over` (its shift) come first; `idle` before it was ever heard, or before the day began;
    `silent` when it is not heard during its shift; `waits` when scans are stuck on it; else `working`.
    A phone without a shift belongs to a script, which reports nothing and is never silent.
    """
    if phone.revoked_at is not None:
        return "revoked"
    if phone.shift_ends_at is not None and phone.shift_ends_at <= now:
        return "over"
    lately = phone.heard_at is not None and now - phone.heard_at <= SILENT_AFTER
    if not lately and _is_missed(phone, day_begins, now):
        return "silent"
    if _waits(phone, now):
        return "waits"
    return "working" if lately else "idle"


def list_is_deleted(phone: PhoneReport) -> bool:
    """Tell whether a phone that was taken back, or whose shift is over, has said that its list is gone."""
    # Its last report ends its shift, and no other is taken after that.
    ends_at, heard_at = phone.shift_ends_at, phone.heard_at
    return ends_at is not None and heard_at is not None and heard_at >= ends_at


def troubles_of(phone: PhoneReport, *, day_begins: datetime, now: datetime) -> list[str]:
    """List what is wrong with a phone that should be at work: silent, waits, clock, storage, camera."""
    state = state_of(phone, day_begins=day_begins, now=now)
    if state in ("revoked", "over", "idle"):
        return []
    troubles = [state] if state in ("silent", "waits") else []
    if state == "silent" and _waits(phone, now):
        troubles.append("waits")
    if phone.trouble:
        troubles.append(phone.trouble)
    if phone.offset_ms is not None and abs(phone.offset_ms) > CLOCK_OFF_BY / timedelta(milliseconds=1):
        troubles.append("clock")
    return list(dict.fromkeys(troubles))


def count_troubled(phones: Iterable[PhoneReport], *, day_begins: datetime, now: datetime) -> int:
    """Count the phones with anything wrong."""
    return sum(1 for phone in phones if troubles_of(phone, day_begins=day_begins, now=now))


def _is_missed(phone: PhoneReport, day_begins: datetime, now: datetime) -> bool:
    if phone.shift_ends_at is None:
        return False
    expected_from = max(phone.enrolled_at, day_begins) + SILENT_AFTER
    return now >= expected_from


def _waits(phone: PhoneReport, now: datetime) -> bool:
    return bool(phone.waiting and phone.waiting_since and now - phone.waiting_since > WAITS_AFTER)
