"""Taking a plan, or some of its changes, into the draft as one step."""

from collections.abc import Collection
from datetime import datetime

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.planning.errors import DraftMovedOn, NoLongerFits, NothingTicked, NothingToPlan
from innovfest.planning.models import PlanRun
from innovfest.planning.options import read_options
from innovfest.planning.problems import read_question
from innovfest.planning.proposals import Proposed, plan_of, read_proposal
from innovfest.programme import Session, drafting, list_sessions
from innovfest.programme.drafting import Move
from innovfest.programme.scheduling import newly_broken


def take(
    event: Event, run: PlanRun, chosen: Collection[int] | None, *, by: Actor, now: datetime
) -> list[Proposed]:
    """Take the changes of some sessions, or all, with those that hang together with them; return all taken.

    Nothing is public before a release. Raises NothingTicked, DraftMovedOn when anybody changed the draft
    after the plan had seen it, NoLongerFits when what it rests on changed, and what a step raises.
    """
    lock(event)
    db.session.refresh(run)
    if run.outcome is None:
        raise NotFound
    proposal = read_proposal(run.outcome)
    wanted = proposal.open if chosen is None else proposal.with_needed(chosen)
    if not wanted:
        raise NothingTicked
    _check_draft(event, run)
    _check_fits(event, run, wanted, now=now)
    _rearrange(event, wanted, by=by, now=now)
    taken = sorted({*proposal.taken, *(change.session for change in wanted)})
    run.outcome = {**run.outcome, "taken": taken}
    run.draft_number = event.draft_number
    audit.record("plan.taken", event, by=by, now=now, changes=len(wanted), number=event.draft_number)
    db.session.flush()
    return wanted


def _check_draft(event: Event, run: PlanRun) -> None:
    if event.draft_number == run.draft_number:
        return
    steps = drafting.list_steps(event.id, run.draft_number)
    session = db.session.get(Session, next(iter(drafting.ids_in(steps[0])), 0)) if steps else None
    left = drafting.left_in(steps[0]) if steps else []
    title = dict(session.title) if session else left[0]["title"] if left else "–"
    raise DraftMovedOn(
        who=(steps[0].made_by if steps else "") or "InnovFest",
        title=title,
        at=steps[0].made_at if steps else run.asked_at,
    )


def _check_fits(event: Event, run: PlanRun, wanted: Collection[Proposed], *, now: datetime) -> None:
    """Ask the rules again, with rooms, speakers and seats as they are now."""
    chosen = [change.session for change in wanted]
    try:
        question = read_question(event, read_options(run.options), now=now)
    except NothingToPlan:
        raise _no_longer(chosen[0]) from None
    for session in chosen:
        if session not in question.may_move:
            raise _no_longer(session)
    after = plan_of(question.draft, wanted)
    if broken := newly_broken(question.problem, question.draft, after, chosen):
        raise _no_longer(next(int(each) for each in broken[0].sessions if each in chosen))


def _no_longer(session_id: int) -> NoLongerFits:
    session = db.session.get(Session, session_id)
    return NoLongerFits(title=dict(session.title) if session else "–")


def _rearrange(event: Event, wanted: Collection[Proposed], *, by: Actor, now: datetime) -> None:
    rooms = {room.id: room for room in event.venue.rooms}
    sessions = {session.id: session for session in list_sessions(event.id)}
    moves = [
        Move(
            sessions[change.session],
            change.after.starts_at,
            change.after.ends_at,
            [rooms[int(room)] for room in change.after.rooms],
            change.revision,
        )
        for change in wanted
        if change.after
    ]
    off = {sessions[change.session]: change.revision for change in wanted if change.after is None}
    drafting.rearrange(event, moves, off, kind="plan", by=by, now=now)
