"""The verbs of a session as an organiser steers it: hold, close, reopen, cancel, merge, and undo.

Each locks, foresees what a preview showed (`plans`), compares, and then writes it in a few statements however
many people it meets. `seen` are the numbers of the preview; `reason` is kept in the trail.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts import mails, plans
from innovfest.breakouts.errors import MergeTooSmall
from innovfest.breakouts.figures import note_figures
from innovfest.breakouts.models import OPEN, SessionSignup, WaitlistEntry
from innovfest.breakouts.plans import Plan
from innovfest.breakouts.seats import touch, write_back, write_seat
from innovfest.breakouts.serving import lock_all_lines, lock_lines, serve_lines
from innovfest.database import count, db, lock_where
from innovfest.programme import Session, drafting, release
from innovfest.registration import Registration
from innovfest.wording import LANGUAGES, choose

Seen = Mapping[str, int] | None


@dataclass(frozen=True)
class _Deed:
    """Who does it, when and why, and who has to be told by phone (uids)."""

    by: Actor
    now: datetime
    reason: str
    by_phone: Sequence[str] = ()

    def note(self, action: str, session: Session, **more: str) -> None:
        calls = {"by_phone": list(self.by_phone)} if self.by_phone else {}
        audit.record(action, session, by=self.by, now=self.now, reason=self.reason, **calls, **more)

    def note_all(self, action: str, people: Collection[Registration], **details: str) -> None:
        deeds = [(person, {**details, "reason": self.reason}) for person in people]
        audit.record_all(action, deeds, by=self.by, now=self.now)


def hold(session: Session, *, reason: str, by: Actor, now: datetime, seen: Seen = None) -> Plan:
    """Keep the seats that come free: nobody signs up or moves up until it is reopened; the line stays.

    Raises NotNow or ChangedMeanwhile.
    """
    lock_lines([session])
    plan = plans.make_plan("hold", session, now=now)
    plan.check(seen)
    session.sign_up = "held"
    _Deed(by, now, reason).note("session.held", session)
    return plan


def close(session: Session, *, reason: str, by: Actor, now: datetime, seen: Seen = None) -> Plan:
    """End sign-up and line: who sits stays, who waits is told. Raises NotNow or ChangedMeanwhile."""
    lock_lines([session])
    plan = plans.make_plan("close", session, now=now)
    plan.check(seen)
    deed = _Deed(by, now, reason, [person.uid for person in plan.by_phone])
    note_figures([session], now=now)
    session.sign_up = "closed"
    people = _end_line(session, deed)
    mails.queue_news(people, "line_closed", about=_about(session, "line_closed"), now=now)
    deed.note("session.closed", session)
    _after([session], now=now)
    return plan


def reopen(session: Session, *, reason: str, by: Actor, now: datetime, seen: Seen = None) -> Plan:
    """Give seats again, to the line first. Raises NotNow or ChangedMeanwhile."""
    alternatives = lock_lines([session])
    plan = plans.make_plan("reopen", session, now=now)
    plan.check(seen)
    note_figures([session], now=now)
    session.sign_up = "open"
    _Deed(by, now, reason, [person.uid for person in plan.by_phone]).note("session.reopened", session)
    db.session.flush()
    serve_lines(alternatives, now=now)
    _after(alternatives, now=now)
    return plan


def cancel_session(session: Session, *, reason: str, by: Actor, now: datetime, seen: Seen = None) -> Plan:
    """Let a session not take place: seats and places in line end, all are told, and it is released.

    Raises NotNow or ChangedMeanwhile.
    """
    lock_all_lines(session.event)
    plan = plans.make_plan("cancel", session, now=now)
    plan.check(seen)
    deed = _Deed(by, now, reason, [person.uid for person in plan.by_phone])
    note_figures([session], now=now)
    seated = _give_all_back(session, deed)
    waiting = _end_line(session, deed)
    deed.note_all("signup.session_cancelled", seated, session=session.slug)
    drafting.call_off(session, True, by=by, now=now)
    deed.note("session.cancelled", session)
    for people, fate in ((seated, "seat_cancelled"), (waiting, "line_cancelled")):
        mails.queue_news(people, "session_cancelled", about=_about(session, fate), now=now)
    release(session.event, by=by, now=now)
    _after([session], now=now)
    return plan


def reinstate(session: Session, *, reason: str, by: Actor, now: datetime, seen: Seen = None) -> Plan:
    """Let a cancelled session take place after all, and release that; seats do not come back by themselves.

    Raises NotNow or ChangedMeanwhile.
    """
    lock_all_lines(session.event)
    plan = plans.make_plan("reinstate", session, now=now)
    plan.check(seen)
    drafting.call_off(session, False, by=by, now=now)
    _Deed(by, now, reason).note("session.reinstated", session)
    release(session.event, by=by, now=now)
    return plan


def merge(
    session: Session, into: Session, *, reason: str, by: Actor, now: datetime, seen: Seen = None
) -> Plan:
    """Move everybody of a session to another of the same slot, join the lines by number, and cancel it.

    Raises MergeTooSmall, NotNow or ChangedMeanwhile.
    """
    lock_all_lines(session.event)
    plan = plans.make_plan("merge", session, into=into, now=now)
    plan.check(seen)
    if plan.missing:
        raise MergeTooSmall(title=choose(into.title, LANGUAGES[0]), missing=plan.missing)
    deed = _Deed(by, now, reason, [person.uid for person in plan.by_phone])
    note_figures([session, into], now=now)
    moved = _move_seats(session, into, deed)
    lines = {group.fate: {person.id for person in group.people} for group in plan.groups}
    waiting = _join_lines(session, into, lines.get("line_moved", set()), deed)
    drafting.call_off(session, True, by=by, now=now)
    deed.note("session.merged", session, into=into.slug)
    _Deed(by, now, reason).note("session.received", into, old=session.slug)
    for people, fate in (
        (moved, "moved"),
        ([person for person in waiting if person.id in lines.get("line_moved", set())], "line_moved"),
        ([person for person in waiting if person.id in lines.get("line_met", set())], "line_met"),
    ):
        about = {**_about(into, fate), "old": session.id}
        mails.queue_news(people, "session_merged", about=about, now=now)
    release(session.event, by=by, now=now)
    _after([session, into], now=now)
    return plan


def _about(session: Session, fate: str) -> dict[str, int | str]:
    return {"session": session.id, "fate": fate}


def _after(sessions: Sequence[Session], *, now: datetime) -> None:
    db.session.flush()
    note_figures(sessions, now=now)


def _held_in(session: Session) -> tuple[Sequence[Registration], Sequence[SessionSignup]]:
    """Lock who holds a seat, and return them with their seats."""
    seats = select(SessionSignup).where(
        SessionSignup.session_id == session.id, SessionSignup.status == "held"
    )
    holders = seats.with_only_columns(SessionSignup.registration_id)
    people = lock_where(Registration, Registration.id.in_(holders))
    return people, db.session.scalars(seats.execution_options(populate_existing=True)).all()


def _give_all_back(session: Session, deed: _Deed) -> Sequence[Registration]:
    people, signups = _held_in(session)
    for signup in signups:
        write_back(signup, now=deed.now)
    for person in people:
        touch(person, now=deed.now)
    count(session, "seats_taken", -len(signups))
    return people


def _line_of(session: Session) -> tuple[Sequence[Registration], Sequence[WaitlistEntry]]:
    """Lock who stands in line or has an offer, and return them with their places, by number."""
    places = select(WaitlistEntry).where(
        WaitlistEntry.session_id == session.id, WaitlistEntry.status.in_(OPEN)
    )
    waiting = places.with_only_columns(WaitlistEntry.registration_id)
    people = lock_where(Registration, Registration.id.in_(waiting))
    by_number = places.order_by(WaitlistEntry.id).execution_options(populate_existing=True)
    return people, db.session.scalars(by_number).all()


def _end_line(session: Session, deed: _Deed) -> Sequence[Registration]:
    people, entries = _line_of(session)
    _end_places(entries, "left", session, deed)
    deed.note_all("line.closed", people, session=session.slug)
    return people


def _end_places(entries: Collection[WaitlistEntry], status: str, session: Session, deed: _Deed) -> None:
    """End places in the line of one session; what was on offer counts as taken no more."""
    offered = sum(entry.status == "offered" for entry in entries)
    for entry in entries:
        entry.status, entry.expires_at, entry.changed_at = status, None, deed.now
    if offered:
        count(session, "seats_taken", -offered)


def _move_seats(session: Session, into: Session, deed: _Deed) -> list[Registration]:
    """Give whoever sits in a session a seat in the other; return those who did not sit there already."""
    people, signups = _held_in(session)
    there = select(SessionSignup).where(
        SessionSignup.session_id == into.id,
        SessionSignup.registration_id.in_([person.id for person in people]),
    )
    rows = db.session.scalars(there.execution_options(populate_existing=True))
    existing = {signup.registration_id: signup for signup in rows}
    moved = [p for p in people if p.id not in existing or not existing[p.id].held]
    for signup in signups:
        write_back(signup, now=deed.now)
    for person in moved:
        write_seat(person, into, existing.get(person.id), now=deed.now)
    for person in people:
        touch(person, now=deed.now)
    count(session, "seats_taken", -len(signups))
    count(into, "seats_taken", len(moved))
    ids = {person.id for person in moved}
    wished = [entry for entry in _line_of(into)[1] if entry.registration_id in ids]
    _end_places(wished, "promoted", into, deed)
    deed.note_all("signup.merged", moved, session=into.slug, gave=session.slug)
    return moved


def _join_lines(
    session: Session, into: Session, movers: Collection[int], deed: _Deed
) -> Sequence[Registration]:
    """Let the line of a session stand in the other's, with the numbers that they have; return who stood."""
    people, entries = _line_of(session)
    theirs = {entry.registration_id: entry for entry in _line_of(into)[1]}
    twice = {e.registration_id: e for e in entries if e.registration_id in theirs}
    _end_places([e for e in entries if e.registration_id not in movers], "left", session, deed)
    _end_places([e for e in twice.values() if e.id > theirs[e.registration_id].id], "left", session, deed)
    later = [theirs[e.registration_id] for e in twice.values() if e.is_open]
    _end_places([e for e in later if e.is_open], "left", into, deed)
    db.session.flush()  # nobody stands twice in one line, not even for an instant
    joining = [entry for entry in entries if entry.is_open]
    offered = sum(entry.status == "offered" for entry in joining)
    for entry in joining:
        entry.session = into
    if offered:
        count(session, "seats_taken", -offered)
        count(into, "seats_taken", offered)
    deed.note_all("line.merged", people, session=into.slug, old=session.slug)
    return people
