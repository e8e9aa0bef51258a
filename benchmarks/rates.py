"""Measuring rates: which requests a figure is made of, on ours and on the floor."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain

from benchmarks import inside
from benchmarks.evening import FULL
from benchmarks.figures import BadAnswer, Figure, Side, measure
from benchmarks.load import loading
from benchmarks.people import Exchanges, Visits
from benchmarks.scripts import (
    BATCH,
    BROWSER,
    Calendars,
    Polls,
    Refreshes,
    Registrations,
    Replay,
    Scans,
    Script,
)
from benchmarks.stage import Stage
from tests.support import wire
from tests.support.serving import Server

LINES = ("signup", "swap", "queue")

COUNTED_CODES = 8
"""Badges and people that only the counting of statements uses: the load finds all others untouched."""

SCANS, SNAPSHOT = "/api/v1/door/scans", "/api/v1/door/snapshot"
UNCHANGED = {"feed304": "feed"}
"""Figures of who has a page already: which page."""

OWN = "/{}/calendar/{}.ics?lang=en"

PAGES = {"programme": "/{}/programme", "feed": "/{}/calendar.ics", "page": "/{}/register"}


@dataclass(frozen=True)
class Pace:
    """How long a figure is measured: rounds a side, seconds a round, clients at once."""

    rounds: int
    seconds: float
    clients: int


def figures(stage: Stage, names: list[str], pace: Pace) -> Iterator[Figure]:
    """Measure the figures of these names on one database."""
    pages = stage.folder / "pages.json"
    read_out = {name: _page(stage, path) for name, path in PAGES.items()}
    read_out["ownfeed"] = _page(stage, OWN.format("{}", stage.calendars()[0]))
    unchanged = {"body": "", "headers": {"etag": f'"{32 * "0"}"'}, "status": 304}
    known = {"snapshot": {"body": "", "headers": {}}, **dict.fromkeys(UNCHANGED, unchanged)}
    pages.write_text(json.dumps({**read_out, **known}))
    with stage.ours() as ours, stage.floor(pages) as floor:
        for name in names:
            # Not all at first: what one counting writes would be in another's figure.
            queries = inside.statements_of(stage.app, _script(stage, name, counting=True))
            yield _figure(stage, name, pace, servers=(ours, floor), queries=queries)


def _figure(stage: Stage, name: str, pace: Pace, *, servers: tuple[Server, Server], queries: int) -> Figure:
    scripts = (_script(stage, name), _floor_script(stage, name))
    with ExitStack() as stack:
        sides = [
            Side(server, stack.enter_context(loading(script, server.port, pace.clients)))
            for server, script in zip(servers, scripts, strict=True)
        ]
        before = stage.deeds()
        figure = measure(
            name,
            stage.kind,
            clients=pace.clients,
            ours=sides[0],
            floor=sides[1],
            queries=queries,
            rounds=pace.rounds,
            seconds=pace.seconds,
        )
    if name in LINES and (done := stage.deeds() - before) < figure.requests:
        raise BadAnswer(f"{figure.requests} requests left only {done} deeds")
    return figure


def _script(stage: Stage, name: str, *, counting: bool = False) -> Script:
    if name == "register":
        return Registrations(f"/{stage.slug}/register")
    if name in LINES:
        return _visits(stage, name, counting=counting)
    if name == "snapshot":
        return Refreshes(SNAPSHOT, stage.token)
    if name == "scans":
        return Scans(
            SCANS, stage.token, stage.codes[:BATCH] if counting else stage.codes[BATCH:], batch=BATCH
        )
    if name == "scan":
        codes = stage.codes[:COUNTED_CODES] if counting else stage.codes[COUNTED_CODES:]
        return Scans(SCANS, stage.token, codes)
    return _reading(stage, name)


def _reading(stage: Stage, name: str) -> Script:
    if name == "ownfeed":
        addresses = [OWN.format(stage.slug, token) for token in stage.calendars()]
        return Calendars([wire.get(address, **BROWSER) for address in addresses])
    if name in UNCHANGED:
        return Polls(PAGES[UNCHANGED[name]].format(stage.slug), BROWSER)
    return Replay(wire.get(PAGES[name].format(stage.slug), **BROWSER))


def _visits(stage: Stage, name: str, *, counting: bool) -> Script:
    def links(session: str) -> list[str]:
        everybody = stage.links(session)
        return everybody[:COUNTED_CODES] if counting else everybody[COUNTED_CODES:]

    home = f"/{stage.slug}/my"
    if name == "signup":
        sessions = ("energy", "sustainability")
        asks = [("/breakouts", {"slot-break-outs": session}) for session in sessions]
        return Visits(home, links("labour-market"), asks)
    if name == "queue":
        path = f"/lines/{FULL[0]}"
        return Visits(home, links("energy"), [(path, {}), (f"{path}/leave", {})])
    pairs = zip(links(FULL[0]), links(FULL[1]), strict=False)
    return Exchanges(home, list(chain(*pairs)), [(f"/lines/{FULL[1]}", {}), (f"/lines/{FULL[0]}", {})])


def _floor_script(stage: Stage, name: str) -> Script:
    scripts: dict[str, Callable[[], Script]] = {
        "register": lambda: Replay(wire.post("/register", b"", "text/plain"), status=303),
        "scan": lambda: Scans("/scan", "", stage.codes[COUNTED_CODES:]),
        "scans": lambda: Scans("/scans", "", stage.codes[BATCH:], batch=BATCH),
    }
    if name == "ownfeed":
        return Calendars([wire.get(f"/ownfeed/{uid}", **BROWSER) for uid in stage.uids()])
    if name in UNCHANGED:
        return Replay(wire.get(f"/{name}", **BROWSER, if_none_match='"a"'), status=304)
    if name in LINES:
        return Replay(wire.post(f"/{name}", b"", "text/plain"), status=303)
    return scripts.get(name, lambda: Replay(wire.get(f"/{name}", **BROWSER)))()


def _page(stage: Stage, path: str) -> dict[str, object]:
    """Take the product's own bytes and their types, for the floor to read out."""
    answer = inside.answer_of(stage.app, wire.get(path.format(stage.slug), **BROWSER))
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}: {answer.body[:500]!r}")
    kept = ("content-type", "content-encoding")
    return {"body": answer.body.hex(), "headers": {k: answer.headers[k] for k in kept if k in answer.headers}}
