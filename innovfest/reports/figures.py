"""The figures at a glance, in a few statements that cost the same for a thousand and for fifty thousand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from innovfest import checkin, programme
from innovfest.breakouts import SessionSignup
from innovfest.checkin import Gate, Scan, ScanDevice
from innovfest.database import db
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.programme.document import TrackFacts
from innovfest.registration import Registration

SEEN_LATELY = timedelta(minutes=15)
"""A phone that sent a scan within this time is at work."""

LAST_SCANS = 8


@dataclass(frozen=True)
class TrackFigure:
    """A session that people sign up for, with its track, its seats and who is in the room."""

    session: SessionFacts
    track: TrackFacts | None
    taken: int
    capacity: int

    @property
    def left(self) -> int:
        """Seats that are still to give."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True)
class LastScan:
    """One of the latest answers of the door; name and uid are None for an unknown badge."""

    at: datetime
    gate: str
    verdict: str
    name: str | None
    uid: str | None


@dataclass(frozen=True)
class Figures:
    """How the edition stands."""

    registered: int
    capacity: int
    cancelled: int
    arrived: int
    without_breakout: int
    tracks: Sequence[TrackFigure]
    kinds: Sequence[tuple[str, int]]
    sources: Sequence[tuple[str, int]]
    languages: Sequence[tuple[str, int]]
    mails_waiting: int
    mails_failed: int
    phones: int
    phones_seen: int
    last_scans: Sequence[LastScan]

    @property
    def places_left(self) -> int:
        """Registrations that are still possible."""
        return max(0, self.capacity - self.registered)


def figures_of(event: Event, document: ReleaseDocument, *, now: datetime) -> Figures:
    """Read the figures of an edition."""
    people = _people(event.id)
    mails = _mails(event.id)
    phones, seen = _phones(event.id, now=now)
    return Figures(
        registered=event.registered,
        capacity=event.capacity,
        cancelled=people["status", "cancelled"],
        arrived=checkin.count_arrived(event, now=now),
        without_breakout=max(0, event.registered - _with_a_seat(event.id)),
        tracks=_tracks(event.id, document),
        kinds=_part(people, "kind"),
        sources=_part(people, "source"),
        languages=_part(people, "language"),
        mails_waiting=mails.get("queued", 0),
        mails_failed=mails.get("failed", 0),
        phones=phones,
        phones_seen=seen,
        last_scans=_last_scans(event.id),
    )


def _people(event_id: int) -> Counter[tuple[str, str]]:
    """Count registrations by status, and the active ones by each of their traits, in one statement."""
    traits = (Registration.status, Registration.kind, Registration.source, Registration.language)
    statement = select(*traits, func.count()).where(Registration.event_id == event_id).group_by(*traits)
    counts: Counter[tuple[str, str]] = Counter()
    for status, kind, source, language, count in db.session.execute(statement):
        counts["status", status] += count
        if status not in ("cancelled", "waitlisted"):
            for name, value in (("kind", kind), ("source", source), ("language", language)):
                counts[name, value] += count
    return counts


def _part(people: Counter[tuple[str, str]], trait: str) -> list[tuple[str, int]]:
    return [(value, count) for (name, value), count in people.most_common() if name == trait]


def _with_a_seat(event_id: int) -> int:
    statement = (
        select(func.count(SessionSignup.registration_id.distinct()))
        .join(programme.Session, programme.Session.id == SessionSignup.session_id)
        .where(programme.Session.event_id == event_id, SessionSignup.status == "held")
    )
    return db.session.scalar(statement) or 0


def _tracks(event_id: int, document: ReleaseDocument) -> list[TrackFigure]:
    return [
        TrackFigure(facts, document.track(facts.track), row.seats_taken, row.capacity or 0)
        for row in programme.list_bookable(event_id)
        if (facts := document.session_by_id(row.id))
    ]


def _mails(event_id: int) -> dict[str, int]:
    statement = (
        select(OutboxMessage.status, func.count())
        .where(OutboxMessage.event_id == event_id, OutboxMessage.status.in_(("queued", "failed")))
        .group_by(OutboxMessage.status)
    )
    return dict(db.session.execute(statement).all())


def _phones(event_id: int, *, now: datetime) -> tuple[int, int]:
    """Count the phones that may scan, and those of them that did lately."""
    lately = select(Scan.device_id).where(Scan.event_id == event_id, Scan.received_at > now - SEEN_LATELY)
    statement = select(func.count(), func.count().filter(ScanDevice.id.in_(lately))).where(
        ScanDevice.event_id == event_id, ScanDevice.revoked_at.is_(None)
    )
    phones, seen = db.session.execute(statement).one()
    return phones, seen


def _last_scans(event_id: int) -> list[LastScan]:
    statement = (
        select(
            Scan.received_at,
            Gate.name,
            Scan.verdict,
            Registration.first_name,
            Registration.last_name,
            Registration.uid,
        )
        .join(Gate, Gate.id == Scan.gate_id)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .where(Scan.event_id == event_id)
        .order_by(Scan.received_at.desc())
        .limit(LAST_SCANS)
    )
    return [
        LastScan(at, gate, verdict, f"{first} {last}".strip() if uid else None, uid)
        for at, gate, verdict, first, last, uid in db.session.execute(statement)
    ]
