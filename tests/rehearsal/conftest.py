"""What a rehearsal needs: an edition some weeks before its day, and a small plan."""

from collections.abc import Callable
from typing import Any

import pytest

from innovfest import rehearsal
from innovfest.database import unit_of_work
from innovfest.events import Event
from innovfest.rehearsal import Plan, Rehearsal
from tests.conftest import NOON, OLIVIA

SMALL = Plan(people=60, minutes=10, phones=3, wrong=30)


@pytest.fixture
def a_rehearsal(event: Event) -> Callable[..., Rehearsal]:
    """Return a maker of rehearsals of the shipped edition: `a_rehearsal(Plan(people=60))`."""

    def make(plan: Plan = SMALL, **options: Any) -> Rehearsal:
        with unit_of_work():
            return rehearsal.begin(event, plan, **{"by": OLIVIA, "now": NOON, **options})

    return make
