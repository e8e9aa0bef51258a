"""Running a storm: processes with threads, each with its own stream of operations and one shared journal.

This module is also the program of one such process: `python -m tests.storms.sailing SEED COUNT THREADS
JOURNAL [unlocked]`, on the database of the environment.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from config import ROOT

PATIENCE = 1500.0


@dataclass(frozen=True)
class Deed:
    """One operation as its sender saw it: `outcome` is done, same, a refusal's code, or trouble."""

    id: str
    name: str
    outcome: str
    sent_at: float
    answered_at: float


@dataclass(frozen=True)
class Storm:
    """How a storm is made up."""

    seed: int
    operations: int
    processes: int
    threads: int
    unlocked: bool = False

    def blow(self, settings: Mapping[str, str], journal: Path) -> list[Deed]:
        """Let every process run its share at once, and return what all of them saw, by time of sending."""
        journal.unlink(missing_ok=True)
        journal.touch()
        share = str(self.operations // (self.processes * self.threads))
        started = [self._start(number, share, settings, journal) for number in range(self.processes)]
        for process in started:
            if process.wait(timeout=PATIENCE) != 0:
                raise RuntimeError(f"a process of the storm ended with {process.returncode}")
        deeds = [Deed(**json.loads(line)) for line in journal.read_text(encoding="utf-8").splitlines()]
        return sorted(deeds, key=lambda deed: deed.sent_at)

    def _start(
        self, number: int, share: str, settings: Mapping[str, str], journal: Path
    ) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.storms.sailing", f"{self.seed}-{number}", share]
        command += [str(self.threads), str(journal), *(["unlocked"] if self.unlocked else [])]
        return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})


def told(storm: Storm, deeds: list[Deed], seconds: float, database: str) -> str:
    """Say what a storm was: its size, seed, duration, and what came of its operations."""
    without = ", without locks" if storm.unlocked else ""
    crew = f"{storm.processes} processes × {storm.threads} threads"
    outcomes = Counter(deed.outcome.partition(":")[0] for deed in deeds)
    done = Counter(deed.name for deed in deeds if deed.outcome == "done")
    return (
        f"storm on {database}: {len(deeds)} operations, {crew}, seed {storm.seed}, {seconds:.0f} s{without}: "
        f"{_counted(outcomes)}\n  done: {_counted(done)}"
    )


def _counted(numbers: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in numbers.most_common())


def _main(seed: str, count: int, threads: int, journal: Path, *, unlocked: bool) -> None:
    if unlocked:
        from tests.races.unlocked import app
    else:
        from innovfest import create_app

        app = create_app()
    crew = [
        threading.Thread(target=_sail, args=(app, f"{seed}-{number}", count, journal))
        for number in range(threads)
    ]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()


def _sail(app: object, seed: str, count: int, journal: Path) -> None:
    from tests.storms.operations import Operations

    operations = Operations(seed)
    for _ in range(count):
        label, name, run = operations.next()
        sent_at = time.monotonic()
        outcome = _outcome(app, run)
        deed = Deed(label, name, outcome, sent_at, time.monotonic())
        with journal.open("a", encoding="utf-8") as file:  # one write of a short line, kept whole by O_APPEND
            file.write(json.dumps(asdict(deed)) + "\n")


def _outcome(app: object, run: object) -> str:
    from innovfest.database import db, is_unavailable, retrying
    from innovfest.errors import Refusal

    with app.app_context():  # type: ignore[attr-defined]
        try:
            return str(retrying(run))  # type: ignore[arg-type]
        except Refusal as refusal:
            return refusal.code
        except Exception as error:
            return "busy" if is_unavailable(error) else f"trouble {type(error).__name__}: {error}"[:300]
        finally:
            db.session.remove()


if __name__ == "__main__":
    _main(
        sys.argv[1],
        int(sys.argv[2]),
        int(sys.argv[3]),
        Path(sys.argv[4]),
        unlocked=sys.argv[5:] == ["unlocked"],
    )
