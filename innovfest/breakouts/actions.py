"""The verbs of seats: sign up, give back, change the choice in a slot."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts import mails
from innovfest.breakouts.errors import WrongSlot
from innovfest.breakouts.locks import lock_entangled, lock_lines
from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.queries import Standing, signups_by_session, standing_of
from innovfest.breakouts.seats import Seating, check_open, release_seat, take, touch
from innovfest.breakouts.serving import serve_lines
from innovfest.breakouts.waitlist import because, claim, end
from innovfest.programme import ReleaseDocument, Session, current_document
from innovfest.registration import Registration


def sign_up(registration: Registration, session: Session, *, by: Actor, now: datetime) -> SessionSignup:
    """Give a registration a seat in a session.

    Idempotent: a second call returns the same signup. Raises SessionFull, SignupClosed, SessionCancelled,
    ClashesWith or NotConfirmed.
    """
    lock_lines([session], registration)
    signups = signups_by_session(registration)
    if (existing := signups.get(session.id)) and existing.held:
        return existing
    held = [signup.session_id for signup in signups.values() if signup.held]
    claim(registration, session, now=now)
    signup = take(registration, session, existing, held, by=by, now=now)
    audit.record("signup.created", registration, by=by, now=now, session=session.slug)
    touch(registration, now=now)
    mails.queue_change(registration, now=now, network=None)
    return signup


def give_back(
    registration: Registration, session: Session, *, by: Actor, now: datetime, network: str | None = None
) -> None:
    """Give a seat back, to the first in line if someone waits; without a seat nothing changes.

    That is possible until the session starts, however early sign-up closes. Raises SignupClosed after that.
    """
    alternatives = lock_lines([session], registration)
    signups = signups_by_session(registration)
    if (signup := signups.get(session.id)) is None or not signup.held:
        return
    document = current_document(session.event)
    check_open(session, document, registration.language, by=by, now=now, theirs=True)
    release_seat(signup, session, now=now)
    audit.record("signup.given_back", registration, by=by, now=now, session=session.slug)
    touch(registration, now=now)
    mails.queue_change(registration, now=now, network=network)
    serve_lines(alternatives, now=now)


def change_choices(
    registration: Registration,
    choices: Mapping[str, str | None],
    *,
    by: Actor,
    now: datetime,
    network: str | None = None,
    reason: str = "",
) -> bool:
    """Make one session of each of some slots, or none, a person's choice; return whether anything changed.

    `choices` maps a slot's slug to a session's. All of it happens or nothing: new seats are taken and old
    ones given back in one commit, to the first in line if someone waits; when a new one is full, the old one
    stays. A `reason` is kept in the trail. Raises what `sign_up` raises, and WrongSlot.
    """
    document = current_document(registration.event)
    slots = {slug: [s for s in document.sessions_in_slot(slug) if s.bookable] for slug in choices}
    ids = [session.id for alternatives in slots.values() for session in alternatives]
    locked = lock_entangled(registration.event, ids, registration)
    by_id = {session.id: session for session in locked}
    changes = [
        _Change(slug, [by_id[facts.id] for facts in slots[slug] if facts.id in by_id], chosen)
        for slug, chosen in choices.items()
    ]
    standing = standing_of(registration, by_id)
    changes = [change for change in changes if change.differs_from(standing.held)]
    if not changes:
        return False
    seating = Seating(registration, standing.held, by=by, now=now)
    for change in changes:
        change.give_back(seating, document, by=by, now=now)
    for change in changes:
        change.take(seating, standing, now=now)
        deed = {"slot": change.slot, "session": change.chosen, **because(reason)}
        audit.record("signup.changed", registration, by=by, now=now, **deed)
    seating.write()
    mails.queue_change(registration, now=now, network=network)
    if standing.awaited:
        serve_lines(locked, now=now)
    return True


@dataclass
class _Change:
    """The choice in one slot of a locked person: its sessions, and the slug of the one that is wanted."""

    slot: str
    alternatives: Sequence[Session]
    chosen: str | None

    @property
    def wanted(self) -> Session | None:
        """The session that is wanted; raises WrongSlot."""
        wanted = next((session for session in self.alternatives if session.slug == self.chosen), None)
        if self.chosen is not None and wanted is None:
            raise WrongSlot
        return wanted

    def differs_from(self, held: Collection[int]) -> bool:
        """Tell whether anything is to be done."""
        mine = [session for session in self.alternatives if session.id in held]
        return mine != ([self.wanted] if self.wanted else [])

    def give_back(self, seating: Seating, document: ReleaseDocument, *, by: Actor, now: datetime) -> None:
        """Give back what is not wanted; a refusal that follows undoes it with the whole unit of work."""
        for session in self.alternatives:
            if session.id in seating.held:
                language = seating.registration.language
                check_open(session, document, language, by=by, now=now, theirs=True)
                if session is not self.wanted:
                    seating.give_back(session)

    def take(self, seating: Seating, standing: Standing, *, now: datetime) -> None:
        """Take the seat that is wanted; a place in line for it ends."""
        if (wanted := self.wanted) and wanted.id not in seating.held:
            if place := standing.place_for(wanted.id):
                end(place, "promoted", seating.registration, now=now)
            seating.take(wanted)
