"""Races over HTTP: many requests at one instant from several processes, and the history of what happened.

A race has a script (who sends what), a start that all processes share, and a journal: one JSON line for each
request with who sent it, when, when the answer came, and what it was. Tests then ask the history. Times are
seconds of the system's monotonic clock, which all processes of a machine share.

This module is also the program of one such process: `python -m tests.support.racing JOURNAL START`.
"""

import hashlib
import json
import pickle
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from config import ROOT
from tests.support.wire import Answer, Connection

PROCESSES = 4
HEAD_START = 1.5
"""Seconds in which every process opens its connections before all of them send."""

PATIENCE = 120.0


@dataclass(frozen=True)
class Runner:
    """One request of a race: who sends it, the request itself, and words to look for in the answer."""

    who: str
    request: bytes
    look_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """What became of one request; `status` is 0 when no answer came, and `trouble` says why."""

    who: str
    sent_at: float
    answered_at: float
    status: int
    location: str = ""
    digest: str = ""
    found: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class History:
    """Everything that happened in a race, in the order in which it was sent."""

    steps: tuple[Step, ...] = field(repr=False)

    @classmethod
    def read(cls, journal: Path) -> "History":
        """Read a journal."""
        lines = journal.read_text(encoding="utf-8").splitlines()
        steps = (Step(**{**facts, "found": tuple(facts["found"])}) for facts in map(json.loads, lines))
        return cls(tuple(sorted(steps, key=lambda step: step.sent_at)))

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def statuses(self) -> dict[int, int]:
        """Count the answers of each status."""
        return dict(Counter(step.status for step in self.steps))

    def where(self, claim: Callable[[Step], bool]) -> "History":
        """Return the part for which a claim holds."""
        return History(tuple(step for step in self.steps if claim(step)))

    def of(self, status: int) -> "History":
        """Return the part that was answered with a status."""
        return self.where(lambda step: step.status == status)

    def people(self) -> list[str]:
        """List who sent, sorted."""
        return sorted(step.who for step in self.steps)

    def locations(self) -> set[str]:
        """Return where people were sent, without what follows a question mark."""
        return {step.location.partition("?")[0] for step in self.steps}

    def most_at_once(self) -> int:
        """Return how many requests were under way at the same instant: a race that queued is none."""
        moments = [(step.sent_at, 1) for step in self.steps] + [(step.answered_at, -1) for step in self.steps]
        under_way = most = 0
        for _, change in sorted(moments):
            under_way += change
            most = max(most, under_way)
        return most


def race(port: int, runners: Sequence[Runner], journal: Path, *, processes: int = PROCESSES) -> History:
    """Send all requests at one instant, each on a connection of its own, and return what happened."""
    journal.unlink(missing_ok=True)
    journal.touch()
    start = time.monotonic() + HEAD_START
    teams = [list(runners[i::processes]) for i in range(min(processes, len(runners)))]
    started = [_start(port, team, journal, start) for team in teams]
    for process in started:
        if process.wait(timeout=PATIENCE) != 0:
            raise RuntimeError(f"a process of the race ended with {process.returncode}")
    return History.read(journal)


def _start(port: int, team: list[Runner], journal: Path, start: float) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.support.racing", str(port), str(journal), repr(start)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)
    assert process.stdin
    process.stdin.write(pickle.dumps(team))
    process.stdin.close()
    return process


def _main(port: int, journal: Path, start: float) -> None:
    team: list[Runner] = pickle.loads(sys.stdin.buffer.read())
    threads = [threading.Thread(target=_run, args=(port, runner, journal, start)) for runner in team]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _run(port: int, runner: Runner, journal: Path, start: float) -> None:
    connection = Connection(port)
    connection.fileno()
    time.sleep(max(0.0, start - time.monotonic()))
    sent_at = time.monotonic()
    try:
        step = _step(runner, sent_at, connection.ask(runner.request))
    except OSError as error:
        step = Step(runner.who, sent_at, time.monotonic(), 0, trouble=f"{type(error).__name__}: {error}")
    line = json.dumps(asdict(step)) + "\n"
    with journal.open("a", encoding="utf-8") as file:  # one write of a short line, which O_APPEND keeps whole
        file.write(line)


def _step(runner: Runner, sent_at: float, answer: Answer) -> Step:
    text = answer.body.decode(errors="replace")
    return Step(
        who=runner.who,
        sent_at=sent_at,
        answered_at=time.monotonic(),
        status=answer.status,
        location=answer.headers.get("location", ""),
        digest=hashlib.sha256(answer.body).hexdigest()[:16],
        found=tuple(words for words in runner.look_for if re.search(words, text)),
    )


if __name__ == "__main__":
    _main(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
