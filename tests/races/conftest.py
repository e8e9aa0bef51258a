"""What a race needs: an edition with few seats, and the real server on the test's database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import update

from innovfest import InnovFest, clock, programme
from innovfest.audit import SYSTEM
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Session
from tests.support import serving

UNLOCKED = "tests.races.unlocked:app"


@pytest.fixture
def an_edition(app: InnovFest) -> Callable[..., Event]:
    """Return a maker of editions: `an_edition(places=300, seats={"energy": 40})`, open since now."""

    def make(*, places: int = 1000, seats: dict[str, int] | None = None, source: Path | None = None) -> Event:
        now = clock.now()
        with unit_of_work():
            event = programme.load_programme(
                source or programme.shipped_programme(),
                day=programme.next_edition_day(now.date()),
                example=True,
                by=SYSTEM,
                now=now,
            )
            event.capacity = places
            for slug, capacity in (seats or {}).items():
                db.session.execute(update(Session).where(Session.slug == slug).values(capacity=capacity))
        return event

    return make


@pytest.fixture
def serve(app: InnovFest, database: str, instance_path: Path) -> Iterator[Callable[..., int]]:
    """Return a starter of servers on the test's database: `port = serve()`; they end with the test."""
    with ExitStack() as stack:

        def start(*, target: str = "wsgi:app", processes: int | None = None) -> int:
            settings = {**serving.settings_for(database, instance_path), **serving.UNLIMITED}
            server = stack.enter_context(
                serving.serving(
                    settings, target=target, processes=processes or serving.processes_for(database)
                )
            )
            return server.port

        yield start
        db.session.remove()
