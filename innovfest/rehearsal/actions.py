"""The verbs of rehearsals: begin, stop, note how it goes, end, vanish."""

from datetime import datetime, timedelta
from typing import Any

from innovfest import audit, programme
from innovfest.audit import Actor
from innovfest.checkin.models import Rehearsal
from innovfest.database import db, lock
from innovfest.events import Event
from innovfest.rehearsal import edition
from innovfest.rehearsal import vanish as vanishing
from innovfest.rehearsal.errors import RehearsalRuns
from innovfest.rehearsal.plan import Plan
from innovfest.rehearsal.queries import find_running

LEAD = timedelta(seconds=15)
"""How long after the press of the button the first person arrives: the worker takes it up before."""

OPEN, WANTED, PLAYING, STOPPING, ENDED, STOPPED, FAILED = (
    "open",
    "wanted",
    "playing",
    "stopping",
    "ended",
    "stopped",
    "failed",
)
"""What a rehearsal can be: open for real phones alone, waiting to be played, being played, over."""


def begin(
    event: Event, plan: Plan, *, by: Actor, now: datetime, lead: timedelta = LEAD, status: str = WANTED
) -> Rehearsal:
    """Make the edition of a rehearsal, which is played `lead` from now; one at a time for an edition.

    Raises NothingReleased, and RehearsalRuns while another one is being played.
    """
    lock(event)
    programme.current_document(event)
    if find_running(event.id, now=now):
        raise RehearsalRuns
    begins_at = now + lead
    copy = edition.make(event, plan, begins_at=begins_at, by=by, now=now)
    rehearsal = Rehearsal(
        of_event_id=event.id,
        event_id=copy.id,
        plan={**plan.to_json(), "begins_at": begins_at.isoformat()},
        status=status if plan.phones else OPEN,
        made_by=by.label[:60],
        made_at=now,
    )
    db.session.add(rehearsal)
    db.session.flush()
    audit.record("rehearsal.begun", event, by=by, now=now, people=plan.people, phones=plan.phones)
    return rehearsal


def take_up(rehearsal: Rehearsal, *, now: datetime) -> None:
    """Note that it is being played from now on."""
    rehearsal.status = PLAYING
    rehearsal.report = {"at": now.isoformat()}


def note(rehearsal: Rehearsal, progress: dict[str, Any], *, now: datetime) -> bool:
    """Note how far the play is; tell whether to go on with it."""
    rehearsal.report = {**progress, "at": now.isoformat()}
    return rehearsal.status == PLAYING


def stop(rehearsal: Rehearsal, *, now: datetime) -> None:
    """Ask the play to end; what was not taken up yet, or waits for real phones only, is over at once."""
    if rehearsal.status == PLAYING:
        rehearsal.status = STOPPING
    elif rehearsal.status in {WANTED, OPEN}:
        rehearsal.status, rehearsal.ended_at = STOPPED, now


def end(rehearsal: Rehearsal, report: dict[str, Any], *, failed: bool = False, now: datetime) -> None:
    """Keep what a play showed, or why it could not be played."""
    over = STOPPED if rehearsal.status == STOPPING else ENDED
    rehearsal.status = FAILED if failed else over
    rehearsal.report, rehearsal.ended_at = report, now


def break_off(rehearsal: Rehearsal, *, now: datetime) -> None:
    """Note that a play ended without a word, with whatever it had noted of itself."""
    rehearsal.status, rehearsal.report, rehearsal.ended_at = STOPPED, None, now


def vanish(rehearsal: Rehearsal, *, by: Actor, now: datetime) -> int:
    """Delete the edition of a rehearsal with all in it, and return how many rows; plan and report stay."""
    if rehearsal.event_id is None:
        return 0
    of, copy = (db.session.get_one(Event, id_) for id_ in (rehearsal.of_event_id, rehearsal.event_id))
    rehearsal_id = rehearsal.id
    if rehearsal.ended_at is None:
        rehearsal.status, rehearsal.ended_at = STOPPED, now
    audit.record("rehearsal.vanished", of, by=by, now=now)
    rows = vanishing.vanish(copy)
    db.session.get(Rehearsal, rehearsal_id)
    return rows
