"""Moving people by hand in the lines of a slot, with the guarantees that they would have themselves."""

from collections.abc import Sequence
from datetime import datetime

from innovfest.audit import Actor
from innovfest.breakouts import mails
from innovfest.breakouts.errors import WrongSlot
from innovfest.breakouts.locks import lock_lines
from innovfest.breakouts.waitlist import join_line, leave_line, list_places_of
from innovfest.programme import Session
from innovfest.registration import Registration


def change_line(
    registration: Registration,
    sessions: Sequence[Session],
    wanted: Session | None,
    *,
    reason: str,
    by: Actor,
    now: datetime,
    tell: bool = True,
) -> bool:
    """Make one session of a slot, or none, the one in whose line a person stands; return whether it changed.

    `sessions` are all alternatives of the slot. With `tell` a mail says so, unless they moved up at once and
    were told of that. Raises what `join_line` raises.
    """
    if wanted is not None and wanted.id not in {session.id for session in sessions}:
        raise WrongSlot
    lock_lines(sessions, registration)
    alternatives = {session.id: session for session in sessions}
    mine = [entry for entry in list_places_of(registration) if entry.session_id in alternatives]
    if [entry.session_id for entry in mine] == ([wanted.id] if wanted else []):
        return False
    if wanted is not None:
        entry = join_line(registration, wanted, by=by, now=now, reason=reason)
        if tell and entry.status == "waiting":
            mails.queue_line_change(registration, entry.id, now=now)
        return True
    for entry in mine:
        leave_line(registration, alternatives[entry.session_id or 0], by=by, now=now, reason=reason)
        if tell:
            mails.queue_line_change(registration, entry.id, left=entry.session_id, now=now)
    return True
