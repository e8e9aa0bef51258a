"""Playing a rehearsal: phones enrol, stewards serve, the network goes and comes, the books are compared."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from config import Settings
from innovfest import checkin
from innovfest.audit import Actor
from innovfest.checkin.models import Rehearsal
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.rehearsal import actions, findings
from innovfest.rehearsal.hall import DESK, ENTRANCE, Hall
from innovfest.rehearsal.line import Away, Line
from innovfest.rehearsal.phone import API, Now, Phone
from innovfest.rehearsal.plan import read_plan
from innovfest.rehearsal.queries import edition_of
from innovfest.rehearsal.stage import Clock, Stage, read_stage
from innovfest.rehearsal.steward import Steward

SKEWS = (timedelta(0), timedelta(minutes=15), timedelta(minutes=-15), timedelta(0))
"""How far the phones' clocks are off, in turn: a phone that nobody set is usual."""

LOST_ANSWERS = 0.01
"""The share of requests whose answer gets lost on the way, so that what was done is sent again."""

REFRESH, REPORT = (1.0, 5.0), (2.0, 10.0)
"""Seconds between two looks at the list and two reports: at least in real time, and usually in the play's."""

NOTE_EVERY = 1.0
"""Seconds of real time between two notes of how far the play is."""

LONGER = 3.0
"""A play that takes so many times its length is ended: nobody could serve those people."""

DRAIN_SECONDS = 120.0
"""How long phones may take at the end to send what waits."""

Say = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: its address, and a certificate that is trusted besides those that everybody trusts."""

    base_url: str
    certificate: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Site":
        """Return the site of these settings; it may show the certificate that `bin/serve --lan` made."""
        return cls(settings.base_url, settings.instance_path / "lan-certificate.pem")


@dataclass
class Traffic:
    """Every request of every phone: what, the answer's status, how many seconds."""

    requests: list[tuple[str, int, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, path: str, status: int, seconds: float) -> None:
        """Note one request."""
        # The address of an enrolment holds its secret, which is written nowhere.
        kind = "enrol" if "/enrol/" in path else path.partition("?")[0].removeprefix(f"{API}/")
        with self.lock:
            self.requests.append((kind, status, seconds))


@dataclass
class Crew:
    """Phones with who holds them and what keeps them up to date."""

    hall: Hall = field(default_factory=Hall)
    traffic: Traffic = field(default_factory=Traffic)
    phones: list[Phone] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)


def play(
    rehearsal_id: int,
    site: Site,
    *,
    now: Now,
    say: Say = lambda _progress: True,
    phone_class: type[Phone] = Phone,
) -> dict[str, Any]:
    """Play a rehearsal against a running site, keep its report, and return it.

    `now` tells the true time. `say` hears how far it is every second, and ends it by answering False; so does
    `actions.stop`. Needs an application context. Raises what keeps it from being played, and notes that.
    """
    try:
        report = _play(rehearsal_id, site, now, say, phone_class)
    except BaseException as error:
        _end(rehearsal_id, {"error": f"{type(error).__name__}: {error}"[:500]}, now, failed=True)
        raise
    _end(rehearsal_id, report, now)
    return report


def _play(rehearsal_id: int, site: Site, now: Now, say: Say, phone_class: type[Phone]) -> dict[str, Any]:
    with unit_of_work():
        rehearsal = db.session.get_one(Rehearsal, rehearsal_id)
        actions.take_up(rehearsal, now=now())
        plan, begins_at = read_plan(rehearsal.plan), datetime.fromisoformat(rehearsal.plan["begins_at"])
        event = edition_of(rehearsal)
        if event is None:
            raise ValueError("the rehearsal's edition has vanished")
        event_id, stage = event.id, read_stage(event, plan, Clock(begins_at, plan.speed, now))
        links = _links(stage, until=event.ends_at)
    crew = Crew()
    try:
        _enrol(crew, links, stage, site, phone_class)
        for visitor in stage.visitors():
            crew.hall.join(ENTRANCE, visitor.guest.at, visitor)
        began = time.monotonic()
        _start(crew, stage)
        stopped = _watch(crew, stage, rehearsal_id, say)
        _finish(crew, stage)
        seconds = time.monotonic() - began
    finally:
        stage.over.set()
        crew.done.set()
        for thread in crew.threads:
            thread.join()
        for phone in crew.phones:
            phone.close()
    played = findings.Played(stage, crew.hall, crew.phones, crew.traffic.requests, seconds, crew.hall.left)
    report = findings.write(db.session.get_one(Event, event_id), played)
    return report | {"broken": crew.broken[:10], "stopped": stopped}


def _links(stage: Stage, *, until: datetime) -> list[str]:
    """Make a link for each phone: the first ones for the help desk, the others for entrances."""
    now, plan = stage.clock.instant(), stage.plan
    gates = {gate_id: db.session.get_one(checkin.Gate, gate_id) for gate_id in stage.entrances}
    tokens = []
    for number in range(plan.phones):
        at_desk = not plan.desks or number < plan.desks
        _, token = checkin.make_enrolment_link(
            gates[stage.entrances[number % len(gates)]],
            starts_at=now - timedelta(minutes=1),
            expires_at=until,
            role="desk" if at_desk else "steward",
            by=Actor("system", None, "Rehearsal"),
            now=now,
        )
        tokens.append(token)
    return tokens


