"""A scan as a phone sends it, and what can be said of it before the database is asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from innovfest.checkin import rules
from innovfest.checkin.phones import GateHere, Phone
from innovfest.programme import SessionFacts
from innovfest.tokens import normalise_code

MOST_SCANS = 500
"""Scans that a phone may send at once."""

_OLD_HANDLE = re.compile(r"ID:\s*(\d{1,10})", re.IGNORECASE | re.ASCII)
"""How a page of before sends whom its steward chose by name; anybody can print that."""

LONGEST_CODE = 64
"""A normalised text longer than this is nobody's badge and is not looked up."""

FARTHEST_CLOCK = timedelta(days=400)
"""A phone whose clock is off by more than this has measured nothing."""

INSTANT = timedelta(microseconds=1)
"""What lies between two scans of one request that are dated by our clock."""

LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class SentScan:
    """A scan as the phone tells it; `id` is a UUID made there.

    `code` is the text of a badge and nothing else. Whom somebody chose by name is told apart from it, as
    `registration`, the registration's uid, or `person`, its id.
    `offset_ms` is how far the phone had measured its clock to be behind ours, None where it had not; `number`
    belongs to a head count, `undoes` names the scan that is taken back.
    """

    id: UUID
    code: str
    gate: int
    direction: str
    scanned_at: datetime
    decided: str | None = None
    override: str | None = None
    kind: str = "badge"
    offset_ms: int | None = None
    acted: str | None = None
    drew: bool = False
    number: int | None = None
    undoes: UUID | None = None
    registration: str | None = None
    person: int | None = None

    @property
    def lacks_something(self) -> bool:
        """Whether it is a head count without a number, or takes back nothing that it names."""
        lacks_number = self.kind == "headcount" and self.number is None
        return lacks_number or (self.kind == "undo" and self.undoes is None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A scan with its gate, its code or who was chosen, when it happened and what was on there."""

    id: str
    sent: SentScan
    gate: GateHere | None
    code: str
    uid: str
    number: int | None
    happened_at: datetime
    clock: str | None
    session: SessionFacts | None

    @property
    def session_id(self) -> int | None:
        """The session's id, None at an entrance and where nothing is on."""
        return self.session.id if self.session else None

    @property
    def room(self) -> str | None:
        """The gate's room, None at an entrance."""
        return self.gate.room if self.gate else None


def ask_all(phone: Phone, scans: Sequence[SentScan], now: datetime, sent_at: datetime | None) -> list[Asked]:
    """Find out what can be said of the scans of a request, as the phone recorded them one after the other."""
    return [_ask(phone, sent, place, now, sent_at) for place, sent in enumerate(scans)]


def in_order(asked: Sequence[Asked]) -> list[Asked]:
    """Put scans in the order in which they happened; what takes one of them back comes after it."""
    happened = {one.id: one.happened_at for one in reversed(asked)}

    def when(one: Asked) -> tuple[datetime, bool, str]:
        at = one.happened_at
        return max(at, happened.get(str(one.sent.undoes), at)), one.sent.kind == "undo", one.id

    return sorted(asked, key=when)


def _ask(phone: Phone, sent: SentScan, place: int, now: datetime, sent_at: datetime | None) -> Asked:
    try:
        sent.scanned_at.astimezone(UTC)
        corrected = sent.scanned_at + _offset(sent, now, sent_at)
    except OverflowError:
        # The first or last hours of the calendar in a zone that falls off it: nothing can be kept of that.
        sent, corrected = replace(sent, scanned_at=now), None
    gate = phone.gates.get(sent.gate)
    hours = phone.event_starts_at, phone.event_ends_at
    at, clock = rules.believed_time(corrected or now, now, *hours, enrolled_at=phone.enrolled_at)
    if at != corrected:
        # Those that our clock dates would all be of one instant: they keep the order in which they were sent.
        at += place * INSTANT
    session = rules.session_at(phone.sessions, gate.room, at) if gate and gate.room else None
    uid, number = sent.registration or "", None if sent.registration else _chosen(sent)
    code = "" if uid or number else _read(sent.code)
    return Asked(str(sent.id), sent, gate, code, uid, number, at, clock, session)


def may_undo(by: int, undone_at: datetime, device: int, scanned_at: datetime) -> bool:
    """Tell whether a phone may take a scan back: its own, for a quarter of an hour."""
    return by == device and scanned_at <= undone_at <= scanned_at + rules.UNDO_WITHIN


def printable(text: str) -> str:
    """Return text without NUL, which PostgreSQL can't keep."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").strip()


def _offset(sent: SentScan, now: datetime, sent_at: datetime | None) -> timedelta:
    if sent.offset_ms is not None:
        offset = timedelta(milliseconds=sent.offset_ms)
    else:
        offset = now - sent_at if sent_at else timedelta()
    return offset if abs(offset) <= FARTHEST_CLOCK else timedelta()


def _chosen(sent: SentScan) -> int | None:
    """Return the number of whom a steward chose by name.

    Scans that wait on a phone whose page is older have it in their code. They are believed where the phone
    found that person on its list by itself; whoever asks us to decide has read a text, and that is nobody's
    badge.
    """
    if sent.person is not None:
        return sent.person
    if sent.decided in (None, "unknown"):
        return None
    old = _OLD_HANDLE.fullmatch(sent.code.strip())
    return min(int(old[1]), LARGEST_ID) or None if old else None


def _read(text: str) -> str:
    code = normalise_code(text.strip()[: 4 * LONGEST_CODE])
    return code if len(code) <= LONGEST_CODE else ""


def distinct(values: Any) -> list[Any]:
    """Return the values that say something, each once, in order."""
    return sorted({value for value in values if value})
