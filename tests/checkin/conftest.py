"""What the tests of the door may ask for: an entrance, a room, and the interface on the day."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import pytest
import sqlalchemy.event
from flask.testing import FlaskClient

from innovfest import InnovFest, clock, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from tests.support.door import ARRIVAL, OLIVIA, Door, a_gate, room_of


@pytest.fixture
def entrance(event: Event) -> Door:
    """Dora's phone at the entrance."""
    return Door(a_gate(event, "Entrance"))


@pytest.fixture
def energy_room(event: Event) -> Door:
    """A steward's phone at the room of the break-out on energy."""
    return Door(a_gate(event, "Energy room", room_of(event, "energy")))


@pytest.fixture
def api(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return a caller of the interface on the day: `api(door, "POST", "/scans", {...})`."""
    monkeypatch.setattr(clock, "now", lambda: ARRIVAL)

    def call(token: str | None, method: str, path: str, body: Any = None, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.open(
            f"/api/v1/door{path}", method=method, json=body, headers=headers | more.pop("headers", {}), **more
        )

    return call


@pytest.fixture
def next_edition(event: Event) -> Event:
    """The edition of the year after, with the same programme."""
    with unit_of_work():
        return programme.load_programme(
            programme.shipped_programme(), day=date(2028, 2, 20), example=True, by=OLIVIA, now=ARRIVAL
        )


@pytest.fixture
def statements(app: InnovFest) -> Callable[[], AbstractContextManager[list[str]]]:
    """Return a listener: `with statements() as seen: …` collects the SQL without BEGIN and COMMIT."""

    @contextmanager
    def listen() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.upper().startswith(("BEGIN", "COMMIT", "PRAGMA")):
                seen.append(statement)

        sqlalchemy.event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            sqlalchemy.event.remove(db.engine, "before_cursor_execute", note)

    return listen