def _enrol(crew: Crew, links: list[str], stage: Stage, site: Site, phone_class: type[Phone]) -> None:
    for number, token in enumerate(links):
        rng = random.Random(f"line {number} {stage.plan.seed}")  # noqa: S311 - a play, no secret
        line = Line(
            site.base_url,
            is_away=partial(_is_cut, stage, number),
            loses=partial(_loses, stage, rng),
            note=crew.traffic.note,
            certificate=site.certificate,
        )
        phone = phone_class(
            line, label=f"Test {number + 1}", now=stage.clock.instant, skew=SKEWS[number % len(SKEWS)]
        )
        phone.enrol(token, f"Test {number + 1}")
        crew.phones.append(phone)


def _is_cut(stage: Stage, number: int) -> bool:
    return stage.plan.is_cut(stage.clock.second(), number)


def _loses(stage: Stage, rng: random.Random) -> bool:
    return stage.clock.second() > 0 and rng.random() < LOST_ANSWERS


def _start(crew: Crew, stage: Stage) -> None:
    lanes = range(stage.plan.desks, stage.plan.phones)
    rooms = sorted(stage.rooms)
    for number, phone in enumerate(crew.phones):
        mine = [room for place, room in enumerate(rooms) if lanes[place % len(lanes)] == number]
        # More lanes than rooms: the others help at the doors in turn.
        if number in lanes and not mine and rooms:
            mine = [rooms[lanes.index(number) % len(rooms)]]
        steward = Steward(phone, crew.hall, stage, number=number, rooms=mine)
        for work in (steward.work, partial(_keep_up, crew, phone, stage)):
            thread = threading.Thread(target=_guarded, args=(crew, work), name=phone.label, daemon=True)
            crew.threads.append(thread)
            thread.start()


def _guarded(crew: Crew, work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:
        crew.broken.append(f"{type(error).__name__}: {error}")
        crew.done.set()
        raise


def _keep_up(crew: Crew, phone: Phone, stage: Stage) -> None:
    """Send what waits and ask what is new, until everything is sent after the end."""
    refresh, report = (max(least, usual / stage.plan.speed) for least, usual in (REFRESH, REPORT))
    next_refresh = next_report = time.monotonic()
    while not crew.done.is_set():
        try:
            phone.flush()
            now = time.monotonic()
            if now >= next_report:
                phone.report()
                next_report = now + report
            if now >= next_refresh:
                phone.refresh()
                next_refresh = now + refresh
        except Away:
            time.sleep(0.05)
        time.sleep(0.01)


def _watch(crew: Crew, stage: Stage, rehearsal_id: int, say: Say) -> bool:
    """Wait until everybody is served; tell whether it was stopped before."""
    while not crew.hall.is_over and not crew.done.is_set():
        progress = _progress(crew, stage)
        going_on = _note(rehearsal_id, progress, stage.clock.instant)
        if not say(progress) or not going_on or progress["second"] > LONGER * stage.plan.length:
            return True
        time.sleep(NOTE_EVERY)
    return bool(crew.broken)


def _finish(crew: Crew, stage: Stage) -> None:
    """Let the stewards go, wait until the network is back and everything is sent, and end the phones."""
    stage.over.set()
    until = time.monotonic() + DRAIN_SECONDS
    if stage.plan.cut:
        until += max(0.0, (60 * stage.plan.cut[1] - stage.clock.second()) / stage.plan.speed)
    while any(phone.waiting for phone in crew.phones) and not crew.done.is_set() and time.monotonic() < until:
        time.sleep(0.05)
    crew.done.set()


def _progress(crew: Crew, stage: Stage) -> dict[str, Any]:
    second = stage.clock.second()
    done = Counter(done.effect for phone in crew.phones for done in list(phone.done))
    return {
        "second": round(second),
        "length": round(stage.plan.length),
        "scans": sum(done.values()),
        "let_in": done["admitted"],
        "lines": {line: crew.hall.length(line, second) for line in (ENTRANCE, DESK, *sorted(stage.rooms))},
        "waiting": sum(phone.waiting for phone in crew.phones),
        "away": sum(stage.plan.is_cut(second, number) for number in range(stage.plan.phones)),
    }


def _note(rehearsal_id: int, progress: dict[str, Any], now: Now) -> bool:
    with unit_of_work():
        rehearsal = db.session.get_one(Rehearsal, rehearsal_id, populate_existing=True)
        going_on = actions.note(rehearsal, {"progress": progress}, now=now())
    db.session.remove()
    return going_on


def _end(rehearsal_id: int, report: dict[str, Any], now: Now, *, failed: bool = False) -> None:
    db.session.rollback()
    with unit_of_work():
        rehearsal = db.session.get_one(Rehearsal, rehearsal_id, populate_existing=True)
        actions.end(rehearsal, report, failed=failed, now=now())
    db.session.remove()
