"""The verbs of seats: sign up, give back, change the choice in a slot."""

from collections.abc import Iterable
from datetime import datetime

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts import mails
from innovfest.breakouts.errors import WrongSlot
from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.queries import list_signups
from innovfest.breakouts.seats import check_open, release_seat, take, touch
from innovfest.breakouts.serving import lock_lines, serve_lines
from innovfest.breakouts.waitlist import because, claim
from innovfest.programme import Session, Slot, current_document
from innovfest.registration import Registration


def sign_up(registration: Registration, session: Session, *, by: Actor, now: datetime) -> SessionSignup:
    """Give a registration a seat in a session.

    Idempotent: a second call returns the same signup. Raises SessionFull, SignupClosed, SessionCancelled,
    ClashesWith or NotConfirmed.
    """
    lock_lines([session], registration)
    signups = {signup.session_id: signup for signup in list_signups(registration)}
    if (existing := signups.get(session.id)) and existing.held:
        return existing
    held = [signup.session_id for signup in signups.values() if signup.held]
    claim(registration, session, now=now)
    signup = take(registration, session, existing, held, by=by, now=now)
    audit.record("signup.created", registration, by=by, now=now, session=session.slug)
    touch(registration, now=now)
    mails.queue_change(registration, now=now, network=None)
    return signup


def give_back(registration: Registration, session: Session, *, by: Actor, now: datetime) -> None:
    """Give a seat back, to the first in line if someone waits; without a seat nothing changes.

    Raises SignupClosed.
    """
    alternatives = lock_lines([session], registration)
    signups = {signup.session_id: signup for signup in list_signups(registration)}
    if (signup := signups.get(session.id)) is None or not signup.held:
        return
    check_open(session, current_document(session.event), registration.language, by=by, now=now)
    release_seat(signup, session, now=now)
    audit.record("signup.given_back", registration, by=by, now=now, session=session.slug)
    touch(registration, now=now)
    mails.queue_change(registration, now=now, network=None)
    serve_lines(alternatives, now=now)


def change_choice(
    registration: Registration,
    slot: Slot,
    sessions: Iterable[Session],
    wanted: Session | None,
    *,
    by: Actor,
    now: datetime,
    network: str | None = None,
    reason: str = "",
) -> bool:
    """Make one session of a slot, or none, the person's choice; return whether anything changed.

    The new seat is taken and the old one given back in one commit, to the first in line if someone waits:
    when the new one is full, the old one stays. `sessions` are all alternatives of the slot; a `reason` is
    kept in the trail. Raises what `sign_up` raises, and WrongSlot.
    """
    alternatives = {session.id: session for session in sessions}
    if wanted is not None and wanted.id not in alternatives:
        raise WrongSlot
    locked = lock_lines(alternatives.values(), registration)
    signups = {signup.session_id: signup for signup in list_signups(registration)}
    old = [s for s in signups.values() if s.held and s.session_id in alternatives]
    if [s.session_id for s in old] == ([wanted.id] if wanted else []):
        return False
    document = current_document(registration.event)
    for signup in old:
        check_open(alternatives[signup.session_id], document, registration.language, by=by, now=now)
    kept = [s.session_id for s in signups.values() if s.held and s.session_id not in alternatives]
    if wanted is not None:
        claim(registration, wanted, now=now)
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
        **because(reason),
    )
    touch(registration, now=now)
    mails.queue_change(registration, now=now, network=network)
    serve_lines(locked, now=now)
    return True
