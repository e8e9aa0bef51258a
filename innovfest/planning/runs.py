"""Asking for a plan, and what becomes of it: waiting, running, stopped, done or failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.planning.errors import PlanRuns
from innovfest.planning.models import ACTIVE, PlanRun
from innovfest.planning.options import Options
from innovfest.planning.problems import read_question

SILENT_FOR = timedelta(minutes=1)
"""How long nothing may be heard of a run before it counts as failed: its process ended."""

SILENT, BROKEN, EMPTY = "silent", "broken", "empty"
"""Why a run failed: nothing was heard of it, the search broke, or nothing was left to plan when it began."""


def ask(event: Event, options: Options, *, seed: int, by: Actor, now: datetime) -> PlanRun:
    """Ask for a plan of the draft as it will be when the worker begins; it takes the place of the last one.

    Raises PlanRuns while another one is being made, and NothingToPlan.
    """
    lock(event)
    latest = find_run(event.id)
    if latest and not latest.is_over:
        if not is_silent(latest, now=now):
            raise PlanRuns
        fail(latest, SILENT, now=now)
    read_question(event, options, now=now)
    run = PlanRun(
        event_id=event.id,
        status="waiting",
        options=options.to_json(),
        seed=seed,
        draft_number=event.draft_number,
        asked_by=by.label[:120],
        asked_at=now,
        heard_at=now,
    )
    db.session.add(run)
    db.session.flush()
    # Only now, so that the new one never gets the old one's number: SQLite gives a free one again.
    older = delete(PlanRun).where(PlanRun.event_id == event.id, PlanRun.id < run.id)
    db.session.execute(older)
    audit.record("plan.asked", event, by=by, now=now, seed=seed, **options.to_json())
    return run


def find_run(event_id: int) -> PlanRun | None:
    """Find the plan that was asked for last at an edition."""
    statement = select(PlanRun).where(PlanRun.event_id == event_id).order_by(PlanRun.id.desc()).limit(1)
    return db.session.scalar(statement)


def get_run(event_id: int, run_id: int) -> PlanRun:
    """Return a plan of an edition; raises NotFound where it gave way to a later one."""
    run = db.session.get(PlanRun, run_id)
    if run is None or run.event_id != event_id:
        raise NotFound
    return run


def read_again(run_id: int) -> PlanRun | None:
    """Find a plan as it is now, whatever was read of it before: others may have stopped it."""
    return db.session.get(PlanRun, run_id, populate_existing=True)


def list_waiting() -> Sequence[int]:
    """List the ids of the runs that wait for the worker, oldest first."""
    return db.session.scalars(
        select(PlanRun.id).where(PlanRun.status == "waiting").order_by(PlanRun.id)
    ).all()


def is_silent(run: PlanRun, *, now: datetime) -> bool:
    """Tell whether whoever makes a plan, or should, has said nothing for too long."""
    return not run.is_over and now - run.heard_at > SILENT_FOR


def stop(run: PlanRun, *, now: datetime) -> None:
    """Ask the search to end with the best that it has; one that has not begun is over at once."""
    if run.status == "waiting":
        run.status, run.ended_at = "stopped", now
    elif run.status == "running":
        run.stop_wanted = True


def begin(run: PlanRun, *, draft_number: int, now: datetime) -> None:
    """Note that the search begins, and which draft it sees."""
    run.status, run.draft_number, run.heard_at = "running", draft_number, now


def note(run: PlanRun, progress: dict[str, Any] | None, *, now: datetime) -> bool:
    """Note how far the search is; tell whether to go on.

    Those that wait behind it count as heard of: the worker is at work.
    """
    run.heard_at = now
    if progress is not None and progress != run.progress:
        run.progress = progress
    db.session.execute(update(PlanRun).where(PlanRun.status == "waiting").values(heard_at=now))
    return run.status == "running" and not run.stop_wanted


def end(run: PlanRun, outcome: dict[str, Any], *, proven: bool, now: datetime) -> None:
    """Keep what a search found; one that was given up meanwhile stays so."""
    if run.is_over:
        return
    run.status = "stopped" if run.stop_wanted else "done"
    run.outcome, run.proven, run.ended_at, run.heard_at = outcome, proven, now, now


def fail(run: PlanRun, why: str, *, now: datetime) -> None:
    """Note that there is no plan, and why."""
    run.status, run.progress, run.ended_at = "failed", {"why": why}, now


def fail_silent(*, now: datetime) -> int:
    """Give up the runs of which nothing is heard any more; return how many."""
    active = select(PlanRun).where(PlanRun.status.in_(ACTIVE)).order_by(PlanRun.id)
    anew = active.execution_options(populate_existing=True)
    silent = [run for run in db.session.scalars(anew) if is_silent(run, now=now)]
    for run in silent:
        fail(run, SILENT, now=now)
    return len(silent)
