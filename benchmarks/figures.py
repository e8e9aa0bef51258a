"""A figure: ours and the floor's in short rounds that alternate, so that the machine's noise hits both."""

import statistics
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.load import Load, Round
from tests.support.serving import Server

COLUMNS = "name database clients ours floor ratio p50 p95 p99 cpu_ms queries"


@dataclass(frozen=True)
class Figure:
    """One line: rates in requests a second, latencies and processor time in milliseconds a request.

    `cpu_ms` counts the server's own processes, not the database's; `queries` are SQL statements of one
    request, without BEGIN and COMMIT.
    """

    name: str
    database: str
    clients: int
    ours: float
    floor: float
    ratio: float
    p50: float
    p95: float
    p99: float
    cpu_ms: float
    queries: int
    requests: int = 0

    def line(self) -> str:
        """Write it as a line of the table."""
        rates = f"{self.ours:>8.0f} {self.floor:>8.0f} {self.ratio:>6.2f}"
        waits = f"{self.p50:>8.1f} {self.p95:>8.1f} {self.p99:>8.1f} {self.cpu_ms:>8.2f}"
        return f"{self.name:<10} {self.database:<10} {self.clients:>7} {rates} {waits} {self.queries:>7}"

    def facts(self) -> dict[str, Any]:
        """Write it for a program."""
        return {name: round(v, 3) if isinstance(v, float) else v for name, v in asdict(self).items()}


def header() -> str:
    """Name the columns."""
    name, database, *numbers = COLUMNS.split()
    widths = (7, 8, 8, 6, 8, 8, 8, 8, 7)
    return f"{name:<10} {database:<10} " + " ".join(
        f"{column:>{width}}" for column, width in zip(numbers, widths, strict=True)
    )


@dataclass(frozen=True)
class Side:
    """A server and the clients that ask it."""

    server: Server
    load: Load


def measure(
    name: str,
    database: str,
    *,
    clients: int,
    ours: Side,
    floor: Side,
    queries: int,
    rounds: int,
    seconds: float,
) -> Figure:
    """Measure both sides in turn; rates are medians over the rounds. Raises BadAnswer."""
    for side in (ours, floor):
        _checked(side.load.run(min(seconds, 1.0)))
    mine: list[Round] = []
    theirs: list[Round] = []
    cpu = 0.0
    for _ in range(rounds):
        before = ours.server.cpu_seconds()
        mine.append(_checked(ours.load.run(seconds)))
        cpu += ours.server.cpu_seconds() - before
        theirs.append(_checked(floor.load.run(seconds)))
    waits = sorted(wait * 1000 for each in mine for wait in each.latencies)
    rate, limit = (statistics.median(each.rate for each in side) for side in (mine, theirs))
    return Figure(
        name=name,
        database=database,
        clients=clients,
        ours=rate,
        floor=limit,
        ratio=rate / limit,
        p50=_percentile(waits, 50),
        p95=_percentile(waits, 95),
        p99=_percentile(waits, 99),
        cpu_ms=cpu * 1000 / len(waits),
        queries=queries,
        requests=len(waits),
    )


class BadAnswer(RuntimeError):
    """A server answered what nobody hoped for, so its rate means nothing."""


def _checked(done: Round) -> Round:
    if done.bad:
        raise BadAnswer(f"{done.bad} of {len(done.latencies)} answers were bad, the first: {done.first_bad}")
    return done


def _percentile(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
