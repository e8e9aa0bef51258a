"""Plans in tests: asked for, searched for and taken, each in a unit of work of its own."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import pytest

from innovfest import planning
from innovfest.audit import Actor
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.planning import Options, PlanRun, Proposal, Proposed, read_proposal
from innovfest.programme import drafting, get_session
from tests.conftest import NOON, OLIVIA


class Planner:
    """Olivia's plans for an edition."""

    def __init__(self, event: Event) -> None:
        self.event = event

    def take_off(self, *slugs: str) -> None:
        """Take sessions off the schedule."""
        for slug in slugs:
            with unit_of_work():
                session = get_session(self.event.id, slug)
                drafting.unplace(session, seen_revision=None, by=OLIVIA, now=NOON)

    def pin(self, *slugs: str) -> None:
        """Pin sessions."""
        for slug in slugs:
            with unit_of_work():
                session = get_session(self.event.id, slug)
                drafting.pin(session, True, seen_revision=None, by=OLIVIA, now=NOON)

    def ask(self, now: datetime = NOON, **options: Any) -> PlanRun:
        """Ask for a plan."""
        with unit_of_work():
            return planning.ask(self.event, Options(**options), seed=1, by=OLIVIA, now=now)

    def search(self, now: datetime = NOON) -> PlanRun:
        """Let the worker search for what waits."""
        for run_id in planning.list_waiting():
            planning.search(run_id, now=lambda: now)
        return self.run

    @property
    def run(self) -> PlanRun:
        """The plan that was asked for last, as it is."""
        db.session.expire_all()
        found = planning.find_run(self.event.id)
        assert found is not None
        return found

    def make(self, **options: Any) -> Proposal:
        """Ask for a plan and search for it."""
        self.ask(**options)
        outcome = self.search().outcome
        assert outcome is not None
        return read_proposal(outcome)

    def take(self, *slugs: str, by: Actor = OLIVIA, now: datetime = NOON) -> list[Proposed]:
        """Take the changes of some sessions; of all where none is named."""
        chosen: Collection[int] | None = [self.id(slug) for slug in slugs] or None
        with unit_of_work():
            return planning.take(self.event, self.run, chosen, by=by, now=now)

    def id(self, slug: str) -> int:
        """Return a session's id."""
        return get_session(self.event.id, slug).id

    def changed(self, proposal: Proposal) -> set[str]:
        """Name the sessions that a plan changes."""
        slugs = {name.id: name.slug for name in planning.gather(self.event).sessions.values()}
        return {slugs[change.session] for change in proposal.changes}


@pytest.fixture
def planner(event: Event) -> Planner:
    """Olivia plans the shipped edition."""
    return Planner(event)


@pytest.fixture
def a_planner() -> Callable[[Event], Planner]:
    """Return a maker of planners."""
    return Planner
