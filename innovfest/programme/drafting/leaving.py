"""A session that is deleted leaves its steps behind, under its uid and with its title.

They can't stay under its id: a database may give that to the next session, which would inherit them.
"""

from datetime import datetime

from innovfest.audit import Actor
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme.drafting.spots import State, state_of
from innovfest.programme.drafting.steps import own_id, steps_on
from innovfest.programme.models import DraftChange, Session

LEFT = "left:"
"""How the keys of steps begin that are about sessions which are there no more."""


def leave_steps(event: Event, session: Session, *, by: Actor, now: datetime) -> DraftChange:
    """Keep the steps of a session that is about to be deleted, and that it is, as the last of them."""
    key, name = str(session.id), {"title": dict(session.title), "slug": session.slug}
    for change in steps_on(session):
        change.was = _renamed(change.was, key, session.uid, name)
        change.becomes = _renamed(change.becomes, key, session.uid, name)
    event.draft_number += 1
    was = {**state_of(session), **name}
    last = DraftChange(
        event_id=event.id,
        number=event.draft_number,
        kind="delete",
        was={f"{LEFT}{session.uid}": was},
        becomes={f"{LEFT}{session.uid}": {**was, "starts_at": None, "ends_at": None, "rooms": []}},
        made_by=by.label[:120],
        made_by_id=own_id(by),
        made_at=now,
    )
    db.session.add(last)
    db.session.flush()
    return last


def ids_in(change: DraftChange) -> list[int]:
    """List the sessions of a step that are still there, by their ids."""
    return [int(key) for key in change.becomes if not key.startswith(LEFT)]


def left_in(change: DraftChange) -> list[State]:
    """List what a step keeps of sessions that were deleted since, each with its `title` and `slug`."""
    return [state for key, state in change.becomes.items() if key.startswith(LEFT)]


def _renamed(states: dict[str, State], key: str, uid: str, name: State) -> dict[str, State]:
    """Return states with one under another key, in the same order."""
    return {
        f"{LEFT}{uid}" if each == key else each: {**state, **name} if each == key else state
        for each, state in states.items()
    }
