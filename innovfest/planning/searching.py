"""The search for a plan: the solver in a thread without a database, and beside it who tells of it."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from innovfest.database import db, is_unavailable, lock, unit_of_work
from innovfest.events import Event
from innovfest.planning import runs
from innovfest.planning.errors import NothingToPlan
from innovfest.planning.models import PlanRun
from innovfest.planning.options import read_options
from innovfest.planning.problems import Question, read_question
from innovfest.planning.proposals import propose
from innovfest.programme.scheduling import Limit, Outcome, Progress, solve

BEAT_SECONDS = 1.0
"""How often the search is told of, and asked whether to go on."""

ROUNDS_A_SECOND = 2000
"""Steps that the search may take for each second that it is given: on most machines the time ends first."""


def search(run_id: int, *, now: Callable[[], datetime]) -> None:
    """Search for a plan that waits, and keep what is found; a run that waits no more is left alone.

    Needs an application context. An error of the solver fails the run, and is raised.
    """
    question = _begin(run_id, now)
    if question is None:
        return
    solving = _Solving(question, *_terms(run_id))
    solving.start()
    while solving.is_alive():
        solving.join(BEAT_SECONDS)
        if not _go_on(run_id, solving.told, now):
            solving.stop.set()
    _end(run_id, question, solving, now)


def _begin(run_id: int, now: Callable[[], datetime]) -> Question | None:
    """Read the draft under the edition's lock, so that its number is that of what is read."""
    with unit_of_work():
        run = runs.read_again(run_id)
        if run is None:
            return None
        event = db.session.get_one(Event, run.event_id)
        lock(event)
        run = runs.read_again(run_id)
        if run is None or run.status != "waiting":
            return None
        try:
            question = read_question(event, read_options(run.options), now=now())
        except NothingToPlan:
            runs.fail(run, runs.EMPTY, now=now())
            return None
        runs.begin(run, draft_number=question.draft_number, now=now())
    return question


def _terms(run_id: int) -> tuple[int, int]:
    run = db.session.get_one(PlanRun, run_id)
    return run.seed, read_options(run.options).seconds


class _Solving(threading.Thread):
    """The solver at work."""

    def __init__(self, question: Question, seed: int, seconds: int) -> None:
        super().__init__(name="solver", daemon=True)
        self.question, self.seed, self.seconds = question, seed, seconds
        self.stop = threading.Event()
        self.told: dict[str, Any] | None = None
        self.outcome: Outcome | None = None
        self.error: Exception | None = None
        self.took = 0.0

    def run(self) -> None:
        """Solve it."""
        begun = time.monotonic()
        try:
            self.outcome = solve(
                self.question.problem,
                seed=self.seed,
                start=self.question.draft,
                stop=self.stop.is_set,
                report=self._report,
                limit=Limit(rounds=ROUNDS_A_SECOND * self.seconds, seconds=self.seconds),
            )
        except Exception as error:
            self.error = error
        self.took = time.monotonic() - begun

    def _report(self, progress: Progress) -> None:
        self.told = {
            "best": progress.total,
            "bound": progress.bound,
            "unplaced": progress.unplaced,
            "said": progress.phase,
        }


def _go_on(run_id: int, told: dict[str, Any] | None, now: Callable[[], datetime]) -> bool:
    try:
        with unit_of_work():
            run = runs.read_again(run_id)
            return run is not None and runs.note(run, told, now=now())
    except Exception as error:
        if not is_unavailable(error):
            raise
        return True


def _end(run_id: int, question: Question, solving: _Solving, now: Callable[[], datetime]) -> None:
    try:
        if solving.error:
            raise solving.error
        outcome = solving.outcome
        written = propose(question, outcome, seconds=solving.took, now=now()) if outcome else None
    except Exception:
        with unit_of_work():
            if (run := runs.read_again(run_id)) and not run.is_over:
                runs.fail(run, runs.BROKEN, now=now())
        raise
    with unit_of_work():
        run = runs.read_again(run_id)
        if run is not None and outcome and written:
            runs.end(run, written, proven=outcome.is_proven, now=now())
