"""How long a release takes that moves a session with 5,000 sign-ups, and who waits meanwhile.

A server of its own runs on the same database: one browser asks for the public programme again and again,
another signs people up for another session. The release runs in a process of its own. What is told is the
longest that each waited, beside that of the seconds before the release.
"""

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select, text, update

from benchmarks.people import Visits
from benchmarks.scripts import BROWSER, Replay, Script
from benchmarks.stage import SEATS, Stage, staged
from innovfest import clock, create_app, programme
from innovfest.audit import SYSTEM
from innovfest.breakouts import SessionSignup
from innovfest.database import db, unit_of_work
from innovfest.events import find_event
from innovfest.mail import OutboxMessage
from innovfest.programme import Session, get_session
from tests.support import serving, wire

PEOPLE = 5_000
PAUSE_SECONDS = 0.01
"""Between two requests of a client: what is measured is a wait, not a load."""

CALM_SECONDS = 4.0
"""What is measured before the release begins, and half of it after its end."""


@dataclass(frozen=True)
class Took:
    """Seconds: of the release by the clock and of CPU, and the longest wait before (`calm`) and during it."""

    release: float
    cpu: float
    page_calm: float
    page_then: float
    sign_up_calm: float
    sign_up_then: float
    mails: int
    refused: int
    """Sign-ups that were told to try again, since they waited too long."""

    def line(self, database: str) -> str:
        """Say it in a sentence."""
        waits = (self.page_then, self.page_calm, self.sign_up_then, self.sign_up_calm)
        page, page_before, sign_up, sign_up_before = (f"{1000 * wait:.0f}" for wait in waits)
        return (
            f"release: {self.release:.2f} s ({self.cpu:.2f} of CPU) for {self.mails:,} mails on {database}; "
            f"a page waited {page} ms at most ({page_before} before), "
            f"a sign-up for another session {sign_up} ms ({sign_up_before} before)"
        )


@dataclass
class Asker:
    """A client that sends one request after the other, and notes when each began and how long it took."""

    script: Script
    port: int
    stop: threading.Event
    asked: list[tuple[float, float]] = field(default_factory=list)
    bad: int = 0

    def run(self) -> None:
        """Ask until told to stop."""
        self.script.begin(self.port, 1)
        connection = wire.Connection(self.port)
        while not self.stop.is_set():
            began = time.perf_counter()
            answer = connection.ask(self.script.next(0))
            self.asked.append((began, time.perf_counter() - began))
            self.bad += not self.script.is_good(answer)
            self.stop.wait(PAUSE_SECONDS)

    def longest(self, start: float, end: float) -> float:
        """Return the longest wait of a request that was under way in a span of time."""
        return max((took for began, took in self.asked if began < end and began + took > start), default=0.0)


def seconds(kind: str) -> Took:
    """Measure it on sqlite or postgresql."""
    with staged(kind, PEOPLE) as stage, stage.app.app_context():
        _seat_all_in_energy()
        links = stage.links("energy")
        with stage.ours() as server:
            stop = threading.Event()
            page = Replay(wire.get(f"/{stage.slug}/programme", **BROWSER))
            slots = [("/breakouts", {"slot-evening": "evening-one"}), ("/breakouts", {"slot-evening": ""})]
            visits = Visits(f"/{stage.slug}/my", links, slots)
            askers = [Asker(script, server.port, stop) for script in (page, visits)]
            threads = [threading.Thread(target=asker.run) for asker in askers]
            for thread in threads:
                thread.start()
            time.sleep(CALM_SECONDS)
            began, ended, cpu = _released(stage)
            time.sleep(CALM_SECONDS / 2)
            stop.set()
            for thread in threads:
                thread.join()
        if askers[0].bad or not all(asker.asked for asker in askers):
            raise RuntimeError(f"answers that were not hoped for: {[asker.bad for asker in askers]}")
        calm = [asker.longest(began - CALM_SECONDS / 2, began) for asker in askers]
        then = [asker.longest(began, ended) for asker in askers]
        return Took(ended - began, cpu, calm[0], then[0], calm[1], then[1], _mails(), askers[1].bad)


def _seat_all_in_energy() -> None:
    """Give everybody their seat in one session, and room in the two of the evening."""
    with unit_of_work():
        energy = db.session.scalars(select(Session).where(Session.slug == "energy")).one()
        bookable = Session.capacity.is_not(None)
        db.session.execute(update(SessionSignup).values(session_id=energy.id))
        db.session.execute(update(Session).where(bookable).values(seats_taken=0, capacity=SEATS))
        db.session.execute(update(Session).where(Session.id == energy.id).values(seats_taken=PEOPLE))
        db.session.execute(text("ANALYZE"))  # as the database does by itself before long


def _released(stage: Stage) -> tuple[float, float, float]:
    """Release in a process of its own; return when that began and ended, and its CPU, in seconds."""
    settings = serving.settings_for(stage.address, stage.folder, INNOVFEST_WORKER="none")
    command = [sys.executable, "-m", "benchmarks.release", stage.slug]
    environment = {**os.environ, **settings, **serving.UNLIMITED}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    began, ended, cpu = (float(word) for word in told.stdout.split())
    return began, ended, cpu


def _release(slug: str) -> None:
    with unit_of_work():
        event = find_event(slug)
        if event is None:
            raise RuntimeError("there is no edition")
        placement = get_session(event.id, "energy").placement
        if placement is None:
            raise RuntimeError("energy has no time")
        placement.starts_at += timedelta(minutes=10)
        placement.ends_at += timedelta(minutes=10)
        programme.release(event, by=SYSTEM, now=clock.now())


def _mails() -> int:
    """Count the mails of the release; raises unless everybody gets one."""
    queued = select(func.count()).where(OutboxMessage.key.like("%:release-%"))
    found = db.session.scalar(queued) or 0
    if found != PEOPLE:
        raise RuntimeError(f"{found} mails were queued, not {PEOPLE}")
    return found


def main(slug: str) -> None:
    """Release, and print when that began and ended by the clock that all processes share, and its CPU."""
    with create_app().app_context():
        db.session.rollback()
        cpu, began = time.process_time(), time.perf_counter()
        _release(slug)
        print(began, time.perf_counter(), time.process_time() - cpu)


if __name__ == "__main__":
    main(sys.argv[1])
