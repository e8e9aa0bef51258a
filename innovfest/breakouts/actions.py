"""The verbs of seats: sign up, give back, change the choice in a slot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts import mails
from innovfest.breakouts.errors import WrongSlot
from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.queries import signups_by_session
from innovfest.breakouts.seats import check_open, release_seat, take, touch
from innovfest.breakouts.serving import lock_entangled, lock_lines, serve_lines
from innovfest.breakouts.waitlist import because, claim
from innovfest.programme import Session, current_document
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


def give_back(registration: Registration, session: Session, *, by: Actor, now: datetime) -> None:
    """Give a seat back, to the first in line if someone waits; without a seat nothing changes.

    Raises SignupClosed.
    """
    alternatives = lock_lines([session], registration)
    signups = signups_by_session(registration)
    if (signup := signups.get(session.id)) is None or not signup.held:
        return
    check_open(session, current_document(session.event), registration.language, by=by, now=now)
    release_seat(signup, session, now=now)
    audit.record("signup.given_back", registration, by=by, now=now, session=session.slug)
    touch(registration, now=now)
    mails.queue_change(registration, now=now, network=None)
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
    signups = signups_by_session(registration)
    changes = [change for change in changes if change.differs_from(signups)]
    for change in changes:
        change.give_back(registration, signups, by=by, now=now)
    for change in changes:
        change.take(registration, signups, by=by, now=now)
        deed = {"slot": change.slot, "session": change.chosen, **because(reason)}
        audit.record("signup.changed", registration, by=by, now=now, **deed)
    if changes:
        touch(registration, now=now)
        mails.queue_change(registration, now=now, network=network)
        serve_lines(locked, now=now)
    return bool(changes)


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

    def held(self, signups: Mapping[int, SessionSignup]) -> list[Session]:
        """List what the person holds in the slot."""
        return [s for s in self.alternatives if (signup := signups.get(s.id)) and signup.held]

    def differs_from(self, signups: Mapping[int, SessionSignup]) -> bool:
        """Tell whether anything is to be done."""
        return self.held(signups) != ([self.wanted] if self.wanted else [])

    def give_back(
        self, registration: Registration, signups: Mapping[int, SessionSignup], *, by: Actor, now: datetime
    ) -> None:
        """Give back what is not wanted; a refusal that follows undoes it with the whole unit of work."""
        document = current_document(registration.event)
        for session in self.held(signups):
            check_open(session, document, registration.language, by=by, now=now)
            if session is not self.wanted:
                release_seat(signups[session.id], session, now=now)

    def take(
        self, registration: Registration, signups: dict[int, SessionSignup], *, by: Actor, now: datetime
    ) -> None:
        """Take the seat that is wanted."""
        wanted, existing = self.wanted, signups.get(self.wanted.id) if self.wanted else None
        if wanted and not (existing and existing.held):
            elsewhere = [session_id for session_id, signup in signups.items() if signup.held]
            claim(registration, wanted, now=now)
            signups[wanted.id] = take(registration, wanted, existing, elsewhere, by=by, now=now)
