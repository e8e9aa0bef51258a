"""Ending seats and places in the line of sessions that are locked, in a few statements for however many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts.models import OPEN, SessionSignup, WaitlistEntry
from innovfest.breakouts.seats import touch, write_back
from innovfest.database import count, db, lock_where
from innovfest.programme import Session
from innovfest.registration import Registration


@dataclass(frozen=True)
class Deed:
    """Who does it, when and why, and who has to be told by phone (uids)."""

    by: Actor
    now: datetime
    reason: str
    by_phone: Sequence[str] = ()

    def note(self, action: str, session: Session, **more: str) -> None:
        """Keep in a session's trail what was done."""
        calls = {"by_phone": list(self.by_phone)} if self.by_phone else {}
        audit.record(action, session, by=self.by, now=self.now, reason=self.reason, **calls, **more)

    def note_all(self, action: str, people: Collection[Registration], **details: str) -> None:
        """Keep in the trail of everybody whom it met what was done."""
        deeds = [(person, {**details, "reason": self.reason}) for person in people]
        audit.record_all(action, deeds, by=self.by, now=self.now)


def held_in(session: Session) -> tuple[Sequence[Registration], Sequence[SessionSignup]]:
    """Lock who holds a seat, and return them with their seats."""
    seats = select(SessionSignup).where(
        SessionSignup.session_id == session.id, SessionSignup.status == "held"
    )
    holders = seats.with_only_columns(SessionSignup.registration_id)
    people = lock_where(Registration, Registration.id.in_(holders))
    return people, db.session.scalars(seats.execution_options(populate_existing=True)).all()


def give_all_back(session: Session, deed: Deed) -> Sequence[Registration]:
    """Give back every seat of a session that is locked; return who had one."""
    people, signups = held_in(session)
    for signup in signups:
        write_back(signup, now=deed.now)
    for person in people:
        touch(person, now=deed.now)
    count(session, "seats_taken", -len(signups))
    return people


def line_of(session: Session) -> tuple[Sequence[Registration], Sequence[WaitlistEntry]]:
    """Lock who stands in line or has an offer, and return them with their places, by number."""
    places = select(WaitlistEntry).where(
        WaitlistEntry.session_id == session.id, WaitlistEntry.status.in_(OPEN)
    )
    waiting = places.with_only_columns(WaitlistEntry.registration_id)
    people = lock_where(Registration, Registration.id.in_(waiting))
    by_number = places.order_by(WaitlistEntry.id).execution_options(populate_existing=True)
    return people, db.session.scalars(by_number).all()


def end_line(session: Session, deed: Deed) -> Sequence[Registration]:
    """End the line of a session; return who stood in it."""
    people, entries = line_of(session)
    end_places(entries, "left", session, deed)
    deed.note_all("line.closed", people, session=session.slug)
    return people


def end_places(entries: Collection[WaitlistEntry], status: str, session: Session, deed: Deed) -> None:
    """End places in the line of one session; what was on offer counts as taken no more."""
    offered = sum(entry.status == "offered" for entry in entries)
    for entry in entries:
        entry.status, entry.expires_at, entry.changed_at = status, None, deed.now
    if offered:
        count(session, "seats_taken", -offered)
