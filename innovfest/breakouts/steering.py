"""The verbs of a session as an organiser steers it: hold, close, reopen, cancel, merge, and undo.

Each locks, foresees what a preview showed (`plans`), compares, and then writes it in a few statements however
many people it meets. `seen` are the numbers of the preview; `reason` is kept in the trail.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from innovfest import mail
from innovfest.audit import Actor
from innovfest.breakouts import mails, plans
from innovfest.breakouts.ending import Deed, end_line, end_places, give_all_back, held_in, line_of
from innovfest.breakouts.errors import MergeTooSmall
from innovfest.breakouts.figures import note_figures
from innovfest.breakouts.locks import lock_all_lines, lock_lines
from innovfest.breakouts.models import SessionSignup, WaitlistEntry
from innovfest.breakouts.plans import TOLD, Plan
from innovfest.breakouts.seats import touch, write_back, write_seat
from innovfest.breakouts.serving import serve_lines
from innovfest.database import count, db
from innovfest.programme import Session, current_document, drafting, release_just
from innovfest.registration import Registration
from innovfest.wording import LANGUAGES, choose

Seen = Mapping[str, int] | None


def hold(session: Session, *, reason: str, by: Actor, now: datetime, seen: Seen = None) -> Plan:
    """Keep the seats that come free: nobody signs up or moves up until it is reopened; the line stays.

    Raises NotNow or ChangedMeanwhile.
    """
    lock_lines([session])
    plan = plans.make_plan("hold", session, now=now)
    plan.check(seen)
    session.sign_up = "held"
    Deed(by, now, reason).note("session.held", session)
    return plan


def close(session: Session, *, reason: str, by: Actor, now: datetime, seen: Seen = None) -> Plan:
    """End sign-up and line: who sits stays, who waits is told. Raises NotNow or ChangedMeanwhile."""
    lock_lines([session])
    plan = plans.make_plan("close", session, now=now)
    plan.check(seen)
    deed = Deed(by, now, reason, [person.uid for person in plan.by_phone])
    note_figures([session], now=now)
    session.sign_up = "closed"
    people = end_line(session, deed)
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
    Deed(by, now, reason, [person.uid for person in plan.by_phone]).note("session.reopened", session)
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
    deed = Deed(by, now, reason, [person.uid for person in plan.by_phone])
    note_figures([session], now=now)
    seated = give_all_back(session, deed)
    waiting = end_line(session, deed)
    deed.note_all("signup.session_cancelled", seated, session=session.slug)
    drafting.call_off(session, True, by=by, now=now)
    deed.note("session.cancelled", session)
    with mail.one_each():
        for people, fate in ((seated, "seat_cancelled"), (waiting, "line_cancelled")):
            mails.queue_news(people, "session_cancelled", about=_about(session, fate), now=now)
        _make_public(session, by=by, now=now)
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
    Deed(by, now, reason).note("session.reinstated", session)
    _make_public(session, by=by, now=now)
    return plan


def merge(
    session: Session, into: Session, *, reason: str, by: Actor, now: datetime, seen: Seen = None
) -> Plan:
    """Move everybody of a session to another of the same slot, join the lines by number, and cancel it.

    Who has a seat elsewhere at the other's time keeps that one. Raises MergeTooSmall, NotNow, TakesNobodyIn
    or ChangedMeanwhile.
    """
    lock_all_lines(session.event)
    plan = plans.make_plan("merge", session, into=into, now=now)
    plan.check(seen)
    if plan.missing:
        raise MergeTooSmall(title=choose(into.title, LANGUAGES[0]), missing=plan.missing)
    deed = Deed(by, now, reason, [person.uid for person in plan.by_phone])
    note_figures([session, into], now=now)
    met = {fate: {person.id for person in plan.people(fate)} for fate in TOLD}
    moved, elsewhere = _move_seats(session, into, met["moved"], met["seat_elsewhere"], deed)
    waiting = _join_lines(session, into, met["line_moved"], deed)
    drafting.call_off(session, True, by=by, now=now)
    deed.note("session.merged", session, into=into.slug)
    Deed(by, now, reason).note("session.received", into, old=session.slug)
    with mail.one_each():
        for people, fate in (
            (moved, "moved"),
            ([person for person in waiting if person.id in met["line_moved"]], "line_moved"),
            ([person for person in waiting if person.id in met["line_met"]], "line_met"),
        ):
            about = {**_about(into, fate), "old": session.id}
            mails.queue_news(people, "session_merged", about=about, now=now)
        about = {**_about(session, "seat_elsewhere"), "into": into.id}
        mails.queue_news(elsewhere, "session_cancelled", about=about, now=now)
        _make_public(session, by=by, now=now)
    _after([session, into], now=now)
    return plan


def _make_public(session: Session, *, by: Actor, now: datetime) -> None:
    """Release whether a session takes place, and nothing else of the draft.

    One that is public and has no time in the draft any more is dropped, which calls it off as well; with a
    time again it is back.
    """
    db.session.flush()
    keys = [f"session:{session.id}:status"]
    public = current_document(session.event).session_by_id(session.id)
    is_dropped = session.cancelled and session.placement is None
    if is_dropped or (public is not None and public.dropped):
        keys.append(f"session:{session.id}")
    release_just(session.event, keys, by=by, now=now)


def _about(session: Session, fate: str) -> dict[str, int | str]:
    return {"session": session.id, "fate": fate}


def _after(sessions: Sequence[Session], *, now: datetime) -> None:
    db.session.flush()
    note_figures(sessions, now=now)


def _move_seats(
    session: Session, into: Session, movers: Collection[int], elsewhere: Collection[int], deed: Deed
) -> tuple[list[Registration], list[Registration]]:
    """End the seats of a session and give the movers one in the other; return both kinds of people."""
    people, signups = held_in(session)
    there = select(SessionSignup).where(
        SessionSignup.session_id == into.id,
        SessionSignup.registration_id.in_([person.id for person in people]),
    )
    rows = db.session.scalars(there.execution_options(populate_existing=True))
    existing = {signup.registration_id: signup for signup in rows}
    moved, left = ([p for p in people if p.id in ids] for ids in (movers, elsewhere))
    for signup in signups:
        write_back(signup, now=deed.now)
    for person in moved:
        write_seat(person, into, existing.get(person.id), now=deed.now)
    for person in people:
        touch(person, now=deed.now)
    count(session, "seats_taken", -len(signups))
    count(into, "seats_taken", len(moved))
    ids = {person.id for person in moved}
    wished = [entry for entry in line_of(into)[1] if entry.registration_id in ids]
    end_places(wished, "promoted", into, deed)
    deed.note_all("signup.merged", moved, session=into.slug, gave=session.slug)
    deed.note_all("signup.session_cancelled", left, session=session.slug)
    return moved, left


def _join_lines(
    session: Session, into: Session, movers: Collection[int], deed: Deed
) -> Sequence[Registration]:
    """Let the line of a session stand in the other's, with the numbers that they have; return who stood."""
    people, entries = line_of(session)
    theirs = {entry.registration_id: entry for entry in line_of(into)[1]}
    twice = {e.registration_id: e for e in entries if e.registration_id in theirs}
    end_places([e for e in entries if e.registration_id not in movers], "left", session, deed)
    end_places([e for e in twice.values() if e.id > theirs[e.registration_id].id], "left", session, deed)
    later = [theirs[e.registration_id] for e in twice.values() if e.is_open]
    end_places([e for e in later if e.is_open], "left", into, deed)
    db.session.flush()  # nobody stands twice in one line, not even for an instant
    joining = [entry for entry in entries if entry.is_open]
    offered = sum(entry.status == "offered" for entry in joining)
    for entry in joining:
        db.session.add(_trace_of(entry, session, deed))
        entry.session = into
    if offered:
        count(session, "seats_taken", -offered)
        count(into, "seats_taken", offered)
    deed.note_all("line.merged", people, session=into.slug, old=session.slug)
    return people


def _trace_of(entry: WaitlistEntry, session: Session, deed: Deed) -> WaitlistEntry:
    """Keep that someone stood in a line from which their number is moved, so that calendars call it off."""
    return WaitlistEntry(
        event_id=entry.event_id,
        registration_id=entry.registration_id,
        session_id=session.id,
        status="left",
        created_at=entry.created_at,
        changed_at=deed.now,
        expires_at=None,
    )
