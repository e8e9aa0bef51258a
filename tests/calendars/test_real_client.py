"""A real calendar program on a running site: vdirsyncer subscribes, khal shows, and both follow a release."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from innovfest import breakouts, calendars, clock
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import get_session
from tests.conftest import OLIVIA, register
from tests.planning.test_telling import move, release
from tests.planning.test_today import to_the_foyer
from tests.support import serving

SYNC = """
[general]
status_path = "{folder}/status/"

[pair festival]
a = "here"
b = "there"
collections = null
conflict_resolution = "b wins"

[storage here]
type = "filesystem"
path = "{folder}/festival/"
fileext = ".ics"

[storage there]
type = "http"
url = "{address}"
"""
SHOW = """
[calendars]
[[festival]]
path = {folder}/festival/

[sqlite]
path = {folder}/khal.db

[locale]
local_timezone = Europe/Brussels
default_timezone = Europe/Brussels
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


@pytest.fixture
def site(event: Event, database: str, instance_path: Path) -> Iterator[str]:
    """Serve the shipped edition as production does, and return its address."""
    db.session.rollback()
    settings = serving.settings_for(database, instance_path, INNOVFEST_WORKER="none")
    with serving.serving(settings, processes=1) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def a_subscription(tmp_path: Path) -> Callable[[str, str], Callable[[], list[str]]]:
    """Return a maker of subscriptions; each, when called, fetches anew and lists the day of the festival."""

    def subscribe(name: str, address: str) -> Callable[[], list[str]]:
        folder = tmp_path / name
        (folder / "festival").mkdir(parents=True)
        (folder / "sync").write_text(SYNC.format(folder=folder, address=address), encoding="utf-8")
        (folder / "show").write_text(SHOW.format(folder=folder), encoding="utf-8")
        run("vdirsyncer", "-c", str(folder / "sync"), "discover", "festival")

        def look() -> list[str]:
            run("vdirsyncer", "-c", str(folder / "sync"), "sync")
            line = "{start-time}-{end-time} {title} @ {location}"
            command = ("khal", "-c", str(folder / "show"), "list", "--day-format", "", "--format", line)
            return run(*command, "2027-02-20", "1d").splitlines()

        return look

    return subscribe


def run(program: str, *arguments: str) -> str:
    """Run a program of this environment, and return what it says."""
    command = [str(Path(sys.executable).parent / program), *arguments]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "Europe/Brussels"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_real_calendar_program_follows_room_time_and_status(
    event: Event, site: str, a_subscription
) -> None:
    alice = register(event, "Alice", sessions=["energy"], now=clock.now())
    public = a_subscription("public", f"{site}/2027/calendar.ics?lang=en")
    own = a_subscription("own", calendars.own_address("2027", calendars.token_of(alice), "en", base_url=site))
    assert energy_in(public()) == energy_in(own()) == ["16:30-18:00 Break-out: Energy @ Break-out B"]
    with unit_of_work():
        to_the_foyer(event, "energy")
        move(event, "energy", timedelta(minutes=15))
    release(event, now=clock.now())
    moved = ["16:45-18:15 Break-out: Energy @ Urban foyer"]
    assert energy_in(public()) == energy_in(own()) == moved
    with unit_of_work():
        session = get_session(event.id, "energy")
        breakouts.cancel_session(session, reason="ill", by=OLIVIA, now=clock.now())
    gone = ["16:45-18:15 Cancelled: Break-out: Energy @ Urban foyer"]
    assert energy_in(public()) == energy_in(own()) == gone


def energy_in(lines: list[str]) -> list[str]:
    """Pick the lines of one session, up to its room."""
    return [line.partition(",")[0] for line in lines if "Energy" in line]
