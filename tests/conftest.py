"""What every test may ask for: the application on both databases, the shipped edition, the fixed cast."""

import contextvars
import os
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import has_app_context
from flask.testing import FlaskClient
from playwright.sync_api import Playwright, sync_playwright

from config import Settings
from innovfest import InnovFest, breakouts, create_app, programme
from innovfest.audit import Actor
from innovfest.calendars import own as own_calendars
from innovfest.calendars import writer as calendar_writer
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.registration import Details, Registration
from tests.calendars.checker import faults_of
from tests.support import databases

NOON = datetime(2027, 1, 15, 11, 0, tzinfo=UTC)
"""Noon in Mechelen, some weeks before the day: registration is open."""

DAY = date(2027, 2, 20)
OLIVIA = Actor("user", 1, "Olivia")
DATABASES = os.environ.get("INNOVFEST_TEST_DATABASES", "sqlite,postgresql").split(",")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever touches a database on each of them, but for what is about one alone (`on_sqlite`, …)."""
    if "database" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker
        about = {kind for kind in ("sqlite", "postgresql") if marked(f"on_{kind}")}
        kinds = [kind for kind in DATABASES if not about or kind in about]
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a migrated database of this kind, one for each test process."""
    return databases.migrated(request.param, tmp_path_factory)


@pytest.fixture(scope="session")
def instance_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the application keeps its key."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def application(database: str, instance_path: Path) -> InnovFest:
    """Return the application on the migrated database."""
    return create_app(settings_for(database, instance_path))


def settings_for(database: str, instance_path: Path, **more: Any) -> Settings:
    """Return settings as the tests use them."""
    values = {"secret_key": "for tests only", "base_url": "http://localhost", "log_level": "WARNING", **more}
    return Settings(_env_file=None, database_url=database, instance_path=instance_path, **values)


class Browser(FlaskClient):
    """A client whose requests get an application context of their own, as those of a server do.

    The test's own context stays outside; what it had read is read again afterwards.
    """

    def open(self, *args: Any, **options: Any) -> Any:
        """Send a request; one that follows a redirect is in a context of its own already."""
        if not has_app_context():
            return super().open(*args, **options)
        db.session.rollback()
        try:
            return contextvars.Context().run(super().open, *args, **options)
        finally:
            db.session.rollback()


@pytest.fixture
def app(application: InnovFest) -> Iterator[InnovFest]:
    """Return the application with an empty database, inside an application context."""
    application.test_client_class = Browser
    with application.app_context():
        databases.empty(application)
        yield application
        db.session.remove()


@pytest.fixture(scope="session", autouse=True)
def every_calendar_is_checked() -> Iterator[None]:
    """Hold every calendar that a test makes against the strict checker, whatever the test is about."""

    def checked(write: Callable[..., bytes]) -> Callable[..., bytes]:
        def written(*arguments: Any) -> bytes:
            calendar = write(*arguments)
            if faults := faults_of(calendar):
                raise AssertionError("\n".join([f"{len(faults)} faults in a calendar:", *faults[:10]]))
            return calendar

        return written

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar_writer, "_written", checked(calendar_writer._written))
        patch.setattr(own_calendars, "joined", checked(own_calendars.joined))
        yield


@pytest.fixture
def client(app: InnovFest, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Return a browser that sends forms without the token against forgery."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    return app.test_client()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Return playwright, once for each test process: a second one cannot start beside it."""
    with sync_playwright() as running:
        yield running


@pytest.fixture
def event(app: InnovFest) -> Event:
    """Return the shipped edition on 20 February 2027, released, registration open."""
    with unit_of_work():
        source = programme.shipped_programme()
        loaded = programme.load_programme(source, day=DAY, example=True, by=OLIVIA, now=NOON)
        loaded.registration_opens_at = datetime(2026, 11, 1, tzinfo=UTC)
    return loaded


@pytest.fixture
def an_attendee(event: Event) -> Callable[..., Registration]:
    """Return a maker of registrations: `an_attendee("Alice", sessions=["energy"])`."""

    def make(first_name: str = "Alice", **options: Any) -> Registration:
        return register(event, first_name, **options)

    return make


@pytest.fixture
def alice(an_attendee: Callable[..., Registration]) -> Registration:
    """Alice attends."""
    return an_attendee("Alice")


@pytest.fixture
def bob(an_attendee: Callable[..., Registration]) -> Registration:
    """Bob attends."""
    return an_attendee("Bob")


@pytest.fixture
def charlie(an_attendee: Callable[..., Registration]) -> Registration:
    """Charlie attends."""
    return an_attendee("Charlie")


def register(
    event: Event,
    first_name: str = "Alice",
    last_name: str = "Example",
    *,
    sessions: tuple[str, ...] | list[str] = (),
    now: datetime = NOON,
    form_id: str | None = None,
    language: str = "en",
    source: str = "web",
    in_line: bool = False,
    lines: tuple[str, ...] | list[str] = (),
    **details: Any,
) -> Registration:
    """Register a person in a unit of work of its own."""
    told = {
        "first_name": first_name,
        "last_name": last_name,
        "email": f"{first_name.lower()}@example.org",
        "organisation": "Example Works",
        "kind": "company",
        **details,
    }
    document = programme.current_document(event)
    ids, line_ids = ([document.session(slug).id for slug in slugs] for slugs in (sessions, lines))
    with unit_of_work():
        registration, _ = breakouts.register(
            event.slug,
            Details(**told),
            breakouts.Selection(session_ids=ids, line_ids=line_ids),
            form_id=form_id or str(uuid.uuid4()),
            language=language,
            source=source,
            by=Actor("visitor", None, "visitor"),
            now=now,
            in_line=in_line,
        )
    return registration
