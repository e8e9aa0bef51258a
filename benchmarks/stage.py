"""Setting the stage: a migrated database with a crowd in it, a copy for the floor, and both servers."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from benchmarks.evening import FULL, with_an_evening
from config import Settings
from innovfest import InnovFest, calendars, checkin, clock, create_app, programme
from innovfest.audit import SYSTEM, AuditEntry
from innovfest.breakouts import SessionSignup
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Session
from innovfest.registration import Badge, Registration, link_of
from tests.support import crowd, postgres, serving
from tests.support.serving import Server

MAILS_PER_MINUTE = "1"
"""What the worker sends while rates are measured: the burst of its first minute would fall into one round."""

SEATS = 10_000_000
"""Seats of the edition and of each break-out while registering is measured: none ever fills."""


PEOPLE = 4_000
"""The most people of one session that take part in a load."""


_SOME = select(Registration).order_by(Registration.id).limit(PEOPLE)


@dataclass(frozen=True)
class Stage:
    """A database that is ready to be measured on, and the application on it in this process."""

    kind: str
    folder: Path
    address: str
    floor_address: str
    app: InnovFest
    slug: str
    token: str
    codes: list[str]

    @property
    def people(self) -> int:
        """How many are registered."""
        return len(self.codes)

    @contextlib.contextmanager
    def ours(self) -> Iterator[Server]:
        """Serve InnovFest as production would, its mail worker included."""
        with serving.serving(self._settings("thread"), processes=self.processes) as server:
            yield server

    @contextlib.contextmanager
    def floor(self, pages: Path) -> Iterator[Server]:
        """Serve the floor in the same way; `pages` is what it reads out."""
        settings = {"FLOOR_DATABASE": self.floor_address, "FLOOR_EVENT": self.slug, "FLOOR_PAGES": str(pages)}
        settings["FLOOR_PEOPLE"] = str(self.people)
        with serving.serving(settings, processes=self.processes, target="benchmarks.floor:app") as server:
            yield server

    def links(self, session: str) -> list[str]:
        """Return the personal links of those who hold a seat in a session."""
        held = (SessionSignup.registration_id == Registration.id, SessionSignup.status == "held")
        statement = (
            select(Registration)
            .join(SessionSignup, held[0])
            .join(Session, Session.id == SessionSignup.session_id)
            .where(Session.slug == session, held[1])
            .order_by(Registration.id)
            .limit(PEOPLE)
        )
        with self.app.app_context():
            return [link_of(person) for person in db.session.scalars(statement)]

    def calendars(self) -> list[str]:
        """Return what the addresses of people's own calendars end in."""
        with self.app.app_context():
            return [calendars.token_of(person) for person in db.session.scalars(_SOME)]

    def uids(self) -> list[str]:
        """Return the uids of the same people."""
        with self.app.app_context():
            return [person.uid for person in db.session.scalars(_SOME)]

    def deeds(self) -> int:
        """Count what the trail has, so that a figure can be held against it."""
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0

    @property
    def processes(self) -> int:
        """Server processes that production runs on this database."""
        return serving.processes_for(self.address)

    def _settings(self, worker: str) -> dict[str, str]:
        worker = worker if self.kind == "sqlite" else "none"
        settings = serving.settings_for(self.address, self.folder, INNOVFEST_WORKER=worker)
        settings["INNOVFEST_MAIL_PER_MINUTE"] = MAILS_PER_MINUTE
        return {**settings, **serving.UNLIMITED}


@contextlib.contextmanager
def staged(kind: str, registrations: int) -> Iterator[Stage]:
    """Make a stage on sqlite or postgresql with a crowd of this size; its files go at the end."""
    with tempfile.TemporaryDirectory(prefix="innovfest-bench-") as name:
        folder = Path(name)
        address = _empty(kind, folder / "ours.sqlite3")
        for setting, value in serving.UNLIMITED.items():
            os.environ[setting] = value
        settings = Settings(
            _env_file=None,
            database_url=address,
            instance_path=folder,
            secret_key="for tests only",
            log_level="WARNING",
        )
        app = create_app(settings)
        with app.app_context():
            slug, token, codes = _fill(registrations, folder)
            db.session.remove()
            db.engine.dispose()
        yield Stage(kind, folder, address, _copy(kind, address, folder), app, slug, token, codes)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _empty(kind: str, path: Path) -> str:
    return f"sqlite:///{path}" if kind == "sqlite" else postgres.fresh_database("innovfest_bench")


def _fill(registrations: int, folder: Path) -> tuple[str, str, list[str]]:
    from flask_migrate import upgrade

    upgrade()
    now = clock.now()
    with unit_of_work():
        event = programme.load_programme(
            with_an_evening(folder),
            day=programme.next_edition_day(now.date()),
            example=True,
            by=SYSTEM,
            now=now,
        )
        token = checkin.enrol_script_device(event, "Entrance", by=SYSTEM, now=now)
    # An hour ago: what changed in the last minute is what a phone's refresh looks through.
    crowd.gather(event, registrations, now=now - timedelta(hours=1))
    with unit_of_work():
        db.session.execute(update(Event).values(capacity=SEATS))
        seated = Session.capacity.is_not(None)
        db.session.execute(update(Session).where(seated, Session.slug.not_in(FULL)).values(capacity=SEATS))
        db.session.execute(update(Session).where(Session.slug.in_(FULL)).values(capacity=Session.seats_taken))
        codes = list(db.session.scalars(select(Badge.code)))
    return event.slug, token, codes


def _copy(kind: str, address: str, folder: Path) -> str:
    if kind == "postgresql":
        return postgres.fresh_database("innovfest_floor", address.partition("?")[0].rpartition("/")[2])
    copy = folder / "floor.sqlite3"
    shutil.copyfile(folder / "ours.sqlite3", copy)
    return f"sqlite:///{copy}"
