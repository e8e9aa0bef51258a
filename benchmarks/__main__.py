"""`bin/bench`: measure, print a line a figure, and say which targets are met."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks import allocation, badges, chain, clashes, figures, memory, planner, rates, release, targets
from benchmarks.figures import Figure
from benchmarks.rates import Pace
from benchmarks.stage import staged
from benchmarks.targets import Verdict

RATES = (
    *("snapshot", "programme", "feed", "feed304", "ownfeed", "page"),
    *("register", "signup", "swap", "queue", "scan", "scans"),
)
"""In the order in which they run, reading before writing.

A refresh looks through the last minute, and who stood in line some twenty times has as many places to read.
"""

ALONE = ("chain", "release", "allocation", "clashes", "planner", "badges", "memory")
DATABASES = ("sqlite", "postgresql")


@dataclass
class Report:
    """All that was measured, printed as it comes unless a program reads it."""

    as_json: bool
    figures: list[Figure] = field(default_factory=list)
    alone: dict[str, Any] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Print a line for people."""
        if not self.as_json:
            print(line, flush=True)

    def close(self) -> bool:
        """Print what remains; return whether every target is met."""
        self.verdicts += targets.of_rates(self.figures)
        if self.as_json:
            judged = [{"met": met, "target": said} for met, said in self.verdicts]
            told = {"figures": [figure.facts() for figure in self.figures], **self.alone, "targets": judged}
            print(json.dumps(told, indent=2))
        for met, said in self.verdicts:
            self.say(f"{'met   ' if met else 'MISSED'}  {said}")
        return all(met for met, _ in self.verdicts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; with --check a missed target is a failure."""
    options = _parser().parse_args(arguments)
    report = Report(options.json)
    names = options.names or [*RATES, *ALONE]
    if wanted := [name for name in RATES if name in names]:
        _measure_rates(wanted, options, report)
    _measure_alone(names, options.database or DATABASES, report)
    if "planner" in names:
        _measure_planner(report, quick=options.quick)
    met = report.close()
    return 0 if met or not options.check else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "bin/bench", description="Measure what the server takes, beside a floor."
    )
    # No `choices` here: argparse checks the empty list against them.
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join((*RATES, *ALONE))} (all)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quick", action="store_true", help="few and short rounds")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a target is missed")
    parser.add_argument("--clients", type=int, default=8, help="clients at once (default: %(default)s)")
    parser.add_argument("--database", choices=DATABASES, action="append", help="only this one")
    parser.add_argument(
        "--registrations", type=int, default=1000, metavar="N", help="people there already (default: 1000)"
    )
    return parser


def _measure_rates(names: list[str], options: argparse.Namespace, report: Report) -> None:
    pace = Pace(3, 1.0, options.clients) if options.quick else Pace(6, 3.0, options.clients)
    report.say(figures.header())
    for database in options.database or DATABASES:
        with staged(database, options.registrations) as stage:
            for figure in rates.figures(stage, names, pace):
                report.figures.append(figure)
                report.say(figure.line())


def _measure_alone(names: list[str], databases: Sequence[str], report: Report) -> None:
    for database in databases if "chain" in names else ():
        report.alone[f"chain_{database}_s"] = took = round(chain.seconds(database), 2)
        report.say(f"chain: {took} s for {chain.PEOPLE:,} promotions in one commit on {database}")
        report.verdicts.append(targets.of_chain(database, took))
    for database in databases if "release" in names else ():
        report.alone[f"release_{database}"] = asdict(moved := release.seconds(database))
        report.say(moved.line(database))
        report.verdicts += targets.of_release(database, moved)
    if "allocation" in names:
        report.alone["allocation_s"] = took = round(allocation.seconds(), 3)
        report.say(
            f"allocation: {took} s for {allocation.PEOPLE:,} people and {allocation.SESSIONS} sessions"
        )
        report.verdicts.append(targets.of_allocation(took))
    if "clashes" in names:
        longest, found = clashes.cost()
        report.alone["clashes_s"] = took = round(longest, 4)
        report.say(
            f"clashes: {1000 * took:.1f} ms of CPU for {clashes.SESSIONS} sessions in {clashes.ROOMS} rooms, "
            f"{found} found"
        )
        report.verdicts.append(targets.of_clashes(took))
    if "badges" in names:
        report.alone["badges"] = drawn = badges.cost()
        report.say(f"badges: {drawn['cpu_s']} s of CPU, {drawn['peak_mb']} MB, {drawn['bytes']} bytes")
        report.verdicts.append(targets.of_badges(drawn["cpu_s"]))
    if "memory" in names:
        report.alone["memory_mb"] = megabytes = round(memory.proportional_mb())
        report.say(f"memory: {megabytes} MB at rest on SQLite, mail worker included")
        report.verdicts.append(targets.of_memory(megabytes))


def _measure_planner(report: Report, *, quick: bool) -> None:
    report.alone["planner"] = found = planner.figures(quick=quick)
    report.say(
        f"planner: proven in {found['proof_18_in_3_s']} s (18 sessions, 3 rooms), "
        f"{found['proof_24_in_4_s']} s (24, 4); wishes attended {found['ours']}, by CP-SAT {found['cp_sat']}"
    )
    report.verdicts += targets.of_planner(found)


if __name__ == "__main__":
    sys.exit(main())
