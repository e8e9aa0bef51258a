"""The same release gives the same bytes from any server at any time; a change touches only its entries."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from config import ROOT
from innovfest import programme
from innovfest.database import unit_of_work
from tests.calendars.checker import newer_faults
from tests.calendars.checker.lines import line_faults, read_tree
from tests.calendars.every_feed import ENCODINGS, addresses
from tests.conftest import NOON, OLIVIA
from tests.support.serving import settings_for

TEN = timedelta(minutes=10)
SERVERS = (
    ("2026-12-01T10:00:00+00:00", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LANG": "C"}),
    ("2031-07-14T23:59:58+00:00", {"PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "LANG": "C.UTF-8"}),
)


def written_by_a_server(database: str, folder: Path, now: str, own: dict[str, str]) -> dict[str, list]:
    """Start a process that knows nothing of the others, and return what it writes."""
    settings = settings_for(database, folder, INNOVFEST_BASE_URL="https://innovfest.example")
    answer = subprocess.run(
        [sys.executable, "-m", "tests.calendars.every_feed", now],
        cwd=ROOT,
        env={
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            **settings,
            **own,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    return json.loads(answer.stdout)


def test_two_servers_at_two_times_send_the_same_bytes_and_tags(app, event, tmp_path):
    document = programme.current_document(event)
    database = app.config["INNOVFEST"].database_url
    one, other = (
        written_by_a_server(database, tmp_path / str(number), now, own)
        for number, (now, own) in enumerate(SERVERS)
    )
    assert one == other
    assert len(one) == len(addresses(document)) * len(ENCODINGS)
    assert {status for status, _tag, _digest in one.values()} <= {200, 404}
    found = [tag for status, tag, _digest in one.values() if status == 200]
    assert len(set(found)) == len(found) > 100


def everything(client, event) -> dict[str, bytes]:
    """Fetch every calendar of the present release."""
    wanted = addresses(programme.current_document(event))
    answers = {address: client.get(address, headers={"Accept-Encoding": "identity"}) for address in wanted}
    return {address: answer.data for address, answer in answers.items() if answer.status_code == 200}


def entries(calendar: bytes) -> dict[str, list]:
    """Return the lines of each entry by its UID."""
    root, _faults = read_tree(line_faults(calendar)[1])
    return {each.text("UID"): each.lines for each in root.within("VEVENT")}


def move(event):
    """Move the break-out on energy to another room and time."""
    session = programme.get_session(event.id, "energy")
    session.placement.starts_at += TEN
    session.placement.rooms[0].room = next(room for room in event.venue.rooms if room.slug == "urban-foyer")


def rename(event):
    """Give a room another name."""
    next(room for room in event.venue.rooms if room.slug == "auditorium").name = "Grand hall"


def cancel(event):
    """Cancel the keynote."""
    programme.get_session(event.id, "keynote").cancelled = True


@pytest.mark.parametrize(
    ("change", "about"),
    [
        (move, {"energy"}),
        (cancel, {"keynote"}),
        (rename, {"research-clusters", "keynote", "minister"}),
    ],
)
def test_a_change_touches_only_the_entries_that_it_is_about(client, event, change, about):
    before = everything(client, event)
    with unit_of_work():
        change(event)
        programme.release(event, by=OLIVIA, now=NOON + TEN)
    after = everything(client, event)
    document = programme.current_document(event)
    ours = {session.uid for session in document.sessions if session.slug in about}
    touched = set()
    for address, calendar in after.items():
        assert newer_faults(before.get(address, calendar), calendar) == [], address
        was, now = entries(before.get(address, b"")), entries(calendar)
        touched |= {uid for uid in now if was.get(uid) != now[uid]}
    assert {uid[len("session-") :][:36] for uid in touched} == ours
    assert set(before) <= set(after)
