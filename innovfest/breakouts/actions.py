"""The verbs of seats: sign up, give back, change the choice in a slot."""

from collections.abc import Iterable
from datetime import datetime

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts import mails, rules
from innovfest.breakouts.errors import (
    ClashesWith,
    NotConfirmed,
    SessionCancelled,
    SessionFull,
    SignupClosed,
    WrongSlot,
)
from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.queries import list_signups
from innovfest.database import count, db, lock
from innovfest.programme import ReleaseDocument, Session, SessionFacts, Slot, current_document
from innovfest.registration import Registration
from innovfest.wording import choose


def sign_up(registration: Registration, session: Session, *, by: Actor, now: datetime) -> SessionSignup:
    """Give a registration a seat in a session.

    Idempotent: a second call returns the same signup. Raises SessionFull, SignupClosed, SessionCancelled,
    ClashesWith or NotConfirmed.
    """
    lock(registration, session)
    signups = {signup.session_id: signup for signup in list_signups(registration)}
    if (existing := signups.get(session.id)) and existing.held:
        return existing
    held = [signup.session_id for signup in signups.values() if signup.held]
    signup = take(registration, session, existing, held, by=by, now=now)
    audit.record("signup.created", registration, by=by, now=now, session=session.slug)
    _touch(registration, now=now)
    mails.queue_change(registration, now=now, network=None)
    return signup


def give_back(registration: Registration, session: Session, *, by: Actor, now: datetime) -> None:
    """Give a seat back; without a seat nothing changes. Raises SignupClosed."""
    lock(registration, session)
    signups = {signup.session_id: signup for signup in list_signups(registration)}
    if (signup := signups.get(session.id)) is None or not signup.held:
        return
    _check_open(session, current_document(session.event), registration.language, by=by, now=now)
    release_seat(signup, session, now=now)
    audit.record("signup.given_back", registration, by=by, now=now, session=session.slug)
    _touch(registration, now=now)
    mails.queue_change(registration, now=now, network=None)


def change_choice(
    registration: Registration,
    slot: Slot,
    sessions: Iterable[Session],
    wanted: Session | None,
    *,
    by: Actor,
    now: datetime,
    network: str | None = None,
) -> bool:
    """Make one session of a slot, or none, the person's choice; return whether anything changed.

    The new seat is taken and the old one given back in one commit: when the new one is full, the old one
    stays. `sessions` are all alternatives of the slot. Raises what `sign_up` raises, and WrongSlot.
    """
    alternatives = {session.id: session for session in sessions}
    if wanted is not None and wanted.id not in alternatives:
        raise WrongSlot
    lock(registration, *alternatives.values())
    signups = {signup.session_id: signup for signup in list_signups(registration)}
    old = [s for s in signups.values() if s.held and s.session_id in alternatives]
    if [s.session_id for s in old] == ([wanted.id] if wanted else []):
        return False
    document = current_document(registration.event)
    for signup in old:
        _check_open(alternatives[signup.session_id], document, registration.language, by=by, now=now)
    kept = [s.session_id for s in signups.values() if s.held and s.session_id not in alternatives]
    if wanted is not None:
        take(registration, wanted, signups.get(wanted.id), kept, by=by, now=now)
    for signup in old:
        if wanted is None or signup.session_id != wanted.id:
            release_seat(signup, alternatives[signup.session_id], now=now)
    audit.record(
        "signup.changed",
        registration,
        by=by,
        now=now,
        slot=slot.slug,
        session=wanted.slug if wanted else None,
    )
    _touch(registration, now=now)
    mails.queue_change(registration, now=now, network=network)
    return True


def take(
    registration: Registration,
    session: Session,
    existing: SessionSignup | None,
    held: Iterable[int],
    *,
    by: Actor,
    now: datetime,
) -> SessionSignup:
    """Take a seat in a locked session for a locked registration: ask the rules, count, write.

    `held` are the ids of the other sessions in which the person has a seat.
    """
    document = current_document(registration.event)
    _check_may_take(registration, session, held, document, by=by, now=now)
    signup = existing or SessionSignup(
        registration=registration, session=session, session_id=session.id, created_at=now, sequence=-1
    )
    signup.status, signup.changed_at = "held", now
    signup.sequence += 1
    count(session, "seats_taken", +1)
    db.session.add(signup)
    return signup


def release_seat(signup: SessionSignup, session: Session, *, now: datetime) -> None:
    """Write a seat back: the row keeps its history, the counter falls."""
    signup.status, signup.changed_at = "given_back", now
    signup.sequence += 1
    count(session, "seats_taken", -1)


def _check_may_take(
    registration: Registration,
    session: Session,
    held: Iterable[int],
    document: ReleaseDocument,
    *,
    by: Actor,
    now: datetime,
) -> None:
    language = registration.language
    if registration.status != "confirmed":
        raise NotConfirmed
    facts = _check_open(session, document, language, by=by, now=now)
    others = [other for session_id in held if (other := document.session_by_id(session_id))]
    if clash := rules.first_clash(facts, others):
        raise ClashesWith(
            title=choose(session.title, language), other=choose(clash.title, language), session=session.slug
        )
    if session.seats_left is None or session.seats_left < 1:
        raise SessionFull(title=choose(session.title, language), session=session.slug)


def _check_open(
    session: Session, document: ReleaseDocument, language: str, *, by: Actor, now: datetime
) -> SessionFacts:
    """Return the released facts of a session that is open for choices; organisers are not bound to time."""
    facts = document.session_by_id(session.id)
    about = {"title": choose(session.title, language), "session": session.slug}
    if facts is None or session.capacity is None:
        raise WrongSlot
    if session.cancelled or facts.cancelled:
        raise SessionCancelled(**about)
    closes_at = session.slot.closes_at if session.slot else None
    if by.kind != "user" and not rules.is_open(closes_at, facts.starts_at, now=now):
        raise SignupClosed(**about)
    return facts


def _touch(registration: Registration, *, now: datetime) -> None:
    registration.sequence += 1
    registration.changed_at = now
