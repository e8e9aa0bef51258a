"""What a phone's list costs: bytes on the wire of the server that production runs, and statements."""

import json
from datetime import timedelta

import pytest

from innovfest import checkin, clock
from innovfest.audit import SYSTEM
from innovfest.database import db, unit_of_work
from tests.support import crowd, serving, wire
from tests.support.statements import counted

SNAPSHOT = "/api/v1/door/snapshot"
LARGEST_LIST = 50_000
"""Bytes of a compressed list of a thousand people."""

LARGEST_NOTHING = 300
"""Bytes of an answer that nothing has changed, its head included."""

MOST_STATEMENTS = 5
SIZES = (300, 3000)
HOUR = timedelta(hours=1)


@pytest.fixture
def token(event):
    """A phone's token, enrolled by the machine's clock: the server of these tests has no other."""
    with unit_of_work():
        return checkin.enrol_script_device(event, "Entrance", by=SYSTEM, now=clock.now())


@pytest.fixture
def settings(database, instance_path):
    """The settings of a server on this test's database."""
    return serving.settings_for(database, instance_path)


@pytest.mark.race
def test_a_list_of_a_thousand_is_small_and_no_change_is_next_to_nothing(event, token, settings, capsys):
    crowd.gather(event, 1000, now=clock.now() - HOUR)
    db.session.remove()
    with serving.serving(settings, processes=1) as server:
        connection = wire.Connection(server.port)
        sizes = {}
        for encoding in ("br", "gzip"):
            whole = connection.ask(_request(token, encoding=encoding))
            assert (whole.status, whole.headers["content-encoding"]) == (200, encoding)
            sizes[encoding] = len(whole.body)
        plain = json.loads(connection.ask(_request(token, encoding="identity")).body)
        nothing = connection.ask(_request(token, since=plain["cursor"]))
        sizes["nothing"] = len(nothing.head) + len(b"\r\n\r\n") + len(nothing.body)
    with capsys.disabled():
        print(f"\na list of a thousand people, and no change: {sizes} bytes")
    assert (nothing.status, nothing.body) == (304, b"")
    assert max(sizes["br"], sizes["gzip"]) < LARGEST_LIST
    assert sizes["nothing"] < LARGEST_NOTHING


@pytest.mark.on_sqlite
def test_a_list_takes_few_statements_and_no_more_for_a_crowd(app, event, token, capsys):
    people, seen = 0, {}
    for size in SIZES:
        crowd.gather(event, size - people, now=clock.now() - HOUR, start=people)
        people = size
        seen[size] = _statements(app.test_client(), token)
    with capsys.disabled():
        print(f"\nstatements of a whole list and of no change, by people: {seen}")
    assert len(set(seen.values())) == 1
    assert max(seen[SIZES[0]]) <= MOST_STATEMENTS


def _statements(client, token: str) -> tuple[int, int]:
    headers = {"Authorization": f"Bearer {token}"}
    client.get(SNAPSHOT, headers=headers)
    with counted(db.engine) as whole:
        answer = client.get(SNAPSHOT, headers=headers)
    assert answer.status_code == 200
    since = f"{SNAPSHOT}?since={answer.get_json()['cursor']}"
    with counted(db.engine) as nothing:
        assert client.get(since, headers=headers).status_code == 304
    return len(whole), len(nothing)


def _request(token: str, *, since: str = "", encoding: str = "br") -> bytes:
    path = f"{SNAPSHOT}?since={since}" if since else SNAPSHOT
    return wire.get(path, authorization=f"Bearer {token}", accept_encoding=encoding)
