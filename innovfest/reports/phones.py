"""The phones at the door as the desk sees them: state, last contact, queue, clock, rate."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from innovfest import checkin
from innovfest.checkin import ScanDevice
from innovfest.checkin.board_queries import PAPER
from innovfest.events import Event
from innovfest.reports.queueing import WINDOW


@dataclass(frozen=True)
class PhoneFigure:
    """A phone with its state in one word, what is wrong with it, and how many scans a minute it makes now."""

    device: ScanDevice
    state: str
    troubles: Sequence[str]
    last_scan_at: datetime | None
    scans: int
    rate: float

    @property
    def list_is_deleted(self) -> bool | None:
        """Whether it has said so, once its time is over; None where nobody asks: at work, or never heard."""
        if self.state not in ("revoked", "over") or self.device.heard_at is None:
            return None
        return checkin.list_is_deleted(checkin.report_of(self.device))

    @property
    def clock_off(self) -> timedelta | None:
        """How far its clock is ahead of ours (negative: behind); None where it never said."""
        return None if self.device.offset_ms is None else timedelta(milliseconds=-self.device.offset_ms)


def list_phone_figures(event: Event, *, gate_id: int | None = None, now: datetime) -> list[PhoneFigure]:
    """List the phones of an edition, or of one gate: those that may scan first, the newest first."""
    seen = checkin.list_scans_lately(event.id, since=now - WINDOW, until=now)
    lately = Counter(scan.device for scan in seen)
    begins = checkin.day_begins(event)
    return [
        PhoneFigure(
            device=row.device,
            state=checkin.state_of(report := checkin.report_of(row.device), day_begins=begins, now=now),
            troubles=checkin.troubles_of(report, day_begins=begins, now=now),
            last_scan_at=row.last_scan_at,
            scans=row.scans,
            rate=lately[row.device.id] / (WINDOW / timedelta(minutes=1)),
        )
        for row in checkin.list_phones(event.id)
        if gate_id in (None, row.device.gate_id) and not row.device.token_hash.startswith(PAPER)
    ]
